from .guide import guide, guide_print
from .lists import guide_list, left_out
from .picture import picture

__all__ = ["guide", "guide_list", "guide_print", "left_out", "picture"]
