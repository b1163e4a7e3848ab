"""What must be complete before a guide can be sent to a second person: line by line, each with what to do.

The lines follow the standards for health content: the NHS "Standard for creating health content", PIF TICK (2022) and
DISCERN.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from guides import checklist, checks, drafts, editions, translations, unsigned_rules
from guides.checklist import SENTENCE
from guides.models import GuideText

SOURCES_READ_WITHIN = timedelta(days=365)  # evidence is looked at again with each yearly check (NHS 2, PIF 4)


@dataclass(frozen=True)
class Line:
    """One line of the checklist. `todo` is empty when it is done."""

    name: str
    label: str
    todo: str

    @property
    def is_done(self):
        return not self.todo


def readiness(guide, language, person):
    """The checklist of a guide in one language for whoever sends it, as Lines in the order of the form."""
    text = GuideText.objects.filter(guide=guide, language=language).first() or GuideText(guide=guide, language=language)
    draft = drafts.of_guide(guide, language)
    written = [
        _line("wording", gettext("The guide says what it is, why it helps and what to do"), _wording(text)),
        _line("for_whom", gettext("Who it is for, who should leave it out, when to stop"), _for_whom(text)),
        _line("reading", gettext("It is easy to read"), _reading(draft, text)),
    ]
    last_editor = text.edited_by_id or guide.edited_by_id
    second = _line("second", gettext("Somebody else can sign it off"), _second_person(last_editor))
    last = [second]
    if not editions.is_demonstration_account(person):
        label = gettext("Clinicians stand behind the bone rules it goes by")
        last.insert(0, _line("rules", label, _rules(guide)))
    if translations.is_translation(language):  # the rest is the main language's, and was signed there
        label = gettext("It was compared with the main language as it is public")
        compared = _line("compared", label, [translations.why_not_yet(text)])
        return [*written, _pictures_line(text, draft), compared, *last]
    about_guide = [
        _line("tags", gettext("What it trains is ticked, and the words agree with the tags"), _tags(draft)),
        _pictures_line(text, draft),
        _line("sources", gettext("Each source was read in the last twelve months"), _sources(guide)),
        _line("people", gettext("Patients took part in making it"), _people(guide)),
        _line("conflicts", gettext("Funding and conflicts of interest are declared"), _conflicts(guide)),
        _line("owner", gettext("Somebody looks after it, and somebody stands in"), _owner(guide)),
    ]
    return [*written, *about_guide, *last]


def missing(guide, language, person):
    """The lines that are not done."""
    return [line for line in readiness(guide, language, person) if not line.is_done]


def _line(name, label, todos):
    return Line(name, label, " ".join(todos))


def _pictures_line(text, draft):
    return _line("pictures", gettext("Each picture is told in words"), _pictures(text, draft))


def _empty(text, wanted):
    return [name for name in wanted if not str(getattr(text, name)).strip()]


def _labels(names):
    return ", ".join(str(GuideText._meta.get_field(name).verbose_name) for name in names)


def _wording(text):
    if empty := _empty(text, ("title", "summary", "what", "why", "set_up", "steps", "effort", "first_week")):
        yield gettext("Write: %s.") % _labels(empty)


def _for_whom(text):
    if empty := _empty(text, ("for_whom", "not_for", "stop_signs")):
        yield gettext("Write: %s.") % _labels(empty)


def _reading(draft, text):
    _phrases, allowances = checklist.read()
    found = [each for each in checks.hard_to_read(draft) if not any(allowed.covers(each) for allowed in allowances)]
    if translations.is_translation(text.language):  # the formula and the terms are those of the main language
        found = [each for each in found if each.check == SENTENCE]
    if found and not text.reading_reason:
        yield from (f"{each.wrong} {each.cure}" for each in found)
        yield gettext("Or say under “why it may be harder to read” why that is right.")


def _tags(draft):
    phrases, allowances = checklist.read()
    if not draft.columns:
        yield gettext("Tick what it trains, or no bone rule can be applied.")
    for each in checks.contradictions(draft, phrases):
        if not any(allowed.covers(each) for allowed in allowances):
            yield f"{each.wrong} {each.cure}"


def _pictures(text, draft):
    drawn = checks.read_drawn() or {}
    if drawn.get(draft.slug) and (empty := _empty(text, ("start_picture", "end_picture"))):
        yield gettext("Write: %s.") % _labels(empty)


def _sources(guide):
    oldest = timezone.now().date() - SOURCES_READ_WITHIN
    cited = list(guide.citations.select_related("source"))
    if not cited:
        yield gettext("Name at least one source, and what it supports.")
    for each in cited:
        if each.checked_on is None or each.checked_on < oldest:
            yield gettext("Read “%s” again and enter the day.") % each.source.key


def _people(guide):
    if not guide.people_involved.strip() or guide.people_involved_on is None:
        yield gettext("Say who took part, how and when. If nobody did, ask some first.")


def _conflicts(guide):
    if not guide.conflicts.strip():
        yield gettext("Write what there is, or “None declared.”")
    if not guide.conflicts_declared:
        yield gettext("Ask everyone who wrote it, then tick the box.")


def _owner(guide):
    if guide.owner_id is None:
        yield gettext("Choose an owner: that person is reminded of the next check.")
    if guide.deputy_id is None:
        yield gettext("Choose a deputy.")


def _rules(guide):
    if refusal := unsigned_rules.refusal((*guide.columns, *guide.movements)):
        yield refusal


def signers():
    """Active staff who may sign off guides."""
    may = Q(is_superuser=True) | Q(user_permissions__codename="sign_off_edition")
    may |= Q(groups__permissions__codename="sign_off_edition")
    people = get_user_model().objects.filter(may, is_active=True, is_staff=True)
    return get_user_model().objects.filter(pk__in=people.values("pk"))


def _second_person(last_editor):
    if not signers().exclude(pk=last_editor).exists():
        yield gettext("Ask an administrator for a second account that may sign off.")
