"""Collections at the desk and in the starter library."""

import pytest
from django.core.management.base import CommandError

from guides import collection_signing
from guides.models import Collection, ContentVersion, Equipment, Guide
from tests.desk import sign_in
from tests.factories import (
    make_collection,
    make_edition,
    make_equipment,
    make_person,
    make_rules,
    sign_collection,
)
from tests.guides.test_admin import filled_in
from tests.guides.test_collections import page_of
from tests.libraries import change, everything, load, small_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return small_library(tmp_path)


# The desk


@pytest.fixture
def desk(client):
    return sign_in(client, make_person("Ada", is_superuser=True))


FORM = {"slug": "legs", "title": "Legs", "words": "For legs.", "filter": "level=1", "guides": "", "order": "1"}


def test_collection_made_at_the_desk_is_a_draft(desk):
    make_rules()
    make_edition("Cycle")
    assert desk.post("/admin/guides/collection/add/", FORM | {"guides": "cycle\n"}).status_code == 302
    made = Collection.objects.get()
    assert (made.guides, made.edited_by.first_name, made.state) == (["cycle"], "Ada", "draft")
    assert [person.first_name for person in made.editors.all()] == ["Ada"]
    address = f"/admin/guides/collection/{made.pk}/change/"
    opened = filled_in(desk.get(address))
    assert desk.post(address, opened | {"title": "Strong legs", "slug": "other"}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.slug) == ("Strong legs", "legs")
    assert desk.get("/collections/legs/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("filter", "bones=none", "A filter cannot say “bones”. It knows level, kind, position, kit, minutes."),
        ("filter", "q=leg", "A filter cannot say “q”."),
        ("filter", "page=2", "A filter cannot say “page”."),
        ("filter", "?level=1", "A filter cannot say “?level”."),
        ("filter", "level=", "“level” has no value, so it would let every guide in."),
        ("filter", "level=7", "“7” is not one of the answers we know here."),
        ("filter", "kit=anvil", "“anvil” is not one of the answers we know here."),
        ("filter", "", "Without a filter every guide is in it."),
        ("guides", "no-such-guide", "There is no guide with this name: no-such-guide."),
    ],
)
def test_desk_refuses_a_collection_that_no_list_can_read(desk, field, value, says):
    response = desk.post("/admin/guides/collection/add/", FORM | {field: value})
    assert response.status_code == 200
    assert says.replace("“7” is not one of the answers we know here.", "“7” is not one of") in page_of(response)
    assert not Collection.objects.exists()


def test_collection_is_never_deleted_at_the_desk(desk):
    made = make_collection()
    assert desk.post(f"/admin/guides/collection/{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get("/collections/sitting-down/").status_code == 200


@pytest.mark.parametrize("where", ["draft", "public"])
def test_equipment_that_a_filter_names_cannot_be_deleted(desk, where):
    thing = make_equipment("towel")
    row = make_collection(filter="kit=towel" if where == "public" else "level=1")
    Collection.objects.filter(pk=row.pk).update(filter="kit=towel" if where == "draft" else "level=1")
    assert desk.post(f"/admin/guides/equipment/{thing.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Equipment.objects.filter(slug="towel").exists()


# The starter library


def test_loaded_collection_says_what_its_file_says(folder):
    assert load(folder)[-1].endswith(" Collections: 1 new.")
    row = Collection.objects.get()
    assert (row.slug, row.title, row.filter, row.guides, row.is_closed, row.order) == (
        "sitting-down",
        "Sitting down",
        "level=1&kit=chair",
        ["march-in-a-chair"],
        False,
        1,
    )
    edition = row.live_edition()
    assert (edition.is_demonstration, edition.author, edition.approver) == (True, None, None)
    assert edition.document["words"] == "For a gentle start."


def test_collections_loaded_twice_change_nothing(folder):
    load(folder)
    before = everything()
    assert "Collections" not in load(folder)[-1]
    assert everything() == before


def test_changed_collection_is_written_and_counts_the_content_version(folder):
    load(folder)
    stamp = ContentVersion.current()[0]
    change(folder / "collections.toml", "For a gentle start.", "For a start.")
    said = load(folder, verbosity=2)
    assert said[0] == "changed: the collection sitting-down"
    assert said[-1].endswith(" Collections: 1 changed.")
    assert Collection.objects.get().words == "For a start."
    assert Collection.objects.get().live_edition().document["words"] == "For a start."
    assert ContentVersion.current()[0] != stamp


def test_collection_edited_or_made_at_the_desk_is_kept(folder):
    load(folder)
    Collection.objects.update(edited_at="2026-01-01T12:00Z", words="By a clinician.")
    make_collection("Mine")
    with (folder / "collections.toml").open("a") as file:
        file.write('[mine]\ntitle = "Other"\nwords = "Other."\nfilter = "level=2"\nguides = []\nis_closed = false\n')
    change(folder / "collections.toml", "For a gentle start.", "For a start.")
    before = everything()
    assert load(folder)[:2] == [
        "kept: the collection sitting-down, edited at the desk",
        "kept: the collection mine, made at the desk",
    ]
    assert everything() == before


@pytest.mark.parametrize(
    ("by_desk", "why"),
    [
        (sign_collection, "sent or signed at the desk"),
        (lambda row: collection_signing.send(row, person=make_person("Ada")), "sent or signed at the desk"),
        (collection_signing.withdraw, "withdrawn at the desk"),
    ],
    ids=["signed", "sent", "withdrawn"],
)
def test_collection_that_the_desk_signed_sent_or_withdrew_is_kept_as_it_is(folder, by_desk, why):
    load(folder)
    by_desk(Collection.objects.get())
    change(folder / "collections.toml", "For a gentle start.", "For a start.")
    before = everything()
    assert load(folder)[0] == f"kept: the collection sitting-down, {why}"
    assert everything() == before


def test_dry_run_says_what_collections_would_change_and_changes_nothing(folder):
    before = everything()
    assert "new: the collection sitting-down" in load(folder, dry_run=True)
    assert everything() == before


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("level=1&kit=chair", "bones=none", "sitting-down.filter: A filter cannot say “bones”."),
        ("level=1&kit=chair", "kit=anvil", "sitting-down.filter: “anvil” is not one of the answers we know here."),
        ("level=1&kit=chair", "", "sitting-down.filter: Without a filter every guide is in it."),
        ("march-in-a-chair", "march-in-a-chai", "sitting-down.guides: “march-in-a-chai” is not a guide."),
        ("march-in-a-chair", "mini-squat", "sitting-down.guides: “mini-squat” does not fit the filter. Take it out,"),
        ("= false", '= "no"', "sitting-down.is_closed: “no” is neither yes nor no. Write true or false,"),
        ('title = "Sitting down"\n', "", "sitting-down.title: missing. Write it like this: title ="),
        ("title =", "titel =", "sitting-down.titel: not known here. Did you mean title?"),
        ("[sitting-down]", "[Sitting_down]", "Sitting_down: not a short name."),
    ],
)
def test_mistake_in_a_collection_names_file_field_and_cure(folder, old, new, mistake):
    change(folder / "collections.toml", old, new)
    with pytest.raises(CommandError, match="Nothing was loaded") as refusal:
        load(folder)
    assert f"collections.toml, {mistake}" in str(refusal.value)
    assert not Guide.objects.exists()
