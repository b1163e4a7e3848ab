"""The starter library: what a load leaves behind, and what it keeps its hands off."""

import pytest

from guides import editions, starter
from guides.models import BoneRule, ContentVersion, Edition, Equipment, Guide, Source
from guides.terms import BoneSite, Kind, Level, Position, Rating
from tests.drawings import entry
from tests.factories import make_clinician, make_guide, make_person
from tests.libraries import GUIDE, LIBRARY_SIZE, MARCH, change, everything, load, small_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return small_library(tmp_path)


def loaded(slug):
    return Guide.objects.get(slug=slug)


# The hub's own library


def test_starter_library_loads_with_every_kind_level_and_position():
    assert load()[-1].startswith(f"Guides: {LIBRARY_SIZE} new, 0 changed, 0 unchanged, 0 kept. Added: ")
    live = Edition.objects.live()
    assert live.count() == LIBRARY_SIZE >= 24
    assert set(live.values_list("kind", flat=True)) == set(Kind.values)
    assert set(live.values_list("level", flat=True)) == set(Level.values)
    assert {place for places in live.values_list("positions", flat=True) for place in places.split()} == set(
        Position.values
    )


def test_starter_library_publishes_nothing_but_demonstration_editions():
    load()
    assert set(Edition.objects.values_list("state", "is_demonstration", "author", "approver")) == {
        ("live", True, None, None)
    }
    assert Guide.objects.filter(editions=None).count() == 0


def test_starter_library_says_ask_where_it_turns_bends_or_loads_a_bone_with_cancer():
    load()
    asked = {
        edition.guide.slug: {site for site in BoneSite.values if edition.rating(site) == Rating.ASK} - {"other"}
        for edition in Edition.objects.select_related("guide")
    }
    assert asked["turn-in-a-chair"] == {"lumbar", "thoracic", "cervical"}
    assert asked["turn-your-neck"] == {"cervical"}
    assert asked["tilt-your-pelvis"] == {"lumbar", "thoracic", "cervical"}
    assert asked["press-your-leg-out"] == {"pelvis", "femur", "humerus"}
    assert asked["press-a-band-forward"] == {"thoracic", "humerus", "cervical"}
    assert asked["lift-a-stick-lying-down"] == {"thoracic", "humerus", "cervical"}
    assert asked["walk-heel-to-toe"] == {"pelvis", "lumbar", "femur"}


def test_starter_library_loaded_twice_changes_nothing():
    load()
    before = everything()
    assert load()[-1] == (
        f"Guides: 0 new, 0 changed, {Guide.objects.count()} unchanged, 0 kept. "
        "Added: 0 equipment, 0 sources, 0 bone rules."
    )
    assert everything() == before


# What a file becomes


def test_loaded_guide_says_what_its_file_says(folder):
    load(folder)
    document = Edition.objects.get(guide__slug="mini-squat").document
    assert document["title"] == "Mini squat"
    assert document["for_whom"] == "It may suit you if you like to sit."
    assert document["not_for"] == ["If a hip is sore today. Rest instead."]
    assert document["steps"] == [{"action": "Sit tall.", "tip": "Feet flat."}, {"action": "Lift one foot.", "tip": ""}]
    assert document["needs"][0][0]["slug"] == "chair"
    assert document["dose"]["effort"] == "You can still talk."
    assert document["sources"][0]["link"] == "https://doi.org/10.1038/s41591-024-03143-y"


def test_ladders_lead_to_guides_that_come_later_in_the_library(folder):
    load(folder)
    ladders = {edition.title: edition.document["harder_guides"] for edition in Edition.objects.all()}
    assert ladders == {"March in a chair": [15], "Mini squat": []}


def test_web_address_of_a_source_without_a_doi_is_kept(folder):
    load(folder)
    assert Source.objects.get(key="who-2020").link == "https://pmc.ncbi.nlm.nih.gov/articles/PMC7719906/"


def test_loaded_rules_are_those_of_the_file(folder):
    load(folder)
    rows = BoneRule.objects.select_related("source")
    assert {row.as_rule() for row in rows} == set(starter.read(folder).rules)


# A second load


def test_changed_file_gives_a_new_demonstration_edition(folder):
    load(folder)
    change(folder / MARCH, "You march.", "You march gently.")
    said = load(folder, verbosity=2)
    assert said == [
        "changed: march-in-a-chair",
        "Guides: 0 new, 1 changed, 1 unchanged, 0 kept. Added: 0 equipment, 0 sources, 0 bone rules.",
    ]
    march = loaded("march-in-a-chair")
    assert list(march.editions.values_list("number", "state", "is_demonstration", "document__what")) == [
        (2, "live", True, "You march gently."),
        (1, "superseded", True, "You march."),
    ]


def test_changed_drawing_gives_a_new_demonstration_edition(folder, ship):
    change(folder / MARCH, "effort = ", 'start_picture = "She sits."\nend_picture = "She steps."\neffort = ')
    load(folder)
    ship(march_in_a_chair=entry(digest="00000000000000aa"))
    assert load(folder, verbosity=2)[0] == "changed: march-in-a-chair"
    assert load(folder)[-1].startswith("Guides: 0 new, 0 changed, 2 unchanged, 0 kept.")
    ship(march_in_a_chair=entry(digest="00000000000000bb"))
    load(folder)
    march = loaded("march-in-a-chair").editions.values_list("number", "state", "document__pictures__0__figure__digest")
    assert list(march) == [
        (3, "live", "00000000000000bb"),
        (2, "superseded", "00000000000000aa"),
        (1, "superseded", None),
    ]


