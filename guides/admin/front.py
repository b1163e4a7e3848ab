"""The front page of the desk: what needs me today. Numbers and links, the most pressing first, and no dead ends."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from guides import catalogue, radar, review
from guides.filters import Choices
from guides.models import Edition, Feedback, Guide, GuideText, RuleChange, Submission

SHOWN = 5  # rows of a section; its heading leads to the rest


@dataclass(frozen=True)
class Row:
    """One thing to do: what it is, where, and a few words beside it."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """What needs somebody for one reason. `tone` is that of the badge: stop, change, ask or ok."""

    title: str
    count: int
    href: str
    tone: str
    rows: list = field(default_factory=list)


def with_what_needs_me(index):
    """The desk's front page with its sections, those that are empty named in one line."""

    def front_page(request, extra_context=None):
        sections = list(sections_for(request.user, review.today()))
        about_all = []
        if request.user.has_perm("guides.view_guide"):
            about_all = [contradictions(), gaps(catalogue.current(request))]
        context = {
            "sections": [section for section in sections if section.count],
            "nothing_in": [section for section in sections if not section.count],
            "about_all": [section for section in about_all if section.count],
        }
        return index(request, context | (extra_context or {}))

    return front_page


def sections_for(person, today):
    """The Sections that this person may see, the most pressing first. A constant number of queries."""

    def may(name):
        return person.has_perm(f"guides.{name}")

    if may("answer_feedback") or may("view_feedback"):
        yield safety_reports()
    if may("sign_off_edition"):
        yield to_check(person)
    if may("submit_guide"):
        yield sent_back(person)
    if may("view_edition"):
        yield second_checks()
        yield from by_their_day(person, today)
    if may("view_rulechange"):
        yield rule_changes(person)
    if may("submit_guide"):
        yield on_their_way(person)
    if may("answer_feedback") or may("view_feedback"):
        yield other_feedback()
    if may("view_guide"):
        yield without_owner()


def contradictions():
    """What the checks find wrong in the drafts."""
    on_radar = reverse("admin:guides_guide_radar")
    return Section(gettext("Drafts that contradict themselves"), radar.contradictions(), on_radar, "change")


def gaps(kept):
    """What patients without bone or equipment answers cannot find: kinds of guides by level and position."""
    empty = radar.grid(kept, Choices()).gaps
    on_radar = reverse("admin:guides_guide_radar")
    rows = [Row(cell.says, reverse("admin:guides_guide_radar_cell") + cell.query) for cell in empty[:SHOWN]]
    return Section(gettext("Gaps: nothing to be found"), len(empty), on_radar, "ok", rows)


def changelist(model, query=""):
    return reverse(f"admin:guides_{model}_changelist") + query


def day(moment):
    return date_format(moment, "j F Y")


def safety_reports():
    messages = Feedback.objects.safety_reports().open().select_related("edition").order_by("received_at")
    return Section(
        gettext("Visitors who were hurt"),
        messages.count(),
        changelist("feedback", "?state__exact=open&verdict__exact=hurt"),
        "stop",
        [
            Row(
                message.edition.title,
                reverse("admin:guides_feedback_change", args=[message.pk]),
                gettext("received on %s") % day(message.received_at),
            )
            for message in messages.defer("edition__document", "edition__bones", "edition__words")[:SHOWN]
        ],
    )


def other_feedback():
    messages = Feedback.objects.open().exclude(verdict=Feedback.Verdict.HURT)
    return Section(
        gettext("Other messages from visitors"), messages.count(), changelist("feedback", "?state__exact=open"), "ask"
    )


def titles(guides):
    """The titles of these guides in the main language, by primary key; the slug where there is no wording."""
    wordings = GuideText.objects.filter(guide__in=guides, language=settings.LANGUAGE_CODE)
    named = dict(Guide.objects.filter(pk__in=guides).values_list("pk", "slug"))
    return named | dict(wordings.values_list("guide", "title"))


