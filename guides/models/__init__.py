"""One file a noun. The public reads Edition and CollectionEdition and nothing else; everything else is the desk's."""

from .bone import BoneRating, BoneRule
from .collection import Collection
from .collection_edition import CollectionEdition
from .content_version import ContentVersion
from .edition import Edition, EditionIsImmutable
from .equipment import Equipment
from .feedback import Feedback, FeedbackNote
from .guide import FormerSlug, Guide, Need, Rung
from .import_file import ImportFile
from .photo import EditionPhoto, Photo
from .provenance import Provenance
from .qualification import Qualification
from .reminder import CollectionReminder, Digest, Reminder
from .revision import Revision
from .rule_change import RuleChange, RuleChangeIsOnRecord
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
    "CollectionEdition",
    "CollectionReminder",
    "ContentVersion",
    "Digest",
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
    "ImportFile",
    "Need",
    "Photo",
    "Provenance",
    "Qualification",
    "Reminder",
    "Revision",
    "RuleChange",
    "RuleChangeIsOnRecord",
    "Rung",
    "Source",
    "SourceCheck",
    "Submission",
    "Video",
]
