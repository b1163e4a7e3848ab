"""The review clock of collections: who is mailed, what the desk's front page says, and what the public reads."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from guides import collection_signing, digest, review_mail
from guides.admin import front
from guides.models import Collection, CollectionReminder
from tests.desk import desk_of
from tests.factories import make_clinician, make_collection, make_guide, make_person, make_signed_collection, publish
from tests.guides.test_admin import cells, page_of

pytestmark = pytest.mark.django_db

CHECK = date(2027, 1, 13)
PUBLIC = "/collections/sitting-down/"


@pytest.fixture
def olga():
    return make_person("Olga", email="olga@example.org")


@pytest.fixture
def made(olga, time_machine):
    """A public collection that Olga looks after, to be checked on CHECK."""
    time_machine.move_to("2026-01-13 09:00Z", tick=False)
    row = make_signed_collection(review_on=CHECK)
    Collection.objects.filter(pk=row.pk).update(owner=olga)
    return row


@pytest.fixture
def on(time_machine):
    """Moves so many days after the day of the check, and returns that day."""

    def move(late):
        day = CHECK + timedelta(days=late)
        time_machine.move_to(f"{day} 05:30Z", tick=False)
        return day

    return move


@pytest.fixture
def run(on, mailoutbox):
    """Runs the command so many days after the day of the check; returns who got which subject."""

    def run_on(late):
        on(late)
        mailoutbox.clear()
        call_command("remind_reviews", stdout=StringIO())
        return [(address, mail.subject) for mail in mailoutbox for address in mail.to]

    return run_on


TO_OLGA = [("olga@example.org", "1 collection to check")]


def test_owner_is_reminded_before_on_the_day_and_every_thirty_days_after_once(made, run):
    told = [late for late in range(-40, 100) if run(late) == TO_OLGA]
    assert told == [-30, -7, 0, 30, 60, 90]
    assert run(90) == []


@pytest.mark.parametrize(
    ("late", "says"),
    [
        (-30, "check it by 13 January 2027."),
        (0, "check it today."),
        (30, "its check was due by 13 January 2027. It is not shown any more from 15 March 2027."),
        (90, "its check was due by 13 January 2027. It is not shown any more."),
    ],
)
def test_mail_says_what_to_check_by_when_and_where(made, run, mailoutbox, late, says):
    run(late)
    assert mailoutbox[0].body == (
        "Hello Olga,\n\nPlease look whether each of these is still right, and say so at the desk: send a collection to "
        "a second person as it is, or changed. If you cannot, please ask somebody who can.\n\n"
        f"Sitting down: {says}\nhttps://hub.example.org/admin/guides/collection/{made.pk}/change/\n"
    )


def test_one_mail_lists_guides_and_collections(made, olga, run, mailoutbox, on):
    on(-365)
    publish(make_guide("March", owner=olga))
    assert run(0) == [("olga@example.org", "2 guides and collections to check")]
    body = mailoutbox[0].body
    assert body.index("March: check it today.") < body.index("Sitting down: check it today.")


def test_without_an_owner_those_who_sign_off_are_told(made, run, mailoutbox):
    sia = make_person("Sia", email="sia@example.org")
    sia.user_permissions.add(Permission.objects.get(codename="sign_off_edition"))
    Collection.objects.update(owner=None)
    assert run(-7) == [("sia@example.org", "1 collection to check")]
    assert "Nobody who looks after it can be reached." in mailoutbox[0].body


def test_withdrawn_collection_and_hidden_example_remind_nobody(made, run, settings):
    make_collection("Example")
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    collection_signing.withdraw(made)
    assert run(0) == []


def test_mail_that_fails_is_tried_again(made, olga, run, settings):
    settings.EMAIL_BACKEND = "tests.mail.RefusesBrokenAddresses"
    type(olga).objects.update(email="broken@example.org")
    assert review_mail.remind(CHECK).failed == 1
    assert not CollectionReminder.objects.exists()


def test_overview_names_what_is_due_overdue_and_waiting(made, on):
    sia = make_person("Sia", email="sia@example.org")
    sia.user_permissions.add(Permission.objects.get(codename="sign_off_edition"))
    late = make_signed_collection("Late", review_on=CHECK - timedelta(days=90))
    collection_signing.send(late, person=make_person("Ada"))
    day = on(5)
    at_desk = "https://hub.example.org/admin/guides/collection"
    assert digest.send(day, dry_run=True).mails[0].body.split("\n\n")[2:] == [
        "Collections that are not shown any more, because nobody checked them: 1\n"
        f"- Late (check by 15 October 2026): {at_desk}/{late.pk}/change/",
        "Collections that are due, and still shown: 1\n"
        f"- Sitting down (check by 13 January 2027): {at_desk}/{made.pk}/change/",
        f"Collections waiting for a second person: 1\n- Late: {at_desk}/{late.pk}/change/\n",
    ]


# The desk


def sections(name):
    """What the front page shows about collections: the count and the notes of its rows by title."""
    make_clinician(name)
    desk_of(name)
    found = front.sections_for(type(make_person(name)).objects.get(username=name.lower()), TODAY[0])
    return {
        each.title: [(row.text, row.note) for row in each.rows]
        for each in found
        if each.count and each.title.startswith("Collections")
    }


TODAY = [CHECK]


@pytest.mark.parametrize(
    ("late", "title"),
    [
        (-31, None),
        (-30, "Collections due within 30 days"),
        (1, "Collections due for a check"),
        (61, "Collections overdue: not shown any more"),
    ],
)
def test_front_page_says_what_must_be_checked(made, on, late, title):
    TODAY[0] = on(late)
    expected = {title: [("Sitting down", "check by 13 January 2027")]} if title else {}
    assert sections("Bo") == expected


def test_front_page_says_what_waits_and_what_came_back(made, on):
    TODAY[0] = on(-100)
    ada, bo = make_person("Ada"), make_clinician("Bo")
    collection_signing.edited(made, person=ada)
    collection_signing.send(made, person=ada)
    assert sections("Bo") == {"Collections to check": [("Sitting down", "from Ada, 5 October 2026")]}
    assert sections("Ada") == {}
    collection_signing.send_back(made, person=bo, answer="For whom?")
    assert sections("Bo") == {}
    assert sections("Ada") == {"Collections sent back to me": [("Sitting down", "by Bo: For whom?")]}


def test_list_says_when_each_is_due_and_can_be_narrowed(made, on):
    on(3)
    make_signed_collection("Later", review_on=date(2027, 12, 1))
    make_collection("Example")
    desk = desk_of("Bo")
    listed = desk.get("/admin/guides/collection/")
    assert dict(zip(titles(listed), cells(listed, "next_check"), strict=True)) == {
        "Example": "no owner",
        "Later": "By 1\N{NO-BREAK SPACE}Dec\N{NO-BREAK SPACE}2027; no owner",
        "Sitting down": "Due since 13\N{NO-BREAK SPACE}Jan\N{NO-BREAK SPACE}2027",
    }
    due = desk.get("/admin/guides/collection/?check=due")
    assert titles(due) == ["Sitting down"]


def titles(response):
    return re.findall(r'field-title"><a [^>]*>([^<]*)<', page_of(response))


# The public page


def test_public_page_says_who_checked_it_when_and_until_when(made, client):
    page = " ".join(page_of(client.get(PUBLIC)).split())
    assert "Put together by Ada. Checked and signed by Bo (Physiotherapist, HCPC) on 13 January 2026." in page
    assert "Edition 1, 13 January 2026. Next check by 13 January 2027." in page


def test_public_page_says_that_the_check_is_due(made, on, client):
    on(1)
    page = page_of(client.get(PUBLIC))
    assert "This collection was due to be checked by 13 January 2027. Nobody has checked it since." in page
    assert "The next check was due by 13 January 2027." in page


def test_example_says_that_nobody_checked_it(client):
    make_collection()
    page = page_of(client.get(PUBLIC))
    assert "Nobody yet. This is example content" in page
    assert "Checked and signed by" not in page
