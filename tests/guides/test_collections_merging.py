"""Two people change one collection at once: the second is told who changed what, and neither loses a word."""

import pytest
from django.contrib.admin.models import LogEntry

from guides.models import Collection
from tests.desk import desk_of
from tests.factories import make_clinician, make_draft_collection, make_edition, make_person
from tests.guides.test_admin import filled_in, page_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return desk_of("Ada")


@pytest.fixture
def bo():
    make_clinician("Bo")
    return desk_of("Bo")


@pytest.fixture
def made():
    make_edition("Cycle")
    make_edition("Walk")
    return make_draft_collection()


def address(collection, page="change"):
    return f"/admin/guides/collection/{collection.pk}/{page}/"


def change(desk, collection, **fields):
    return desk.post(address(collection), filled_in(desk.get(address(collection))) | fields, follow=True)


def late(desk, collection, first, theirs, **mine):
    """The answer to a form that was opened before somebody else saved theirs."""
    opened = filled_in(desk.get(address(collection)))
    change(first, collection, **theirs)
    return desk.post(address(collection), opened | mine)


def put_together(desk, collection, page, **choices):
    answer = desk.post(address(collection, "merge"), {"work": page.context["work"]} | choices, follow=True)
    collection.refresh_from_db()
    return answer


def test_log_names_no_guides_when_a_browser_sends_them_back_unchanged(ada, made):
    change(ada, made, guides="cycle\r\nwalk")
    change(ada, made, guides="cycle\r\nwalk", words="Mine.")
    assert LogEntry.objects.first().get_change_message() == "A few words: “For a start.” became “Mine.”"


def test_second_to_save_is_told_who_changed_what_and_both_are_kept(ada, bo, made):
    page = late(bo, made, ada, {"title": "Theirs", "guides": "cycle"}, words="Mine.")
    shown = page_of(page)
    assert "Somebody else changed this collection too" in shown
    assert "Title: “Sitting down” became “Theirs”" in shown
    assert "You changed different things, so both fit together." in shown
    assert Collection.objects.get().words == "For a start."
    assert told(put_together(bo, made, page)) == ["Saved: your changes and theirs are both in the collection."]
    assert (made.title, made.guides, made.words, made.edited_by) == ("Theirs", ["cycle"], "Mine.", make_person("Bo"))
    assert LogEntry.objects.first().get_change_message() == "A few words: “For a start.” became “Mine.”"
    assert {person.first_name for person in made.editors.all()} == {"Ada", "Bo"}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "Mine."),
        ({"choice-words": "theirs"}, "Theirs."),
        ({"choice-words": "both", "text-words": "From both."}, "From both."),
    ],
)
def test_where_both_changed_the_same_the_second_chooses(ada, bo, made, choices, words):
    page = late(bo, made, ada, {"words": "Theirs."}, words="Mine.")
    assert "You both changed these. Choose." in page_of(page)
    put_together(bo, made, page, **choices)
    assert made.words == words


def test_mistake_in_a_late_form_is_told_and_nothing_is_lost(ada, bo, made):
    page = late(bo, made, ada, {"title": "Theirs"}, words="Mine.", filter="level=7")
    assert "While you were writing, this collection was changed by: " in page_of(page)
    again = bo.post(address(made), filled_in(page) | {"filter": "level=2"})
    put_together(bo, made, again)
    assert (made.title, made.words, made.filter) == ("Theirs", "Mine.", "level=2")


def test_what_fits_only_apart_is_refused_with_the_reason(ada, bo, made):
    change(ada, made, is_closed="on")
    page = late(bo, made, ada, {"filter": ""}, is_closed="")
    refused = put_together(bo, made, page)
    assert "Without a filter every guide is in it." in page_of(refused)
    assert (made.filter, made.is_closed) == ("", True)


def test_third_person_who_is_quicker_is_asked_about_too(ada, bo, made):
    page = late(bo, made, ada, {"title": "Theirs"}, words="Mine.")
    change(desk_of("Cleo"), made, order="7")
    second = put_together(bo, made, page)
    assert "Somebody else changed this collection too" in page_of(second)
    put_together(bo, made, second)
    assert (made.title, made.words, made.order) == ("Theirs", "Mine.", 7)


def test_who_looks_after_it_is_merged_too_and_is_no_edit(ada, bo, made):
    olga = make_person("Olga")
    change(ada, made, owner=str(olga.pk))
    made.refresh_from_db()
    assert (made.owner, made.edited_by) == (olga, None)
    page = late(bo, made, ada, {"deputy": str(make_person("Pia").pk)}, words="Mine.")
    put_together(bo, made, page)
    assert (made.owner, made.deputy, made.words) == (olga, make_person("Pia"), "Mine.")


@pytest.mark.parametrize("seen", ["", "forged"])
def test_form_that_does_not_say_when_it_was_opened_overwrites_nothing(ada, made, seen):
    sent = filled_in(ada.get(address(made))) | {"words": "Mine.", "draft_seen": seen}
    assert "You both changed these" in page_of(ada.post(address(made), sent))
    assert Collection.objects.get().words == "For a start."


def test_merging_needs_signed_work_of_ones_own_and_the_right(ada, bo, made):
    page = late(bo, made, ada, {"title": "Theirs"}, words="Mine.")
    assert bo.post(address(made, "merge"), {"work": "abc"}).status_code == 400
    reader = desk_of("Rita", without=["change_collection"])
    assert reader.post(address(made, "merge"), {"work": page.context["work"]}).status_code == 403
    assert Collection.objects.get().words == "For a start."