def submissions(title, those, tone, note):
    """A section of submissions, the oldest first."""
    rows = list(those.select_related("submitted_by", "decided_by").defer("document").order_by("submitted_at")[:SHOWN])
    named = titles([each.guide_id for each in rows])
    return Section(
        title,
        those.count(),
        changelist("submission"),
        tone,
        [
            Row(
                named[each.guide_id],
                reverse("admin:guides_guide_change", args=[each.guide_id])
                if each.state == Submission.State.SENT_BACK
                else reverse("admin:guides_guide_review", args=[each.guide_id]) + f"?language={each.language}",
                note(each),
            )
            for each in rows
        ],
    )


def to_check(person):
    def note(each):
        said = gettext("from %(person)s, %(day)s") % {"person": each.submitted_by, "day": day(each.submitted_at)}
        return f"{said}. {each.held_because}" if each.held_because else said

    return submissions(gettext("To check"), Submission.objects.to_be_checked_by(person), "ask", note)


def sent_back(person):
    def note(each):
        return gettext("by %(person)s: %(answer)s") % {"person": each.decided_by, "answer": each.answer[:120]}

    return submissions(gettext("Sent back to me"), Submission.objects.sent_back_to(person), "change", note)


def on_their_way(person):
    def note(each):
        if each.publish_at:
            return gettext("to be published on %s") % day(each.publish_at)
        return gettext("sent on %s") % day(each.submitted_at)

    those = Submission.objects.open().filter(submitted_by=person)
    return submissions(gettext("What I sent, on its way"), those, "ok", note)


def guides_by(title, editions, tone, note, query=""):
    """A section of live editions, each leading to its guide."""
    columns = ("title", "guide_id", "review_on", "published_at", "emergency_reason")
    rows = list(editions.order_by("review_on", "title").only(*columns)[:SHOWN])
    return Section(
        title,
        editions.count(),
        changelist("guide", query),
        tone,
        [Row(each.title, reverse("admin:guides_guide_change", args=[each.guide_id]), note(each)) for each in rows],
    )


def second_checks():
    return guides_by(
        gettext("Published alone: second check pending"),
        Edition.objects.waiting_for_second_check(),
        "stop",
        lambda each: gettext("since %(day)s: %(why)s") % {"day": day(each.published_at), "why": each.emergency_reason},
        "?public=alone",
    )


def by_their_day(person, today):
    """What is overdue, due or soon due: first of the guides this person looks after, then of all."""

    def note(each):
        return gettext("check by %s") % day(each.review_on)

    kinds = (
        ("overdue", gettext("Overdue: left the lists"), Edition.objects.overdue(today), "stop"),
        ("due", gettext("Due for a check"), Edition.objects.due(today), "change"),
        ("soon", gettext("Due within 30 days"), Edition.objects.due_within(30, today), "ask"),
    )
    for name, title, those, tone in kinds:
        yield guides_by(title, those, tone, note, f"?check={name}")


def rule_changes(person):
    waiting = RuleChange.objects.waiting_for(person)
    return Section(
        gettext("Bone rules to decide about"),
        waiting.count(),
        changelist("rulechange"),
        "ask",
        [
            Row(
                f"{each.get_site_display()}: {each.requires}",
                reverse("admin:guides_rulechange_change", args=[each.pk]),
                gettext("proposed by %s") % each.proposed_by,
            )
            for each in waiting.select_related("proposed_by")[:SHOWN]
        ],
    )


def without_owner():
    """Live guides that nobody is reminded of."""
    orphans = Guide.objects.filter(owner=None, editions__state=Edition.State.LIVE).distinct().order_by("number")
    wordings = GuideText.objects.filter(language=settings.LANGUAGE_CODE).only("guide", "title")
    rows = orphans.prefetch_related(Prefetch("texts", wordings, to_attr="main_texts"))[:SHOWN]
    return Section(
        gettext("Guides that nobody looks after"),
        orphans.count(),
        changelist("guide", "?check=no-owner"),
        "ok",
        [
            Row(
                guide.main_texts[0].title if guide.main_texts else guide.slug,
                reverse("admin:guides_guide_change", args=[guide.pk]),
            )
            for guide in rows
        ],
    )
