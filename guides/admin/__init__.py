"""The desk: where curators write guides and sign them off. One file a noun, as in guides.models."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .bone import BoneRuleAdmin
from .collection import CollectionAdmin
from .edition import EditionAdmin
from .equipment import EquipmentAdmin
from .feedback import FeedbackAdmin
from .front import with_what_needs_me
from .guide import GuideAdmin
from .qualification import QualificationAdmin
from .rule_change import RuleChangeAdmin
from .source import SourceAdmin
from .submission import SubmissionAdmin

__all__ = [
    "BoneRuleAdmin",
    "CollectionAdmin",
    "EditionAdmin",
    "EquipmentAdmin",
    "FeedbackAdmin",
    "GuideAdmin",
    "QualificationAdmin",
    "RuleChangeAdmin",
    "SourceAdmin",
    "SubmissionAdmin",
]

admin.site.site_header = admin.site.site_title = _("Physical Activity Resource Hub – desk")
admin.site.index_title = _("What do you want to work on?")
admin.site.index = with_what_needs_me(admin.site.index)
