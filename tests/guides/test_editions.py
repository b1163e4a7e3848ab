"""From the desk to the public: who may publish, what an edition holds, and that nothing of it ever changes."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from guides import derive, editions
from guides.editions import CannotPublish
from guides.immutable import FROZEN
from guides.models import (
    ContentVersion,
    Edition,
    EditionIsImmutable,
    Equipment,
    FormerSlug,
    Guide,
    Need,
    Source,
)
from guides.terms import BoneSite, Rating
from tests.factories import (
    make_edition,
    make_equipment,
    make_guide,
    make_person,
    make_rules,
    make_translation,
    publish,
)

pytestmark = pytest.mark.django_db

SITES = BoneSite.values
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def columns_of(edition):
    """Every column of an edition as the database has it now."""
    return Edition.objects.filter(pk=edition.pk).values().get()


def refused(change, message="edition_is_immutable"):
    """Whether the database refuses a change. A savepoint of its own keeps the test's transaction whole."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError as refusal:
        return message in str(refusal)
    return False


def demonstrators(*names):
    group, _ = Group.objects.get_or_create(name=editions.DEMONSTRATION_GROUP)
    for name in names:
        make_person(name).groups.add(group)


# Nothing of an edition changes

SOMETHING_ELSE = {
    "guide_id": lambda: make_guide("Other").pk,
    "language": lambda: "nl",
    "number": lambda: 7,
    "is_demonstration": lambda: True,
    "document": lambda: {"title": "Other"},
    "title": lambda: "Other",
    "kind": lambda: "strength",
    "level": lambda: 4,
    "positions": lambda: "lying",
    "minutes": lambda: 60,
    "needs": lambda: "",
    "words": lambda: "other",
    "author_id": lambda: make_person("Cleo").pk,
    "approver_id": lambda: make_person("Cleo").pk,
    "signed_at": lambda: LATER,
    "published_at": lambda: LATER,
    "review_on": lambda: LATER.date(),
    "change_note": lambda: "Other",
    "last_editor_id": lambda: make_person("Cleo").pk,
    "approver_role": lambda: "Other",
    "emergency_reason": lambda: "Other",
    "revision": lambda: 7,
    "is_minor": lambda: True,
    "translated_from_id": lambda: make_edition("Other").pk,
}
MAY_MOVE = {"state", "ended_at", "withdrawn_reason", "changed_in", "bones", "concerns"} | {f"bone_{s}" for s in SITES}
MAY_MOVE |= {"stale_since"}  # once


def test_every_column_is_frozen_but_the_state_and_the_ratings():
    columns = {field.attname for field in Edition._meta.concrete_fields}
    assert columns - set(FROZEN) == MAY_MOVE | {"id"}
    assert set(SOMETHING_ELSE) == set(FROZEN)


@pytest.mark.parametrize("column", FROZEN)
def test_update_cannot_change(column):
    edition = make_edition(needs=["chair"])
    before, other = columns_of(edition), SOMETHING_ELSE[column]()
    assert refused(lambda: Edition.objects.filter(pk=edition.pk).update(**{column: other}))
    assert columns_of(edition) == before


@pytest.mark.parametrize("column", FROZEN)
def test_bulk_update_cannot_change(column):
    edition = make_edition(needs=["chair"])
    setattr(edition, column, SOMETHING_ELSE[column]())
    name = next(field.name for field in Edition._meta.concrete_fields if field.attname == column)
    assert refused(lambda: Edition.objects.bulk_update([edition], [name]))


@pytest.mark.parametrize("column", ["author_id", "approver_id", "signed_at"])
def test_signature_cannot_be_taken_away(column):
    edition = make_edition()
    assert refused(lambda: Edition.objects.filter(pk=edition.pk).update(**{column: None}))


def test_saving_an_edition_again_is_refused():
    edition = make_edition()
    with pytest.raises(EditionIsImmutable, match="Publish a new edition, or withdraw this one"):
        edition.save()
    with pytest.raises(EditionIsImmutable):
        Edition.objects.get().save(update_fields=["title"])


def test_edition_put_together_under_an_old_number_overwrites_nothing():
    before = columns_of(make_edition())
    assert refused(Edition(**before | {"title": "Other"}).save)
    assert columns_of(Edition.objects.get()) == before


