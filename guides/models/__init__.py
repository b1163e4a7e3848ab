"""One file a noun. The public reads Edition and nothing else; everything else is the desk's."""

from .bone import BoneRating, BoneRule
from .collection import Collection
from .content_version import ContentVersion
from .edition import Edition, EditionIsImmutable
from .equipment import Equipment
from .guide import FormerSlug, Guide, Need, Rung
from .photo import EditionPhoto, Photo
from .rule_change import RuleChange, RuleChangeIsOnRecord
from .source import Citation, Source
from .text import GuideText
from .video import Video

__all__ = [
    "BoneRating",
    "BoneRule",
    "Citation",
    "Collection",
    "ContentVersion",
    "Edition",
    "EditionIsImmutable",
    "EditionPhoto",
    "Equipment",
    "FormerSlug",
    "Guide",
    "GuideText",
    "Need",
    "Photo",
    "RuleChange",
    "RuleChangeIsOnRecord",
    "Rung",
    "Source",
    "Video",
]
