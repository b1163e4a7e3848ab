from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides.terms import BoneSite


class RuleChangeIsOnRecord(TypeError):
    """Somebody tried to delete a record of who changed a bone rule."""


class RuleChangeQuerySet(models.QuerySet):
    def waiting(self):
        """Proposals that nobody has decided about."""
        return self.filter(state=RuleChange.State.WAITING)

    def waiting_for(self, person):
        """Proposals that this person may decide about: somebody else's, and none without the right to approve."""
        mine = self.waiting().exclude(proposed_by=person)
        return mine if person.has_perm("guides.approve_bonerule") else mine.none()

    def approved(self):
        return self.filter(state=RuleChange.State.APPROVED)

    def of_cell(self, site, requires):
        """The record of one rule, also after it was removed and made again."""
        return self.filter(site=site, requires=requires)

    def first_for(self, person):
        """Those that wait for this person first, then what else waits, then the decided ones; each the newest first."""
        waiting = Q(state=RuleChange.State.WAITING)
        turn = Case(
            When(waiting & ~Q(proposed_by=person), then=Value(0)), When(waiting, then=Value(1)), default=Value(2)
        )
        return self.alias(turn=turn).order_by("turn", "-proposed_at", "-pk")

    def delete(self):
        raise RuleChangeIsOnRecord("The record of the bone rules is never deleted.")


class RuleChange(models.Model):
    """One proposed change of a bone rule and what became of it: the record of who changed the table, when and why.

    `before` and `after` are the whole row's values (guides.rule_changes.values_of). Without `before` the rule is new,
    without `after` it is to be removed. What was proposed never changes, and nothing does once it is decided; the
    database holds that with a trigger (guides.rule_record), so `update()` cannot get round it either.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken-back", _("Taken back")

    rule = models.ForeignKey(
        "guides.BoneRule", models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name=_("rule")
    )
    site = models.CharField(_("bone site"), max_length=10, choices=BoneSite.choices)
    requires = models.CharField(_("what it concerns"), max_length=120)
    before = models.JSONField(_("as it was"), null=True, blank=True)
    after = models.JSONField(_("as proposed"), null=True, blank=True)
    note = models.TextField(_("why"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposed_rule_changes", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_rule_changes",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    is_demonstration = models.BooleanField(
        _("by a demonstration account"), default=False, help_text=_("No clinician stands behind it.")
    )

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("proposed rule change")
        verbose_name_plural = _("proposed rule changes")
        # The rights to propose and to approve are those of BoneRule.
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="rule_change_proposer_is_not_approver",
                violation_error_message=_("The person who proposed a change cannot decide about it."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="rule_change_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken-back") | Q(decided_by__isnull=True) | Q(decided_by=F("proposed_by")),
                name="rule_change_is_taken_back_by_its_proposer",
                violation_error_message=_("Only the person who proposed a change can take it back."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="rule_change_refused_says_why",
                violation_error_message=_("Say why it is refused."),
            ),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="rule_change_says_why",
                violation_error_message=_("Say why the rule should change."),
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="rule_change_has_a_rule"
            ),
            models.UniqueConstraint(
                fields=["site", "requires"],
                condition=Q(state="waiting"),
                name="rule_change_is_the_only_waiting_one",
                violation_error_message=_("Another change of this rule waits for a second person already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "refused", "taken-back"]),
                name="rule_change_state_is_known",
            ),
            models.CheckConstraint(condition=Q(site__in=BoneSite.values), name="rule_change_site_is_known"),
        ]

    def __str__(self):
        return f"{self.site}: {self.requires}"

    def delete(self, *args, **kwargs):
        raise RuleChangeIsOnRecord("The record of the bone rules is never deleted.")

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def kind(self):
        """What is proposed, in words."""
        if self.before is None:
            return _("New rule")
        if self.after is None:
            return _("Remove the rule")
        return _("Keep the rule as it is") if self.before == self.after else _("Change the rule")