def test_inserting_over_an_edition_is_refused():
    edition = make_edition()
    other = Edition(**columns_of(edition) | {"title": "Other"})
    assert refused(
        lambda: Edition.objects.bulk_create(
            [other], update_conflicts=True, unique_fields=["id"], update_fields=["title"]
        )
    )


def test_plain_sql_cannot_change_an_edition():
    make_edition()
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute("UPDATE guides_edition SET title = 'Other'"))


def test_edition_is_never_deleted():
    edition = make_edition()
    for delete in (edition.delete, Edition.objects.all().delete, Edition.objects.live().delete):
        with pytest.raises(EditionIsImmutable, match="Withdraw the guide instead"):
            delete()
    assert columns_of(edition)["title"] == "March in a chair"


def test_what_an_edition_rests_on_cannot_be_deleted():
    edition = make_edition()
    for row in (edition.guide, edition.author, edition.approver):
        with pytest.raises(ProtectedError):
            row.delete()


def test_trigger_is_there_after_all_migrations():
    """SQLite drops it when Django rebuilds the table. A migration that alters Edition ends with
    RunPython(keep_editions_immutable, let_editions_change)."""
    table = "sqlite_master WHERE type = 'trigger' AND name"
    if connection.vendor == "postgresql":
        table = "pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} = 'guides_edition_is_immutable'")
        assert cursor.fetchone() == (1,)


# Its state moves forward, once


def move(edition, state, **fields):
    fields = {"ended_at": timezone.now(), "withdrawn_reason": "It hurt." if state == "withdrawn" else ""} | fields
    Edition.objects.filter(pk=edition.pk).update(state=state, **fields)


@pytest.mark.parametrize("state", ["superseded", "withdrawn"])
def test_state_moves_forward(state):
    edition = make_edition()
    move(edition, state)
    assert columns_of(edition)["state"] == state


@pytest.mark.parametrize(
    ("old", "new"),
    [("withdrawn", "live"), ("superseded", "live"), ("superseded", "withdrawn"), ("withdrawn", "superseded")],
)
def test_state_never_moves_again(old, new):
    edition = make_edition()
    move(edition, old)
    before = columns_of(edition)
    assert refused(lambda: move(edition, new, **({"ended_at": None} if new == "live" else {})))
    assert columns_of(edition) == before


def test_public_reason_for_withdrawing_stays():
    edition = make_edition()
    move(edition, "withdrawn")
    assert refused(lambda: move(edition, "withdrawn", withdrawn_reason="Nothing happened."))


# Its ratings get stricter and never looser


def change_rating(edition, site, rating):
    Edition.objects.filter(pk=edition.pk).update(**{f"bone_{site}": rating})


@pytest.mark.parametrize("site", SITES)
def test_rating_gets_stricter_and_never_looser(site):
    edition = make_edition(ratings={site: {"override": 0, "override_reason": "Seen."}})
    for rating in (Rating.CHANGE, Rating.ASK):
        change_rating(edition, site, rating)
        assert columns_of(edition)[f"bone_{site}"] == rating
        assert all(refused(lambda looser=looser: change_rating(edition, site, looser)) for looser in range(rating))


# Publishing


def full_guide():
    """A guide with something in every place, and the rest of its ladder."""
    make_rules()
    make_equipment("chair", name="Firm chair", description="Without wheels.", substitutes="A bench")
    easier, nearer, harder = make_guide("Sit up"), make_guide("Lean"), make_guide("Squat")
    guide = make_guide(
        "Stand up",
        kind="strength",
        level=2,
        positions=["standing", "seated"],
        minutes=6,
        columns=["weight-bearing", "lower"],
        movements=["spine-small", "hip-loaded"],
        sets=2,
        repetitions=8,
        seconds=40,
        rest_seconds=90,
        days_a_week=3,
        needs=["chair", ("wall", "worktop")],
        easier=[nearer, easier],
        harder=[harder],
        ratings={"femur": {"override": 1, "override_change": "Use your arms.", "override_reason": "Seen with many."}},
        text={
            "summary": "Rise and sit.",
            "what": "You rise.",
            "why": "It helps.",
            "helps_with": "Getting up",
            "set_up": "Chair to the wall.\n\nShoes on. ",
            "steps": "Lean. | Look ahead.\nRise.",
            "tips": "Slowly.",
            "easier": "Higher chair.",
            "harder": "Arms crossed.",
            "watch_for": "Dizzy | Sit down.",
            "stop_signs": "Pain",
            "effort": "You can talk.",
            "first_week": "Do 4.",
            "build_up": "Add one.",
            "tired_day": "Do 2.",
            "start_picture": "Sitting.",
            "end_picture": "Standing.",
            "lay_words": "toilet, sofa",
        },
    )
    return guide, [nearer.number, easier.number], [harder.number]


