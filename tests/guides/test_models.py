"""What the database refuses, each rule broken once, and what the forms say before it comes to that."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import UniqueConstraint
from django.utils import timezone

from guides import working_copy
from guides.models import (
    BoneRating,
    BoneRule,
    Citation,
    Collection,
    CollectionEdition,
    CollectionReminder,
    ContentVersion,
    Edition,
    EditionPhoto,
    Equipment,
    Feedback,
    FeedbackNote,
    FieldComment,
    FormerSlug,
    Guide,
    GuideText,
    ImportFile,
    Photo,
    Provenance,
    Qualification,
    Revision,
    RuleChange,
    Rung,
    Source,
    SourceCheck,
    Submission,
    Video,
)
from guides.models.reminder import Digest, Reminder
from guides.models.text import lines, pairs
from guides.terms import BoneSite
from tests.factories import (
    make_clinician,
    make_collection,
    make_edition,
    make_equipment,
    make_feedback,
    make_guide,
    make_person,
    make_photo,
    make_signed_collection,
    make_source,
    make_source_check,
    make_video,
)

pytestmark = pytest.mark.django_db

SAME = object()  # the value that the row which is already there has


def make_rule(**fields):
    defaults = {"site": "pelvis", "requires": "lower", "verdict": 1, "concern": "hip-load", "reason": "It loads it."}
    return BoneRule.objects.create(
        **defaults | {"change": "Less.", "source": make_source(), "confidence": "high"} | fields
    )


def make_rule_change():
    said = {"site": "pelvis", "requires": "lower", "after": {"verdict": "ask"}, "note": "I read the paper."}
    return RuleChange.objects.create(**said, proposed_by=make_person("Cy"))


def make_rung():
    return Rung.objects.create(guide=make_guide("Rise"), direction="easier", leads_to=make_guide("Sit"))


def make_submission():
    people = {"submitted_by": make_person("Ben"), "last_editor": make_person("Eva")}
    return Submission.objects.create(guide=make_guide(), revision=1, document={}, submitted_at=timezone.now(), **people)


def make_comment():
    return FieldComment.objects.create(
        submission=make_submission(), field="steps", text="Slower.", made_by=make_person(), made_at=timezone.now()
    )


def make_import_file():
    return ImportFile.objects.create(kind="spreadsheet", name="guides.csv", content=b"slug", uploaded_by=make_person())


def make_provenance():
    return Provenance.objects.create(
        guide=make_guide(), hub="https://other.example.org", exported_on=timezone.now(), imported_by=make_person()
    )


def make_note():
    return FeedbackNote.objects.create(
        feedback=make_feedback(make_edition()), by=make_person(), kind="note", text="Looked."
    )


# A row that is there, and what a second row must have of its own to stand beside it.
ROWS = {
    BoneRating: (
        lambda: make_guide().ratings.get(site="pelvis"),
        lambda: {"guide_id": bare_guide().pk},
    ),
    BoneRule: (make_rule, lambda: {"requires": "upper"}),
    Citation: (lambda: make_guide().citations.get(), lambda: {"source_id": make_source("other-2020").pk}),
    Collection: (make_collection, lambda: {"slug": "another"}),
    CollectionEdition: (
        lambda: make_signed_collection().live_edition(),
        lambda: {"number": 2, "ended_at": timezone.now()},
    ),
    Digest: (
        lambda: Digest.objects.create(person=make_person(), week=date(2026, 11, 23)),
        lambda: {"week": date(2026, 11, 30)},
    ),
    Reminder: (
        lambda: Reminder.objects.create(edition=make_edition(), person=make_person(), stage=-30),
        lambda: {"stage": 60},
    ),
    CollectionReminder: (
        lambda: CollectionReminder.objects.create(
            edition=make_signed_collection().live_edition(), person=make_person(), stage=-30
        ),
        lambda: {"stage": 60},
    ),
    ContentVersion: (lambda: ContentVersion(number=0), lambda: {}),
    Edition: (
        make_edition,
        lambda: {"number": 2, "state": "superseded", "ended_at": timezone.now()},
    ),
    EditionPhoto: (
        lambda: EditionPhoto.objects.create(edition=make_edition(), digest="a" * 32),
        lambda: {"digest": "b" * 32},
    ),
    Equipment: (lambda: make_equipment("chair"), lambda: {"slug": "band"}),
    Feedback: (lambda: make_feedback(make_edition(), "hurt"), lambda: {}),
    FeedbackNote: (make_note, lambda: {}),
    Guide: (make_guide, lambda: {"slug": "another", "number": 9000}),
    GuideText: (lambda: make_guide().texts.get(), lambda: {"language": "nl"}),
    FieldComment: (make_comment, dict),
    ImportFile: (make_import_file, dict),
    Provenance: (make_provenance, dict),
    Photo: (lambda: make_photo(make_guide()), lambda: {"digest": "b" * 32}),
    Qualification: (
        lambda: make_clinician("Bo").qualification,
        lambda: {"person_id": make_person("Cleo").pk},
    ),
    Revision: (lambda: working_copy.keep(make_guide(), by=make_person()), lambda: {"number": 2}),
    RuleChange: (make_rule_change, lambda: {"requires": "upper"}),
    Rung: (make_rung, lambda: {"leads_to_id": bare_guide().pk}),
    SourceCheck: (lambda: make_source_check(make_source()), dict),
    Source: (make_source, lambda: {"key": "other-2020"}),
    Submission: (make_submission, lambda: {"state": "taken-back"}),
    Video: (lambda: make_video(make_guide()), lambda: {"guide_id": bare_guide().pk}),
}


def bare_guide():
    return Guide.objects.create(slug="bare", number=9001, kind="balance", level=1, minutes=1, repetitions=1)


DECIDED = {"decided_by_id": "person", "decided_at": timezone.now()}
BROKEN_BY = {
    "collection_has_a_title_and_words": (Collection, {"words": ""}),
    "collection_owner_is_not_deputy": (Collection, {"owner_id": "person", "deputy_id": "person"}),
    "collection_sent_back_says_why": (Collection, {"state": "sent-back", "answered_by_id": "person"}),
    "collection_state_is_known": (Collection, {"state": "dreamt"}),
    "collection_that_waits_was_sent_by_somebody": (Collection, {"state": "waiting", "sent_by_id": "person"}),
    "collection_edition_author_is_not_approver": (CollectionEdition, {"author_id": SAME, "approver_id": "author_id"}),
    "collection_edition_is_signed_or_a_demonstration": (CollectionEdition, {"approver_id": None}),
    "collection_edition_is_the_only_live_one": (CollectionEdition, {"ended_at": SAME}),
    "collection_edition_number_is_once": (CollectionEdition, {"number": SAME}),
    "digest_is_sent_once_a_week": (Digest, {"week": SAME}),
    "reminder_is_sent_once": (Reminder, {"stage": SAME}),
    "reminder_stage_is_known": (Reminder, {"stage": -8}),
    "collection_reminder_is_sent_once": (CollectionReminder, {"stage": SAME}),
    "collection_reminder_stage_is_known": (CollectionReminder, {"stage": -8}),
    "content_version_is_one_row": (ContentVersion, {"id": 2}),
    "edition_author_is_not_approver": (Edition, {"author_id": SAME, "approver_id": "author_id"}),
    "edition_last_editor_is_not_approver": (Edition, {"last_editor_id": "approver_id", "approver_id": SAME}),
    "edition_is_signed_or_a_demonstration": (Edition, {"approver_id": None}),
    "edition_is_the_only_live_one": (Edition, {"state": SAME, "ended_at": SAME}),
    "edition_kind_is_known": (Edition, {"kind": "dance"}),
    "edition_level_is_one_to_four": (Edition, {"level": 5}),
    "edition_number_is_once_per_guide": (Edition, {"number": SAME}),
    "edition_state_is_complete": (Edition, {"state": "withdrawn"}),
    **{f"edition_bone_{site}_is_known": (Edition, {f"bone_{site}": 3}) for site in BoneSite.values},
    "edition_photo_is_once_per_edition": (EditionPhoto, {"digest": SAME}),
    "equipment_is_not_called_none": (Equipment, {"slug": "none"}),
    "feedback_answer_is_complete": (Feedback, {"state": "answered"}),
    "feedback_note_kind_is_known": (FeedbackNote, {"kind": "shout"}),
    "feedback_note_says_something": (FeedbackNote, {"text": ""}),
    "feedback_text_has_at_most_1000_characters": (Feedback, {"text": "x" * 1001}),
    "feedback_verdict_is_known": (Feedback, {"verdict": "great"}),
    "field_comment_is_settled_by_somebody": (FieldComment, {"settled_at": timezone.now()}),
    "field_comment_says_something": (FieldComment, {"text": ""}),
    "guide_dose_has_repetitions_or_seconds": (Guide, {"repetitions": None, "seconds": None}),
    "guide_kind_is_known": (Guide, {"kind": "dance"}),
    "guide_level_is_one_to_four": (Guide, {"level": 5}),
    "guide_minutes_are_one_to_240": (Guide, {"minutes": 241}),
    "guide_owner_is_not_deputy": (Guide, {"owner_id": "person", "deputy_id": "person"}),
    "guide_slug_is_not_reserved": (Guide, {"slug": "left-out"}),
    "import_file_kind_is_known": (ImportFile, {"kind": "letter"}),
    "provenance_names_the_hub": (Provenance, {"hub": ""}),
    "photo_has_its_files": (Photo, {"digest": ""}),
    "photo_is_once_per_guide": (Photo, {"digest": SAME}),
    "photo_is_told_in_words": (Photo, {"words": ""}),
    "photo_is_wide_enough_to_be_seen": (Photo, {"width": 479}),
    "photo_licence_is_known": (Photo, {"licence": "found it"}),
    "photo_names_its_maker": (Photo, {"credit": ""}),
    "photo_order_is_one_to_four": (Photo, {"order": 5}),
    "photo_shows_nobody_unasked": (Photo, {"people_agreed": False}),
    "qualification_is_complete": (Qualification, {"register_number": ""}),
    "rating_derived_is_known": (BoneRating, {"derived": 3}),
    "rating_is_once_per_site": (BoneRating, {"guide_id": SAME}),
    "rating_override_has_a_person": (BoneRating, {"override": 2, "override_reason": "Seen."}),
    "rating_override_has_a_reason": (BoneRating, {"override": 2, "overridden_by_id": "person"}),
    "rating_override_says_the_change": (
        BoneRating,
        {"override": 1, "override_reason": "Seen.", "overridden_by_id": "person"},
    ),
    "rating_site_is_known": (BoneRating, {"site": "skull"}),
    "revision_cause_is_known": (Revision, {"cause": "dreamt"}),
    "revision_number_is_once_per_guide": (Revision, {"number": SAME}),
    "rule_gives_a_reason": (BoneRule, {"reason": ""}),
    "rule_has_a_source_or_is_an_inference": (BoneRule, {"source_id": None}),
    "rule_is_once_per_site_and_marks": (BoneRule, {"requires": SAME}),
    "rule_says_the_change": (BoneRule, {"change": ""}),
    "rule_site_is_known": (BoneRule, {"site": "skull"}),
    "rule_verdict_is_known": (BoneRule, {"verdict": 3}),
    "rule_change_decided_has_who_and_when": (RuleChange, {"state": "approved"}),
    "rule_change_has_a_rule": (RuleChange, {"after": None}),
    "rule_change_is_taken_back_by_its_proposer": (
        RuleChange,
        {"state": "taken-back", "decided_by_id": "person", "decided_at": timezone.now()},
    ),
    "rule_change_is_the_only_waiting_one": (RuleChange, {"requires": SAME}),
    "rule_change_proposer_is_not_approver": (
        RuleChange,
        {"state": "approved", "decided_by_id": "proposed_by_id", "decided_at": timezone.now()},
    ),
    "rule_change_refused_says_why": (
        RuleChange,
        {"state": "refused", "decided_by_id": "person", "decided_at": timezone.now()},
    ),
    "rule_change_says_why": (RuleChange, {"note": ""}),
    "rule_change_site_is_known": (RuleChange, {"site": "skull"}),
    "rule_change_state_is_known": (
        RuleChange,
        {"state": "perhaps", "decided_by_id": "person", "decided_at": timezone.now()},
    ),
    "rung_direction_is_known": (Rung, {"direction": "aside"}),
    "rung_is_once_per_guide": (Rung, {"leads_to_id": SAME}),
    "rung_leads_to_another_guide": (Rung, {"leads_to_id": "guide_id"}),
    "source_can_be_looked_up": (Source, {"doi": "", "address": ""}),
    "source_check_names_the_link": (SourceCheck, {"asked": ""}),
    "source_check_of_a_move_says_where": (SourceCheck, {"outcome": "moved"}),
    "source_check_outcome_is_known": (SourceCheck, {"outcome": "dreamt"}),
    "source_check_that_failed_says_why": (SourceCheck, {"outcome": "gone"}),
    "source_kind_is_known": (Source, {"kind": "rumour"}),
    "submission_approved_has_its_hour": (Submission, DECIDED | {"state": "approved"}),
    "submission_is_decided_by_a_second_person": (Submission, {"state": "sent-back", "answer": "No."}),
    "submission_is_the_only_open_one": (Submission, {"state": SAME}),
    "submission_published_has_its_edition": (Submission, DECIDED | {"state": "published"}),
    "submission_sent_back_says_why": (Submission, DECIDED | {"state": "sent-back"}),
    "submission_state_is_known": (Submission, {"state": "dreamt"}),
    "citation_is_once_per_guide": (Citation, {"source_id": SAME}),
    "text_has_a_title": (GuideText, {"title": ""}),
    "text_is_once_per_language": (GuideText, {"language": SAME}),
    "video_has_a_title": (Video, {"title": ""}),
    "video_has_a_transcript": (Video, {"transcript": ""}),
    "video_has_captions": (Video, {"has_captions": False}),
    "video_host_is_known": (Video, {"host": "dance"}),
    "video_names_one_video": (Video, {"key": ""}),
}


def constraints():
    """Every constraint of the guides app by its name."""
    models = apps.get_app_config("guides").get_models()
    return {constraint.name: constraint for model in models for constraint in model._meta.constraints}


def second_row(model, **wrong):
    """An unsaved row like the one that is there, with its own keys, but for what is wrong."""
    make, own = ROWS[model]
    there = make()
    columns = {field.attname: getattr(there, field.attname) for field in model._meta.concrete_fields}
    row = {name: value for name, value in columns.items() if name != "id"} | own()
    for name, value in wrong.items():
        row[name] = columns[name] if value is SAME else value
        if value == "person":
            row[name] = make_person().pk
        elif isinstance(value, str) and value in columns:
            row[name] = row[value]
    return model(**row)


def named_in_refusal(constraint, model):
    """How the database tells which constraint was broken: SQLite names the columns of a unique one, not its name."""
    if isinstance(constraint, UniqueConstraint) and connection.vendor == "sqlite":
        columns = [model._meta.get_field(name).column for name in constraint.fields]
        return f"UNIQUE constraint failed: {', '.join(f'{model._meta.db_table}.{column}' for column in columns)}"
    return constraint.name


def test_every_constraint_has_its_test():
    assert sorted(BROKEN_BY) == sorted(constraints())


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_row_with_nothing_wrong_is_accepted(model):
    row = second_row(model)
    row.save(force_insert=True)
    assert model.objects.get(pk=row.pk) == row


@pytest.mark.parametrize("name", BROKEN_BY)
def test_database_refuses_what_breaks(name):
    model, wrong = BROKEN_BY[name]
    row = second_row(model, **wrong)
    with pytest.raises(IntegrityError) as refusal:
        row.save(force_insert=True)
    assert named_in_refusal(constraints()[name], model) in str(refusal.value)


WITH_WORDS = [
    name
    for name, constraint in constraints().items()
    if constraint.violation_error_message != constraint.default_violation_error_message
]


@pytest.mark.parametrize("name", WITH_WORDS)
def test_form_says_in_words_what_the_database_would_refuse(name):
    model, wrong = BROKEN_BY[name]
    row = second_row(model, **wrong)
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    assert constraints()[name].violation_error_message in refusal.value.messages


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "withdrawn", "withdrawn_reason": "It hurt.", "ended_at": None},
        {"state": "superseded", "withdrawn_reason": "It hurt."},
        {"state": "live", "ended_at": timezone.now()},
        {"state": "live", "ended_at": None, "withdrawn_reason": "It hurt."},
        {"state": "draft"},
    ],
    ids=lambda wrong: " ".join(wrong) + f" {wrong['state']}",
)
def test_edition_has_no_state_between_states(wrong):
    row = second_row(Edition, guide_id=make_guide("Other").pk, **wrong)
    with pytest.raises(IntegrityError, match="edition_state_is_complete"):
        row.save(force_insert=True)


@pytest.mark.parametrize("missing", ["author_id", "approver_id", "signed_at"])
def test_edition_lacks_a_signature_only_as_a_demonstration(missing):
    row = second_row(Edition, is_demonstration=True, **{missing: None})
    row.save(force_insert=True)
    row.pk, row.number, row.is_demonstration = None, 3, False
    with pytest.raises(IntegrityError, match="edition_is_signed_or_a_demonstration"):
        row.save(force_insert=True)


def test_demonstration_edition_too_has_two_people():
    row = second_row(Edition, is_demonstration=True, author_id=SAME, approver_id="author_id")
    with pytest.raises(IntegrityError, match="edition_author_is_not_approver"):
        row.save(force_insert=True)


def test_inference_needs_no_source():
    make_rule(source=None, inference=True)
    assert BoneRule.objects.get().as_rule().source == ""


def test_rule_reads_as_the_pure_rules_do():
    rule = make_rule(requires="hip-loaded+lower", locator="Table 4", version=3).as_rule()
    assert (rule.requires, rule.verdict, rule.change) == (frozenset({"hip-loaded", "lower"}), 1, "Less.")
    assert (rule.source, rule.locator, rule.version, rule.inference) == ("effect-2024", "Table 4", 3, False)


def errors_of(instance, exclude=None):
    with pytest.raises(ValidationError) as refusal:
        instance.full_clean(exclude=exclude)
    return refusal.value.message_dict


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("positions", ["standing", "floating"], "Not a known tag: floating"),
        ("positions", [], "This field cannot be blank."),
        ("columns", ["lower", 7], "Not a known tag: 7"),
        ("columns", {"lower": True}, "Not a known tag: {'lower': True}"),
        ("movements", "twist", "Not a known tag: twist"),
        ("minutes", 0, "Ensure this value is greater than or equal to 1."),
        ("days_a_week", 8, "Ensure this value is less than or equal to 7."),
        ("slug", "no spaces", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    ],
)
def test_guide_says_what_is_wrong_with_a_field(field, value, message):
    guide = make_guide()
    setattr(guide, field, value)
    assert message in errors_of(guide)[field]


def test_guide_needs_a_position_even_where_no_field_is_checked():
    guide = make_guide(positions=[])
    with pytest.raises(ValidationError, match="Choose at least one position"):
        guide.clean()


def test_guide_cannot_take_a_name_that_another_guide_had():
    FormerSlug.objects.create(slug="old-name", guide=make_guide())
    other = make_guide("Other", slug="old-name")
    assert errors_of(other)["slug"] == ["Another guide had this name before, and its links still lead there."]


def test_guide_may_take_its_own_former_name_again():
    guide = make_guide()
    FormerSlug.objects.create(slug="old-name", guide=guide)
    guide.slug = "old-name"
    guide.full_clean()


def test_marks_are_columns_and_movements_together():
    assert make_guide(columns=["lower"], movements=["hip-free"]).marks == {"lower", "hip-free"}


@pytest.mark.parametrize(("steps", "accepted"), [("", 0), ("One", 1), ("\n".join("12345678"), 1), ("a\n" * 9, 0)])
def test_wording_has_one_to_eight_steps(steps, accepted):
    text = make_guide().texts.get()
    text.steps = steps
    if accepted:
        text.full_clean()
    else:
        assert "Write between one and eight steps, one a line." in errors_of(text)["steps"]


def test_wording_says_what_to_do_about_each_problem():
    text = make_guide().texts.get()
    text.watch_for = "Your back hurts | Stop.\nYou feel dizzy\nYour knee hurts |"
    assert errors_of(text)["watch_for"] == ["Say what to do, after a bar, for: You feel dizzy; Your knee hurts"]


def test_lines_and_pairs_leave_out_what_is_empty():
    assert lines(" one \n\n two") == ["one", "two"]
    assert pairs("one | first \ntwo\nthree | a | b") == [("one", "first"), ("two", ""), ("three", "a | b")]


def test_rule_names_the_tags_it_does_not_know():
    rule = make_rule()
    rule.requires = "lower + jump"
    assert errors_of(rule)["requires"] == ["Not a column or movement tag: jump"]


def test_rule_puts_its_tags_in_order_so_that_no_rule_is_there_twice():
    make_rule(requires="hip-loaded+lower")
    twin = make_rule()
    twin.requires = "lower + hip-loaded + lower"
    assert errors_of(twin)["__all__"] == ["There is already a rule for this site and these tags."]
    assert twin.requires == "hip-loaded+lower"


def override(**fields):
    rating = make_guide().ratings.get(site="pelvis")
    for name, value in ({"overridden_by": make_person()} | fields).items():
        setattr(rating, name, value)
    return rating


@pytest.mark.parametrize("words", [{"override_reason": "Seen."}, {"override_change": "Less."}])
def test_words_for_an_override_without_a_rating_are_refused(words):
    assert errors_of(override(**words)) == {"override": ["Choose a rating, or leave the reason and the change empty."]}


@pytest.mark.parametrize("rating", [0, 2])
def test_only_suitable_with_a_change_has_a_change(rating):
    wrong = override(override=rating, override_reason="Seen.", override_change="Less.")
    assert errors_of(wrong) == {"override_change": ["Only “suitable with a change” has a change to make."]}


@pytest.mark.parametrize("fields", [{"override": 0}, {"override": 1, "override_change": "Less."}, {"override": 2}])
def test_override_with_its_reason_is_accepted(fields):
    override(override_reason="Seen.", **fields).full_clean()


def test_source_leads_to_its_doi_or_else_to_its_address():
    assert make_source(doi="10.1000/x").link == "https://doi.org/10.1000/x"
    assert make_source("page", doi="", address="https://example.org/page").link == "https://example.org/page"


def test_rows_name_themselves_without_a_query(django_assert_num_queries):
    edition = make_edition("Rise", needs=["chair"])
    guide = edition.guide
    rows = [
        (guide, f"{guide.number}. rise"),
        (edition, "Rise (1)"),
        (guide.texts.get(), "Rise"),
        (guide.ratings.get(site="femur"), f"{guide.pk} femur"),
        (guide.needs.get(), f"{guide.pk}/0"),
        (make_equipment("chair"), "Chair"),
        (make_source(), "A study called effect-2024."),
        (guide.citations.get(), "It was part of the programme."),
        (make_rule(), "pelvis: lower"),
        (FormerSlug(slug="old-name"), "old-name"),
        (Rung(guide_id=1, direction="easier", leads_to_id=2), "1 easier 2"),
        (ContentVersion(number=4), "4"),
    ]
    with django_assert_num_queries(0):
        assert [str(row) for row, _words in rows] == [words for _row, words in rows]
