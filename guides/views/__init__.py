from .collections import collection_left_out, collections, one_collection
from .feedback import feedback, feedback_thanks
from .find import find_bones
from .guide import guide, guide_print
from .kit import offline, saved
from .lists import guide_list, left_out
from .picture import picture

__all__ = [
    "collection_left_out",
    "collections",
    "feedback",
    "feedback_thanks",
    "find_bones",
    "guide",
    "guide_list",
    "guide_print",
    "left_out",
    "offline",
    "one_collection",
    "picture",
    "saved",
]