def test_document_is_the_whole_guide():
    guide, easier, harder = full_guide()
    document = publish(guide, note="New steps.").document
    derived = {rating.site: rating for rating in guide.ratings.all()}
    assert document.pop("bones") == {
        site: {
            "rating": Rating(derived[site].derived).name.lower(),
            "derived": Rating(derived[site].derived).name.lower(),
            "change": derived[site].derived_change,
            "reasons": derived[site].reasons,
        }
        for site in SITES
    } | {
        "femur": {
            "rating": "change",
            "derived": "ask",
            "change": "Use your arms.",
            "reasons": [{"concern": "clinician", "text": "Seen with many."}],
        }
    }
    assert document == {
        "slug": "stand-up",
        "number": guide.number,
        "language": "en",
        "title": "Stand up",
        "summary": "Rise and sit.",
        "kind": "strength",
        "level": 2,
        "positions": ["seated", "standing"],
        "minutes": 6,
        "needs": [
            [
                {
                    "slug": "chair",
                    "name": "Firm chair",
                    "description": "Without wheels.",
                    "substitutes": "A bench",
                }
            ],
            [
                {"slug": "wall", "name": "Wall", "description": "", "substitutes": ""},
                {"slug": "worktop", "name": "Worktop", "description": "", "substitutes": ""},
            ],
        ],
        "columns": ["lower", "weight-bearing"],
        "movements": ["hip-loaded", "spine-small"],
        "dose": {
            "sets": 2,
            "repetitions": 8,
            "seconds": 40,
            "rest_seconds": 90,
            "days_a_week": 3,
            "effort": "You can talk.",
            "first_week": "Do 4.",
            "build_up": "Add one.",
            "tired_day": "Do 2.",
        },
        "what": "You rise.",
        "why": "It helps.",
        "for_whom": "",
        "not_for": [],
        "helps_with": "Getting up",
        "set_up": ["Chair to the wall.", "Shoes on."],
        "steps": [{"action": "Lean.", "tip": "Look ahead."}, {"action": "Rise.", "tip": ""}],
        "tips": ["Slowly."],
        "easier": ["Higher chair."],
        "harder": ["Arms crossed."],
        "watch_for": [{"when": "Dizzy", "do": "Sit down."}],
        "stop_signs": ["Pain"],
        "pictures": [{"words": "Sitting."}, {"words": "Standing."}],
        "film": None,
        "photos": [],
        "video": None,
        "easier_guides": easier,
        "harder_guides": harder,
        "sources": [
            {
                "key": "effect-2024",
                "citation": "A study called effect-2024.",
                "link": "https://doi.org/10.1000/example",
                "supports": "It was part of the programme.",
                "kind": "trial",
                "year": 2024,
                "checked_on": "",
            }
        ],
        "people_involved": "",
        "people_involved_on": "",
        "conflicts": "None declared.",
        "written_by": "Ada",
        "checked_by": "Bo",
    }


def test_columns_of_an_edition_are_those_of_its_document():
    guide, *_ladder = full_guide()
    edition = Edition.objects.get(pk=publish(guide, note="New steps.").pk)
    assert edition.bones == edition.document["bones"]
    assert {site: edition.rating(site).name.lower() for site in SITES} == {
        site: edition.bones[site]["rating"] for site in SITES
    }
    assert {part.split(":")[0] for part in edition.concerns.split()} == {
        site for site in SITES if edition.bones[site]["rating"] == "ask"
    }
    assert (edition.title, edition.kind, edition.level, edition.positions, edition.minutes) == (
        "Stand up", "strength", 2, "seated standing", 6,
    )  # fmt: skip
    assert edition.needs == "chair wall/worktop"
    assert edition.words == "Rise and sit. Strength Getting up toilet, sofa Firm chair Wall Worktop"
    assert (edition.author, edition.approver, edition.change_note) == (
        make_person("Ada"),
        make_person("Bo"),
        "New steps.",
    )
    assert edition.review_on == (edition.published_at + timedelta(days=365)).date()
    assert (edition.state, edition.number, edition.is_demonstration, edition.ended_at) == ("live", 1, False, None)
    assert edition.signed_at is not None


