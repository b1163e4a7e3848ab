from .booklet import booklet
from .collections import collection_left_out, collections, one_collection
from .feedback import feedback, feedback_thanks
from .find import find, find_bones, find_kit, find_team, find_time, find_told
from .guide import guide, guide_for_professionals, guide_print, guide_qr
from .kit import diary, offline, reading, saved, session
from .lists import guide_list, left_out
from .low_energy import collection_gentler, guide_gentler
from .picture import picture
from .plan import plan

__all__ = [
    "booklet",
    "collection_gentler",
    "collection_left_out",
    "collections",
    "diary",
    "feedback",
    "feedback_thanks",
    "find",
    "find_bones",
    "find_kit",
    "find_team",
    "find_time",
    "find_told",
    "guide",
    "guide_for_professionals",
    "guide_gentler",
    "guide_list",
    "guide_print",
    "guide_qr",
    "left_out",
    "offline",
    "one_collection",
    "picture",
    "plan",
    "reading",
    "saved",
    "session",
]