def test_line_taken_out_of_a_file_is_gone_from_the_guide(folder):
    load(folder)
    change(folder / MARCH, 'tips = "Go slowly."\n', "")
    change(folder / MARCH, "repetitions = 5", "seconds = 20")
    load(folder)
    document = Edition.objects.live().get(guide__slug="march-in-a-chair").document
    assert (document["tips"], document["dose"]["repetitions"], document["dose"]["seconds"]) == ([], None, 20)


def edit_at_the_desk(guide):
    Guide.objects.filter(pk=guide.pk).update(edited_at="2026-01-01T12:00Z", edited_by=make_person())


def override_a_rating(guide):
    guide.ratings.filter(site="pelvis").update(
        override=Rating.ASK, override_reason="The knee lifts.", overridden_by=make_person()
    )


def sign_off(guide):
    editions.publish(guide, author=make_person("Ada"), approver=make_clinician("Bo"))


def withdraw(guide):
    editions.withdraw(guide, reason="It was too hard.")


@pytest.mark.parametrize(
    ("at_the_desk", "why"),
    [
        (edit_at_the_desk, "edited at the desk"),
        (override_a_rating, "edited at the desk"),
        (sign_off, "signed off"),
        (withdraw, "withdrawn"),
    ],
)
def test_what_happened_at_the_desk_outlives_a_changed_file(folder, at_the_desk, why):
    load(folder)
    at_the_desk(loaded("march-in-a-chair"))
    change(folder / MARCH, "You march.", "You march gently.")
    before = everything()
    assert load(folder) == [
        f"kept: march-in-a-chair, {why}",
        "Guides: 0 new, 0 changed, 1 unchanged, 1 kept. Added: 0 equipment, 0 sources, 0 bone rules.",
    ]
    assert everything() == before


def test_what_happened_at_the_desk_outlives_a_changed_drawing(folder, ship):
    load(folder)
    edit_at_the_desk(loaded("march-in-a-chair"))
    ship(march_in_a_chair=entry())
    before = everything()
    assert load(folder)[0] == "kept: march-in-a-chair, edited at the desk"
    assert everything() == before


def test_guide_made_at_the_desk_is_kept_beside_a_file_of_its_name(folder):
    make_guide("March in a chair", number=8)
    assert load(folder)[0] == "kept: march-in-a-chair, made at the desk"
    assert not loaded("march-in-a-chair").editions.exists()


def test_withdrawn_guide_stays_withdrawn_when_its_file_did_not_change(folder):
    load(folder)
    withdraw(loaded("march-in-a-chair"))
    load(folder)
    assert list(Edition.objects.live().values_list("title", flat=True)) == ["Mini squat"]


def test_renamed_guide_is_found_by_its_former_name(folder):
    load(folder)
    editions.rename(loaded("march-in-a-chair"), "march-while-you-sit")
    change(folder / MARCH, "You march.", "You march gently.")
    load(folder)
    assert sorted(Guide.objects.values_list("slug", flat=True)) == ["march-while-you-sit", "mini-squat"]
    assert loaded("march-while-you-sit").editions.live().get().document["what"] == "You march gently."


def test_edited_equipment_sources_and_rules_are_kept(folder):
    load(folder)
    Equipment.objects.filter(slug="chair").update(name="Kitchen chair")
    Source.objects.filter(key="effect-2024").update(citation="The trial.")
    rule = BoneRule.objects.first()
    BoneRule.objects.filter(pk=rule.pk).update(reason="A clinician wrote this.")
    before = everything()
    change(folder / "bone_rules.toml", "version = 1", "version = 2")
    assert load(folder)[0] == f"kept: the bone rule for {rule}, which is different in the file"
    assert everything() == before


def test_a_rule_deleted_at_the_desk_stays_away_until_the_file_has_newer_rules(folder):
    load(folder)
    BoneRule.objects.filter(site="pelvis", requires__in=["hip-free+lower", "hip-free"]).delete()
    editions.apply_rules()
    load(folder)
    assert loaded("march-in-a-chair").ratings.get(site="pelvis").derived == Rating.OK
    rules = folder / "bone_rules.toml"
    rules.write_text(rules.read_text().replace("version = 1", "version = 2", 1))
    load(folder)
    assert loaded("march-in-a-chair").ratings.get(site="pelvis").derived == Rating.CHANGE


def test_new_equipment_is_offered_to_visitors(folder):
    load(folder)
    with (folder / "equipment.toml").open("a") as equipment:
        equipment.write('[cushion]\nname = "Cushion"\n')
    load(folder)
    assert '["cushion", "Cushion", ""]' in ContentVersion.current()[1]


# Dry run


def test_dry_run_says_what_it_would_do_and_changes_nothing(folder):
    load(folder)
    change(folder / MARCH, "You march.", "You march gently.")
    third = GUIDE.format(number=16, level=3, easier="", harder="", title="Wall sit")
    (folder / "guides" / "wall-sit.toml").write_text(third)
    before = everything()
    assert load(folder, dry_run=True) == [
        "changed: march-in-a-chair",
        "new: wall-sit",
        "Dry run, nothing was changed. Guides: 1 new, 1 changed, 1 unchanged, 0 kept. "
        "Added: 0 equipment, 0 sources, 0 bone rules.",
    ]
    assert everything() == before


def test_dry_run_on_an_empty_database_leaves_it_empty(folder):
    before = everything()
    load(folder, dry_run=True)
    assert everything() == before
    assert not Guide.objects.exists()


def test_load_says_when_visitors_will_not_see_the_guides(folder, settings):
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert load(folder)[-1] == (
        "Visitors see no demonstration edition here. Clinicians can sign the guides off at the desk, or "
        "SHOW_DEMONSTRATION_EDITIONS=yes shows them, marked as not checked."
    )