def change_everything(guide):
    """Edit whatever a curator can edit of a guide, and what it rests on."""
    Guide.objects.filter(pk=guide.pk).update(
        number=9000, kind="balance", level=4, positions=["lying"], minutes=99, columns=["upper"], movements=["twist"],
        sets=9, repetitions=99, seconds=99, rest_seconds=9, days_a_week=7,
    )  # fmt: skip
    guide.texts.update(
        title="New", summary="New", what="New", why="New", steps="New", stop_signs="New", lay_words="New"
    )
    guide.ratings.update(override=0, override_change="New", override_reason="New", overridden_by=make_person())
    guide.citations.update(supports="New")
    Source.objects.update(citation="New", doi="10.1000/new", year=1999)
    Equipment.objects.update(name="New", substitutes="New")
    guide.needs.all().delete()
    guide.rungs.all().delete()
    derive.rate(Guide.objects.get(pk=guide.pk))


def test_editing_a_guide_changes_nothing_in_public(client):
    guide, *_ladder = full_guide()
    edition = publish(guide)
    addresses = ["/guides/", "/guides/stand-up/", "/guides/stand-up/print/", "/guides/?bones=femur&q=sofa"]
    before = columns_of(edition), [client.get(address).content for address in addresses]
    change_everything(guide)
    assert columns_of(edition) == before[0]
    assert [client.get(address).content for address in addresses] == before[1]
    assert b"Stand up" in client.get("/guides/").content


def test_publishing_replaces_the_live_edition():
    guide = make_guide()
    first = publish(guide)
    guide.texts.update(title="March on")
    second = publish(guide)
    assert list(Edition.objects.order_by("number").values_list("number", "state", "title")) == [
        (1, "superseded", "March in a chair"),
        (2, "live", "March on"),
    ]
    first.refresh_from_db()
    assert (first.ended_at, first.changed_in) == (second.published_at, second.changed_in)


def test_publishing_after_a_withdrawal_leaves_the_withdrawn_edition():
    guide = make_edition().guide
    editions.withdraw(guide, reason="It hurt.")
    publish(guide)
    assert list(Edition.objects.order_by("number").values_list("number", "state", "withdrawn_reason")) == [
        (1, "withdrawn", "It hurt."),
        (2, "live", ""),
    ]


def test_publishing_in_one_language_leaves_the_other():
    guide = make_guide()
    publish(guide)
    make_translation(guide)
    publish(guide, language="nl")
    assert set(Edition.objects.values_list("language", "number", "state", "title")) == {
        ("en", 1, "live", "March in a chair"),
        ("nl", 1, "live", "Marcheren"),
    }


def test_live_edition_stays_when_publishing_fails_at_the_last_step():
    edition = make_edition()
    before, version = columns_of(edition), ContentVersion.current()
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(edition.guide, note=None)
    assert columns_of(edition) == before
    assert ContentVersion.current() == version


SPOILED_BY = {
    "sources": lambda guide: guide.citations.all().delete(),
    "summary": lambda guide: guide.texts.update(summary=""),
    "what": lambda guide: guide.texts.update(what=""),
    "why": lambda guide: guide.texts.update(why=""),
    "steps": lambda guide: guide.texts.update(steps=" \n "),
}


@pytest.mark.parametrize("missing", SPOILED_BY)
def test_publishing_names_what_is_missing_and_changes_nothing(missing):
    edition = make_edition()
    before, version = columns_of(edition), ContentVersion.current()
    SPOILED_BY[missing](edition.guide)
    with pytest.raises(CannotPublish, match=f"^Still missing: {missing}.$"):
        publish(edition.guide)
    assert columns_of(edition) == before
    assert ContentVersion.current() == version


def test_publishing_is_refused_for_a_guide_no_bone_rule_can_look_at():
    with pytest.raises(CannotPublish, match="Say what it trains"):
        publish(make_guide(columns=[]))


