"""One file a noun. The public reads Edition and nothing else; everything else is the desk's."""

from .bone import BoneRating, BoneRule
from .collection import Collection
from .content_version import ContentVersion
from .edition import Edition, EditionIsImmutable
from .equipment import Equipment
from .feedback import Feedback, FeedbackNote
from .guide import FormerSlug, Guide, Need, Rung
from .photo import EditionPhoto, Photo
from .qualification import Qualification
from .revision import Revision
from .source import Citation, Source
from .source_check import SourceCheck
from .submission import FieldComment, Submission
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
    "Feedback",
    "FeedbackNote",
    "FieldComment",
    "FormerSlug",
    "Guide",
    "GuideText",
    "Need",
    "Photo",
    "Qualification",
    "Revision",
    "Rung",
    "Source",
    "SourceCheck",
    "Submission",
    "Video",
]
