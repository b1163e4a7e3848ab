"""The front page of the desk: what needs me today. Numbers and links, the most pressing first, and no dead ends."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext

from guides import catalogue, radar, review, translations
from guides.filters import Choices
from guides.models import (
    Edition,
    Feedback,
    Guide,
    GuideText,
    RuleChange,
    Submission,
)

from .front_collections import collections_by_their_day, collections_on_their_way
from .todo import SHOWN, Row, Section, changelist, day


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
    may_send = may("submit_guide") or (translations.others() and may("change_guidetext"))
    if may("sign_off_edition"):
        yield to_check(person)
    if may_send:
        yield sent_back(person)
    if may("view_edition"):
        yield second_checks()
        yield from by_their_day(person, today)
        yield from collections_by_their_day(today)
    if translations.others() and may("change_guidetext"):
        yield translations_to_check()
        yield translations_to_make()
    if may("view_rulechange"):
        yield rule_changes(person)
    if may_send:
        yield on_their_way(person)
    if may("answer_feedback") or may("view_feedback"):
        yield other_feedback()
    if may("view_collection"):
        yield from collections_on_their_way(person)
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
                titled(named[each.guide_id], each.language),
                back_to(each)
                if each.state == Submission.State.SENT_BACK
                else reverse("admin:guides_guide_review", args=[each.guide_id]) + f"?language={each.language}",
                note(each),
            )
            for each in rows
        ],
    )


def titled(title, language):
    """A guide's title, with the language of a translation."""
    name = translations.others().get(language)
    return f"{title} ({name})" if name else title


def back_to(submission):
    """Where its author corrects what was sent back."""
    if submission.language in translations.others():
        return to_translate(submission.guide_id, submission.language)
    return reverse("admin:guides_guide_change", args=[submission.guide_id])


def to_translate(guide, language):
    return reverse("admin:guides_guide_translate", args=[guide, language])


def translations_to_check():
    """Live translations that left the lists because the guide changed, the longest out first."""
    stale = Edition.objects.stale()
    names = translations.others()
    return Section(
        gettext("Translations to check again: left the lists"),
        stale.count(),
        changelist("guide", "?translation=stale"),
        "stop",
        [
            Row(
                each.title,
                to_translate(each.guide_id, each.language) if each.language in names else changelist("guide"),
                gettext("%(language)s; the guide changed on %(day)s")
                % {"language": names.get(each.language, each.language), "day": day(each.stale_since)},
            )
            for each in stale.order_by("stale_since", "pk").only("title", "guide_id", "language", "stale_since")[:SHOWN]
        ],
    )


def translations_to_make():
    """Public guides that lack a language. The number of queries goes with the languages, not with the guides."""
    rows, count = [], 0
    for language, name in translations.others().items():
        there = Edition.objects.live().filter(guide=OuterRef("guide"), language=language)
        lacking = Edition.objects.live().filter(~Exists(there), language=settings.LANGUAGE_CODE)
        count += lacking.count()
        some = lacking.order_by("level", "title", "pk").values_list("guide_id", "title")[: SHOWN - len(rows)]
        rows += [Row(title, to_translate(guide, language), name) for guide, title in some]
    return Section(gettext("Translations to make"), count, changelist("guide", "?translation=missing"), "ok", rows)


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