def test_publishing_is_refused_for_a_need_with_nothing_in_it():
    """It would look like a guide that needs nothing, and be offered to people who lack the thing."""
    guide = make_guide(needs=["chair"])
    make_equipment("chair").delete()
    assert Need.objects.filter(guide=guide, alternatives=None).exists()
    with pytest.raises(CannotPublish, match="One of its needs names nothing"):
        publish(guide)


def test_publishing_is_refused_without_wording_in_the_language():
    with pytest.raises(CannotPublish, match="no wording in this language yet: nl"):
        publish(make_guide(), language="nl")


@pytest.mark.parametrize("people", [("Ada", "Ada"), (None, "Bo"), ("Ada", None), (None, None)])
def test_publishing_takes_two_people(people):
    author, approver = (name and make_person(name) for name in people)
    with pytest.raises(CannotPublish, match="Two different people stand behind every guide"):
        publish(make_guide(), author=author, approver=approver)
    assert not Edition.objects.exists()


def test_names_of_both_people_are_kept_as_they_were():
    edition = publish(make_guide(), author=make_person("Ada", last_name="Lovelace"))
    get_user_model().objects.update(first_name="Someone", last_name="Else")
    document = columns_of(edition)["document"]
    assert (document["written_by"], document["checked_by"]) == ("Ada Lovelace", "Bo")


# Demonstrations


@pytest.mark.parametrize("demonstrator", ["Ada", "Bo"])
def test_sign_off_with_a_demonstration_account_is_a_demonstration(demonstrator):
    demonstrators(demonstrator)
    edition = make_edition()
    assert edition.is_demonstration
    assert (edition.author, edition.approver) == (make_person("Ada"), make_person("Bo"))


def test_demonstration_carries_no_signature():
    edition = editions.publish_demonstration(make_guide(), note="Example.")
    assert edition.is_demonstration
    assert (edition.author, edition.approver, edition.signed_at, edition.change_note) == (None, None, None, "Example.")
    assert (edition.document["written_by"], edition.document["checked_by"]) == ("", "")


@pytest.mark.parametrize(("shown", "titles"), [(True, ["Checked", "Example"]), (False, ["Checked"])])
def test_live_hides_demonstrations_unless_the_operator_asked_for_them(settings, shown, titles):
    settings.SHOW_DEMONSTRATION_EDITIONS = shown
    make_edition("Checked")
    editions.publish_demonstration(make_guide("Example"))
    editions.withdraw(make_edition("Withdrawn").guide, reason="It hurt.")
    assert sorted(Edition.objects.live().values_list("title", flat=True)) == titles
    newest = [Edition.objects.newest_of(slug, "en") for slug in ("checked", "example")]
    assert [edition.title for edition in newest if edition] == titles


# What an address shows


def newest(guide):
    edition = Edition.objects.newest_of(guide.slug, "en")
    return edition and (edition.number, edition.state, edition.withdrawn_reason)


def test_newest_is_the_live_edition_or_the_withdrawn_one_with_its_reason():
    guide = make_guide()
    assert newest(guide) is None
    publish(guide)
    publish(guide)
    assert newest(guide) == (2, "live", "")
    editions.withdraw(guide, reason="It hurt.")
    assert newest(guide) == (2, "withdrawn", "It hurt.")
    publish(guide)
    assert newest(guide) == (3, "live", "")


def test_newest_is_never_one_that_was_replaced():
    guide = make_edition().guide
    editions.withdraw(guide, reason="It hurt.")
    publish(guide)
    Edition.objects.filter(guide=guide, state="live").update(state="superseded", ended_at=timezone.now())
    assert newest(guide) == (1, "withdrawn", "It hurt.")


def test_an_example_never_takes_the_place_of_a_signed_edition():
    guide = make_edition().guide
    demonstrators("Bo")
    with pytest.raises(CannotPublish, match="Clinicians signed the live edition"):
        editions.publish_demonstration(guide)
    with pytest.raises(CannotPublish, match="Clinicians signed the live edition"):
        publish(guide)
    assert newest(guide) == (1, "live", "")


def test_newest_is_of_one_language():
    guide = make_edition().guide
    assert Edition.objects.newest_of(guide.slug, "nl") is None


