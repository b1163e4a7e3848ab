"""Fills the desk behind a big library: working copies in full, and all that people and visitors do with them.

The numbers of submissions, messages, sources and so on grow with the library, so that a page whose cost grows with any
of them is found.
"""

from datetime import date
from itertools import count, islice
from random import Random

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from guides import documents, editions, working_copy
from guides.models import (
    BoneRule,
    Citation,
    Collection,
    Edition,
    Feedback,
    FieldComment,
    Guide,
    GuideText,
    Need,
    Qualification,
    Revision,
    RuleChange,
    Rung,
    Source,
    SourceCheck,
    Submission,
)
from guides.rule_changes import values_of
from guides.terms import Movement
from hub.benchmark.filling import BATCH, fill

PARTS = ("kind", "level", "positions", "minutes")
READER = "benchmark-reader"


def fill_desk(size):
    """Bring the database to `size` live guides whose working copies are complete, and return who reads the desk."""
    fill(size)
    random = Random(size)
    people = _people(max(6, size // 500))
    sources = _sources(size)
    models = _Models()
    bare = Guide.objects.filter(texts=None).order_by("number")
    made = {edition.guide_id: edition for edition in Edition.objects.filter(guide__in=bare).defer("bones", "words")}
    for guides in _batches(bare):
        chosen = [(guide, models.of(made[guide.pk])) for guide in guides]
        _make_copies(chosen, made, sources, people, random)
    editions.apply_rules()
    _open_work(list(Guide.objects.order_by("number")), people, random)
    _record(people, size)
    return get_user_model().objects.get(username=READER)


def _batches(rows):
    rest = iter(list(rows))
    while batch := list(islice(rest, BATCH)):
        yield batch


def _people(number):
    """Staff with a second factor, the first of them the one who reads."""
    users = get_user_model()
    named = [READER, *(f"benchmark-{n}" for n in range(number - 1))]
    rows = [users(username=name, first_name=name, is_staff=True, is_superuser=name == READER) for name in named]
    people = users.objects.bulk_create(rows)
    Authenticator.objects.bulk_create(Authenticator(user=who, type="totp", data={"secret": ""}) for who in people)
    register = {"profession": "Physiotherapist", "register": "HCPC", "looked_up_on": date(2026, 1, 5)}
    Qualification.objects.bulk_create(
        Qualification(person=who, register_number=f"PH{n}", **register) for n, who in enumerate(people)
    )
    return people


def _sources(size):
    made = Source.objects.bulk_create(
        Source(key=f"study-{n}", kind="trial", year=2000 + n % 26, citation=f"Study {n}.", doi=f"10.1000/{n}")
        for n in range(size // 10)
    )
    found = ("ok", {}), ("moved", {"leads_to": "https://example.org/"}), ("gone", {"note": "It answers 404."})
    SourceCheck.objects.bulk_create(
        SourceCheck(source=source, asked=source.link, outcome=outcome, **more)
        for source in made
        for outcome, more in found
    )
    return made or list(Source.objects.all())


class _Models:
    """The parts of the starter guides, to be copied."""

    def __init__(self):
        self.rows = {}
        starter = Guide.objects.exclude(texts=None).prefetch_related("texts", "citations", "needs__alternatives")
        for guide in starter:
            text = guide.texts.all()[0]
            self.rows[text.title] = (guide, text, working_copy.read(guide))
        self.rest = list(self.rows.values())

    def of(self, edition):
        """The starter guide that an edition was made from: its title begins with that guide's."""
        return self.rows.get(edition.title.rpartition(" ")[0]) or self.rest[edition.guide_id % len(self.rest)]


def _make_copies(chosen, made, sources, people, random):
    texts, citations, needs, rungs, revisions = [], [], [], [], []
    now, before = timezone.now(), None
    for guide, (model, text, document) in chosen:
        edition = made[guide.pk]
        guide.columns, guide.movements = model.columns, sorted({*model.movements, random.choice(Movement.values)})
        guide.owner, guide.deputy, guide.edited_by = people[1], people[2], random.choice(people)
        guide.edited_at, guide.revision, guide.conflicts_declared = now, 1, True
        for name in PARTS:
            setattr(guide, name, edition.document[name])
        texts.append(_copy(text, guide=guide, title=edition.title))
        citations += [_copy(each, guide=guide) for each in model.citations.all()]
        citations.append(Citation(guide=guide, source=random.choice(sources), supports="It was part of it.", order=9))
        needs += [(_copy(need, guide=guide), list(need.alternatives.all())) for need in model.needs.all()]
        if before and guide.number % 5:  # ladders of five steps
            rungs.append(Rung(guide=guide, direction=Rung.Direction.EASIER, leads_to=before))
        kept = {"changed_by": guide.edited_by, "changed_at": now, "document": document}
        revisions.append(Revision(guide=guide, number=1, cause=Revision.Cause.EDITED, **kept))
        before = guide
    guides = [guide for guide, _model in chosen]
    changed = (*PARTS, "columns", "movements", "owner", "deputy", "edited_by", "edited_at", "revision")
    Guide.objects.bulk_update(guides, [*changed, "conflicts_declared"], batch_size=50)
    for model, rows in ((GuideText, texts), (Citation, citations), (Rung, rungs), (Revision, revisions)):
        model.objects.bulk_create(rows, batch_size=BATCH)
    Need.objects.bulk_create(need for need, _things in needs)
    ways = Need.alternatives.through
    ways.objects.bulk_create(ways(need=need, equipment=thing) for need, things in needs for thing in things)


def _copy(row, **changed):
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    for name in changed:
        fields.pop(f"{name}_id", None)
    return type(row)(**fields | changed)


def _open_work(guides, people, random):
    """What waits for somebody: half of the guides were sent, a third came back with a message from a visitor."""
    now = timezone.now()
    texts = {text.guide_id: text for text in GuideText.objects.all()}
    decided = {"decided_by": people[1], "decided_at": now, "answer": "Say it in fewer words."}
    states = (("waiting", {}), ("sent-back", decided), ("taken-back", {}), ("overtaken", {}))
    document = documents.document_of(guides[0], texts[guides[0].pk])
    sent = Submission.objects.bulk_create(
        [
            Submission(
                guide=guide, revision=guide.revision, document=document, state=state, submitted_at=now,
                submitted_by=people[3 * (place % 8 == 0)], **more,
            )
            for place, guide in enumerate(guides[::2])
            for state, more in [states[place % len(states)]]
        ],
        batch_size=BATCH,
    )  # fmt: skip
    FieldComment.objects.bulk_create(
        FieldComment(submission=each, field="summary", text="Shorter.", made_by=people[1], made_at=now)
        for each in sent
        if each.state == "sent-back"
    )
    live = Edition.objects.filter(state=Edition.State.LIVE).order_by("pk").only("pk")
    answer = {"state": "answered", "answered_at": now, "answered_by": people[1]}
    Feedback.objects.bulk_create(
        Feedback(edition=edition, verdict=random.choice(Feedback.Verdict.values), text="I tried it.", **more)
        for edition, more in zip(live[::3], _in_turns({}, answer), strict=False)
    )


def _in_turns(*those):
    return (those[place % len(those)] for place in count())


def _record(people, size):
    """What was logged, decided about bone rules, and put together."""
    refused = {"state": "refused", "decided_by": people[2], "decided_at": timezone.now(), "answer": "It is not so."}
    rows, of_guides = list(BoneRule.objects.select_related("source")), ContentType.objects.get_for_model(Guide)
    RuleChange.objects.bulk_create(
        RuleChange(
            rule=rule, site=rule.site, requires=rule.requires, before=values_of(rule), after=values_of(rule) | new,
            note="I read it again.", proposed_by=people[1], **({} if place < len(rows) // 9 else refused),
        )
        for place in range(max(40, size // 20))
        for rule, new in [(rows[place % len(rows)], {"reason": f"Reason {place}."})]
    )  # fmt: skip
    LogEntry.objects.bulk_create(
        LogEntry(user=people[0], content_type=of_guides, object_id=n, object_repr=f"{n}", action_flag=CHANGE)
        for n in range(size)
    )
    Collection.objects.bulk_create(
        Collection(slug=f"collection-{n}", title=f"Collection {n}", words="For a start.", filter="level=1")
        for n in range(size // 50)
    )
