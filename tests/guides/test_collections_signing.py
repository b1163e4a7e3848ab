"""Two people behind every collection, through the desk; and what forms, crafted requests and raw rows cannot do."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from guides import collection_signing, editions, review
from guides.models import Collection, CollectionEdition, ContentVersion, Equipment
from guides.models.edition import EditionIsImmutable
from tests.factories import (
    make_clinician,
    make_collection,
    make_draft_collection,
    make_edition,
    make_equipment,
    make_person,
    make_rules,
    make_signed_collection,
)
from tests.guides.test_admin import desk_of, filled_in, page_of, told

pytestmark = pytest.mark.django_db
PUBLIC = "/collections/sitting-down/"


@pytest.fixture
def author():
    return desk_of("Ada")


@pytest.fixture
def reviewer():
    make_clinician("Bo")
    return desk_of("Bo")


def address(collection, page):
    return f"/admin/guides/collection/{collection.pk}/{page}/"


def edit(desk, collection, **fields):
    """Open a collection, change some fields and press the button."""
    page = address(collection, "change")
    response = desk.post(page, filled_in(desk.get(page)) | fields, follow=True)
    collection.refresh_from_db()
    return response


def send(desk, collection, **fields):
    response = desk.post(address(collection, "send"), fields, follow=True)
    collection.refresh_from_db()
    return response


def decide(desk, collection, verb, **fields):
    """Post the decision as the page offers it, or as if it did, for whoever is not offered it."""
    seen = collection_signing.fingerprint(collection_signing.document_of(collection))
    response = desk.post(address(collection, "review"), {verb: "yes", "seen": seen} | fields, follow=True)
    collection.refresh_from_db()
    return response


def public_words(client):
    """The words that the public reads, or None when there is no such page."""
    response = client.get(PUBLIC)
    if response.status_code == 404:
        return None
    return re.search(r'<meta name="description" content="([^"]*)">', page_of(response))[1]


def sent(author, **fields):
    """A collection that Ada edited and sent."""
    made = make_draft_collection()
    edit(author, made, **{"words": "By Ada."} | fields)
    assert told(send(author, made)) == ["Sent. What the public sees does not change until it is signed off."]
    return made


# The way


def test_whole_errand_edit_send_refuse_correct_sign_public(author, reviewer, client, settings):
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    make_rules()
    made = sent(author)
    page = page_of(reviewer.get(address(made, "review")))
    assert "<ins>By Ada.</ins>" in page
    assert "It shows guides at the level “Seated or lying”." in page
    assert told(decide(reviewer, made, "send_back", answer="Say for whom.")) == ["Sent back to Ada."]
    assert (made.state, public_words(client)) == ("sent-back", None)
    assert "Say for whom." in page_of(author.get(address(made, "change")))

    edit(author, made, words="For everybody.")
    send(author, made, note="Better?")
    page = page_of(reviewer.get(address(made, "review")))
    assert "Better?" in page
    assert told(decide(reviewer, made, "approve")) == ["Sitting down: edition 1 is public."]
    assert (made.state, public_words(client)) == ("signed", "For everybody.")
    assert "Example content" not in page_of(client.get(PUBLIC))


def test_edition_keeps_who_signed_when_and_until_when(author, reviewer):
    made = sent(author)
    decide(reviewer, made, "approve")
    edition = made.live_edition()
    assert (edition.author, edition.approver) == (make_person("Ada"), make_person("Bo"))
    assert (edition.approver_role, edition.number) == ("Physiotherapist, HCPC", 1)
    assert edition.review_on == edition.signed_at.date() + timedelta(days=365)
    assert edition.document == {
        "slug": "sitting-down", "title": "Sitting down", "words": "By Ada.", "filter": "level=1", "guides": [],
        "is_closed": False, "order": 0, "written_by": str(edition.author), "checked_by": str(edition.approver),
    }  # fmt: skip


def test_every_step_is_on_record(author, reviewer):
    made = sent(author)
    decide(reviewer, made, "approve")
    reviewer.post(address(made, "withdraw"))
    said = [(str(entry.user), entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")]
    assert said == [
        ("Ada", "A few words: “For a start.” became “By Ada.”"),
        ("Ada", "Sent it to a second person."),
        ("Bo", "Signed off edition 1."),
        ("Bo", "Withdrew it."),
    ]


def test_new_edition_takes_the_place_of_the_last_which_is_kept(author, reviewer, client):
    made = make_signed_collection(words="First.")
    edit(author, made, words="Second.")
    send(author, made)
    page = page_of(reviewer.get(address(made, "review")))
    assert "<del>First</del>." in page
    assert "<ins>Second</ins>." in page
    decide(reviewer, made, "approve")
    kept = [(one.number, one.document["words"], one.ended_at is None) for one in made.editions.order_by("number")]
    assert kept == [(1, "First.", False), (2, "Second.", True)]
    assert public_words(client) == "Second."


def test_sending_it_unchanged_renews_the_check(author, reviewer):
    made = make_signed_collection()
    assert "Nothing. Signing it gives a new day" in page_of(author.get(address(made, "send")))
    send(author, made)
    decide(reviewer, made, "approve")
    assert made.live_edition().number == 2


# Editing changes nothing public


def test_editing_changes_nothing_public(author, client):
    make_rules()
    make_edition("Cycle")
    make_edition("Walk", level=2)
    made = make_signed_collection()
    stamp, before = ContentVersion.current()[0], client.get(PUBLIC).content
    edit(author, made, title="Other", words="Other.", filter="level=2", guides="walk", is_closed="on", order="9")
    assert (made.title, made.state) == ("Other", "draft")
    ContentVersion.advance()  # as any other publication would
    assert client.get(PUBLIC).content == before
    assert ContentVersion.current()[0] != stamp


def test_raw_changes_of_the_draft_change_nothing_public(client):
    make_signed_collection()
    before = client.get(PUBLIC).content
    Collection.objects.update(slug="other", title="Other", words="Other.", filter="level=4", guides=[], state="signed")
    ContentVersion.advance()
    assert client.get(PUBLIC).content == before


def test_editing_what_waits_overtakes_it(author, reviewer):
    made = sent(author)
    assert "Send it anew." in " ".join(told(edit(author, made, words="Changed.")))
    assert made.state == "overtaken"
    assert told(decide(reviewer, made, "approve"))[0].startswith("This collection does not wait")
    assert not CollectionEdition.objects.exists()


def test_saving_without_a_change_overtakes_nothing(author):
    make_edition("Cycle")
    make_edition("Walk")
    made = sent(author, guides="cycle\r\nwalk")
    edit(desk_of("Cy"), made)
    assert (made.state, made.edited_by) == ("waiting", make_person("Ada"))


def test_only_what_was_read_is_signed(author, reviewer):
    made = sent(author)
    seen = reviewer.get(address(made, "review")).context["form"].initial["seen"]
    edit(author, made, filter="level=4")
    send(author, made)
    assert "It changed after you opened this page." in page_of(decide(reviewer, made, "approve", seen=seen))
    assert not CollectionEdition.objects.exists()
    Collection.objects.filter(pk=made.pk).update(title="Behind the back")
    assert "It changed after you opened this page." in page_of(decide(reviewer, made, "approve", seen=seen))


# Nobody signs alone


def test_author_is_offered_no_decision_and_a_crafted_one_is_refused(client):
    make_clinician("Ada")
    author = desk_of("Ada")
    made = sent(author)
    page = page_of(author.get(address(made, "review")))
    assert 'name="approve"' not in page
    assert "You sent it. Somebody else has to decide." in page
    for verb in ("approve", "send_back"):
        decide(author, made, verb, answer="Fine.")
        assert (made.state, public_words(client)) == ("waiting", None)


def test_whoever_changed_it_since_the_last_signature_cannot_sign_it(author, reviewer, client):
    made = make_draft_collection()
    edit(reviewer, made, words="By Bo.")
    edit(author, made, words="By Bo and Ada.")
    send(author, made)
    response = decide(reviewer, made, "approve")
    assert "You changed this collection since it was last signed." in page_of(response)
    assert public_words(client) is None


def test_who_edited_last_cannot_sign_what_somebody_else_sent(author, reviewer):
    made = make_draft_collection()
    edit(reviewer, made, words="By Bo.")
    send(author, made)
    assert "You changed this collection" in page_of(decide(reviewer, made, "approve"))
    decide(clinic_desk("Cy"), made, "approve")
    assert (made.live_edition().author, made.live_edition().approver) == (make_person("Bo"), make_person("Cy"))


def clinic_desk(name, **without):
    make_clinician(name)
    return desk_of(name, **without)


def test_signing_needs_the_right_and_a_qualification(author):
    made = sent(author)
    assert decide(clinic_desk("Cy", without=["sign_off_edition"]), made, "approve").status_code == 403
    assert "Your profession and register are not on record." in page_of(decide(desk_of("Di"), made, "approve"))
    assert made.state == "waiting"
    assert not CollectionEdition.objects.exists()


def test_sending_needs_the_right_to_change(author):
    made = make_draft_collection()
    assert send(desk_of("Cy", without=["change_collection"]), made).status_code == 403
    assert made.state == "draft"


def test_sending_back_needs_words(author, reviewer):
    made = sent(author)
    assert "Say what should be different." in page_of(decide(reviewer, made, "send_back", answer=" "))
    assert made.state == "waiting"


def test_crafted_form_of_the_draft_sets_no_state_and_no_signature(author, client):
    made = make_draft_collection()
    edit(author, made, words="New.", state="signed", is_shown="on", edited_by="", sent_by="1", editors="")
    assert (made.state, made.words, made.edited_by, made.sent_by) == ("draft", "New.", make_person("Ada"), None)
    assert [person.first_name for person in made.editors.all()] == ["Ada"]
    assert public_words(client) is None


def test_what_does_not_wait_cannot_be_signed(reviewer, client):
    made = make_draft_collection()
    decide(reviewer, made, "approve")
    assert public_words(client) is None


# Raw rows


def row(collection, **fields):
    ada, bo = make_person("Ada"), make_person("Bo")
    complete = {"number": 9, "is_demonstration": False, "document": collection_signing.document_of(collection),
                "author": ada, "approver": bo, "approver_role": "Nurse", "signed_at": timezone.now(),
                "review_on": date(2027, 1, 1)}  # fmt: skip
    return CollectionEdition(collection=collection, **complete | fields)


@pytest.mark.parametrize(
    "missing",
    [
        {"author": None},
        {"approver": None},
        {"approver_role": ""},
        {"signed_at": None},
        {"review_on": None},
    ],
)
def test_database_takes_no_edition_that_is_not_signed_by_two(missing):
    with pytest.raises(IntegrityError, match="collection_edition_is_signed_or_a_demonstration"):
        row(make_draft_collection(), **missing).save()


def test_database_takes_no_own_signature():
    for is_demonstration in (True, False):
        wrong = row(make_draft_collection(f"No. {is_demonstration}"), is_demonstration=is_demonstration)
        wrong.approver = wrong.author
        with pytest.raises(IntegrityError, match="author_is_not_approver"), transaction.atomic():
            wrong.save()


@pytest.mark.parametrize(
    "change",
    [
        {"document": {"title": "Other"}},
        {"is_demonstration": False},
        {"approver": None},
        {"author": None},
        {"approver_role": "Surgeon"},
        {"signed_at": None},
        {"review_on": date(2099, 1, 1)},
        {"number": 7},
        {"published_at": timezone.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_edition_is_never_changed_by_a_raw_update(change):
    group = Group.objects.create(name=editions.DEMONSTRATION_GROUP)
    make_clinician("Bo").groups.add(group)
    made = make_signed_collection()
    with pytest.raises(DatabaseError, match="collectionedition_is_immutable"), transaction.atomic():
        made.editions.update(**change)


def test_edition_is_never_saved_again_or_deleted():
    edition = make_signed_collection().live_edition()
    for forbidden in (edition.save, edition.delete, CollectionEdition.objects.all().delete):
        with pytest.raises(EditionIsImmutable):
            forbidden()
    with pytest.raises(ProtectedError):
        Collection.objects.all().delete()


# Withdraw, and show again


def test_one_person_withdraws_at_once(reviewer, client):
    make_rules()
    made = make_signed_collection()
    assert public_words(client) == "For a start."
    assert "Showing it again needs a new sign-off." in page_of(reviewer.get(address(made, "withdraw")))
    assert public_words(client) == "For a start."
    assert told(reviewer.post(address(made, "withdraw"), follow=True)) == ["No longer public: Sitting down."]
    assert public_words(client) is None
    assert "Sitting down" not in page_of(client.get("/collections/"))
    assert "sitting-down" not in page_of(client.get("/sitemap.xml"))
    assert "Withdrawn" in page_of(reviewer.get(address(made, "change")))


def test_withdrawing_needs_the_right(client):
    made = make_signed_collection()
    desk = desk_of("Cy", without=["withdraw_edition"])
    assert desk.post(address(made, "withdraw")).status_code == 403
    assert public_words(client) == "For a start."
    assert address(made, "withdraw") not in page_of(desk.get(address(made, "change")))


def test_withdrawn_collection_is_shown_again_only_by_a_new_signature(author, reviewer, client):
    made = make_signed_collection()
    collection_signing.withdraw(made)
    with pytest.raises(DatabaseError, match="collectionedition_is_immutable"), transaction.atomic():
        made.editions.update(ended_at=None)
    edit(author, made, words="Again.")
    assert public_words(client) is None
    send(author, made)
    assert public_words(client) is None
    decide(reviewer, made, "approve")
    assert public_words(client) == "Again."


def test_withdrawing_overtakes_what_waits(author, reviewer, client):
    made = make_signed_collection()
    edit(author, made, words="New.")
    send(author, made)
    collection_signing.withdraw(made)
    decide(reviewer, made, "approve")
    assert (made.state, public_words(client)) == ("overtaken", None)


# Demonstrations


def test_sign_off_of_a_demonstration_account_stays_a_demonstration(author, client, settings):
    make_person("Demo").groups.add(Group.objects.create(name=editions.DEMONSTRATION_GROUP))
    made = sent(author)
    said = told(decide(desk_of("Demo"), made, "approve"))
    assert said == ["Sitting down: edition 1 is out as a demonstration, marked as not checked."]
    assert "Example content" in page_of(client.get(PUBLIC))
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert public_words(client) is None


def test_demonstration_cannot_take_the_place_of_what_clinicians_signed(author, client):
    make_person("Demo").groups.add(Group.objects.create(name=editions.DEMONSTRATION_GROUP))
    made = make_signed_collection(words="Signed.")
    edit(author, made, words="Tried.")
    send(author, made)
    assert "An example cannot take its place." in page_of(decide(desk_of("Demo"), made, "approve"))
    assert public_words(client) == "Signed."


def test_production_shows_signed_collections_and_no_demonstration(client, settings):
    make_rules()
    make_collection("Example")
    make_signed_collection()
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    page = page_of(client.get("/collections/"))
    assert "Sitting down" in page
    assert "Example" not in page
    assert client.get("/collections/example/").status_code == 404


# What no list could read, and the clock


def test_what_no_list_can_read_is_not_sent(author):
    make_equipment("towel")
    made = make_draft_collection(filter="kit=towel")
    Equipment.objects.all().delete()
    assert "“towel” is not one of the answers we know here." in page_of(send(author, made))
    assert made.state == "draft"


def test_what_no_list_can_read_any_more_is_not_signed(author, reviewer):
    make_equipment("towel")
    made = sent(author, filter="kit=towel")
    Equipment.objects.all().delete()
    assert "“towel” is not one of the answers we know here." in page_of(decide(reviewer, made, "approve"))
    assert not CollectionEdition.objects.exists()


def test_next_check_is_within_36_months(author, reviewer):
    made, today = sent(author), review.today()
    latest = review.latest_check(today, is_about_safety=False)
    for day in (today, latest + timedelta(days=1)):
        assert "within 36 months" in page_of(decide(reviewer, made, "approve", review_on=day.isoformat()))
    decide(reviewer, made, "approve", review_on=latest.isoformat())
    assert made.live_edition().review_on == latest


@pytest.mark.parametrize(("days_late", "is_listed"), [(0, True), (60, True), (61, False)])
def test_collection_overdue_for_more_than_60_days_leaves_the_lists(client, days_late, is_listed):
    made = make_signed_collection()
    edition = made.live_edition()
    collection_signing.withdraw(made)
    day = review.today() - timedelta(days=days_late)
    row(made, document=edition.document, review_on=day).save()
    ContentVersion.advance()
    assert (public_words(client) is not None) == is_listed
    assert ("Sitting down" in page_of(client.get("/collections/"))) == is_listed
    assert ("sitting-down" in page_of(client.get("/sitemap.xml"))) == is_listed