# Withdrawing and renaming


def test_withdrawing_moves_the_live_edition_and_no_other():
    edition, other = make_edition(), make_edition("Other")
    before = columns_of(other)
    assert editions.withdraw(edition.guide, reason="  It hurt. ") == 1
    after = columns_of(edition)
    assert (after["state"], after["withdrawn_reason"]) == ("withdrawn", "It hurt.")
    assert after["ended_at"] is not None
    assert columns_of(other) == before
    assert editions.withdraw(edition.guide, reason="Again.") == 0
    assert columns_of(edition) == after


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_withdrawing_takes_a_reason(reason):
    edition = make_edition()
    version = ContentVersion.current()
    with pytest.raises(ValueError, match="Say why, in words for the public"):
        editions.withdraw(edition.guide, reason=reason)
    assert columns_of(edition)["state"] == "live"
    assert ContentVersion.current() == version


def test_renaming_leaves_the_old_address_leading_there(client):
    guide = make_edition().guide
    editions.rename(guide, "march-seated")
    editions.rename(guide, "march")
    for old in ("march-in-a-chair", "march-seated"):
        response = client.get(f"/guides/{old}/?bones=none")
        assert (response.status_code, response["Location"]) == (301, "/guides/march/?bones=none")
    assert client.get("/guides/march/").status_code == 200


def test_renaming_back_leaves_no_address_that_leads_to_itself():
    guide = make_edition().guide
    editions.rename(guide, "march")
    editions.rename(guide, "march-in-a-chair")
    assert list(FormerSlug.objects.values_list("slug", "guide__slug")) == [("march", "march-in-a-chair")]


def test_renaming_to_the_same_name_changes_nothing():
    guide = make_edition().guide
    version = ContentVersion.current()
    editions.rename(guide, "march-in-a-chair")
    assert not FormerSlug.objects.exists()
    assert ContentVersion.current() == version


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("former", "Another guide had this name before"),
        ("moved", "Guide with this Name in the address already exists"),
        ("left-out", "That name is a page of the hub"),
        ("no spaces", "Enter a valid “slug”"),
        ("", "This field cannot be blank"),
    ],
)
def test_renaming_is_refused(slug, message):
    editions.rename(make_guide("Former"), "moved")
    guide = make_edition().guide
    with pytest.raises(ValidationError, match=message):
        editions.rename(guide, slug)
    assert Guide.objects.get(pk=guide.pk).slug == "march-in-a-chair"
    assert not FormerSlug.objects.filter(guide=guide).exists()


# The content version

CHANGES = {
    "publish": publish,
    "publish_demonstration": lambda guide: editions.publish_demonstration(make_guide("Example")),
    "withdraw": lambda guide: editions.withdraw(guide, reason="It hurt."),
    "rename": lambda guide: editions.rename(guide, "march"),
    "apply_rules": lambda guide: editions.apply_rules(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_public_change_counts_the_content_version_once(change):
    guide = make_edition().guide
    before, stamp = ContentVersion.objects.get(), ContentVersion.current()[0]
    CHANGES[change](guide)
    assert ContentVersion.objects.get().number == before.number + 1
    assert ContentVersion.current()[0] not in (stamp, "")


def test_stamp_is_never_the_same_even_when_the_number_is():
    stamps = set()
    for _time in range(5):
        with transaction.atomic():
            assert ContentVersion.advance() == 1
            stamps.add(ContentVersion.current()[0])
            transaction.set_rollback(True)
    assert len(stamps) == 5


def test_content_version_carries_the_equipment_that_visitors_can_choose():
    assert ContentVersion.current() == ("", "[]", "[]")
    make_equipment("chair", substitutes="A bench", order=2)
    make_equipment("band", order=1)
    ContentVersion.advance()
    assert json.loads(ContentVersion.current()[1]) == [["band", "Band", ""], ["chair", "Chair", "A bench"]]


def test_changed_in_says_in_which_version_an_edition_last_changed():
    edition, other = make_edition(), make_edition("Other")
    editions.withdraw(edition.guide, reason="It hurt.")
    assert columns_of(edition)["changed_in"] == ContentVersion.objects.get().number
    assert columns_of(other)["changed_in"] == ContentVersion.objects.get().number - 1
