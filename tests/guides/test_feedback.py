"""What visitors say about a guide: the form, what keeps machines out of it, and what is never kept."""

import html
import io
import logging
import re
from datetime import UTC, datetime, timedelta
from traceback import format_exception
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey

from guides import editions, feedback
from guides.feedback_form import Ticket
from guides.models import Edition, Feedback, FeedbackNote, FormerSlug
from guides.models.feedback import FeedbackIsKept
from tests.factories import make_edition, make_feedback, make_guide, make_person, publish

pytestmark = pytest.mark.django_db

ADDRESS = "/guides/march/feedback/"
THANKS = "/guides/march/feedback/thanks/"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    """Noon, and it stands still until the test moves it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def edition(clock):
    return make_edition("March")


def page_of(response, status=200):
    assert response.status_code == status
    return html.unescape(response.content.decode())


def ticket_on(response):
    return re.search(r'name="ticket" value="([^"]*)"', response.content.decode())[1]


def send(client, address=ADDRESS, **said):
    """As a browser does: the form's own kind of content, and lines that end in two characters."""
    body = urlencode({"verdict": "helped", "text": "", "homepage": ""} | said)
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def fill_in(client, clock, *, after=10, **said):
    """Open the form, take a while, and send it."""
    ticket = ticket_on(client.get(ADDRESS))
    clock.shift(after)
    return send(client, **{"ticket": ticket} | said)


def problems(response):
    listed = re.search(r'id="problems".*?<ul>(.*?)</ul>', page_of(response), re.DOTALL)
    return re.findall(r"<li>(?:<a [^>]*>)?(.*?)(?:</a>)?</li>", listed[1]) if listed else []


def kept():
    return list(Feedback.objects.order_by("pk").values_list("verdict", "text"))


# The errand


@pytest.mark.parametrize("verdict", ["helped", "hard", "hurt"])
def test_message_is_kept_with_the_edition_and_the_visitor_is_thanked(client, clock, edition, verdict):
    response = fill_in(client, clock, verdict=verdict, text="Step 2 is unclear.")
    assert (response.status_code, response["Location"].partition("#")[0]) == (302, THANKS)
    message = Feedback.objects.get()
    assert (message.edition, message.verdict, message.text) == (edition, verdict, "Step 2 is unclear.")
    assert (message.received_at, message.state) == (NOON + timedelta(seconds=10), "open")


def test_guide_page_leads_to_the_form_without_the_answers(client, edition):
    page = page_of(client.get("/guides/march/?bones=hip"))
    assert re.findall(r'href="([^"]*feedback[^"]*)"', page) == [ADDRESS]
    for address in ("/guides/march/print/", "/embed/guides/march/"):
        assert "feedback" not in page_of(client.get(address))


def test_form_drops_answers_from_its_address(client, edition):
    page = page_of(client.get(f"{ADDRESS}?bones=hip"))
    assert f'method="post" action="{ADDRESS}"' in page
    assert "bones=" not in page


def test_form_says_what_is_not_needed_and_where_urgent_help_is(client, edition):
    page = page_of(client.get(ADDRESS))
    assert "Please leave out names and anything about your health." in page
    assert "Stop, and get help first." in page
    assert 'href="/safety/#stop"' in page


def test_report_that_it_hurt_leads_to_what_to_do_and_no_server_is_told(client, clock, edition):
    assert fill_in(client, clock, verdict="hurt")["Location"] == f"{THANKS}#hurt"
    page = page_of(client.get(THANKS))
    stop, ring = page.index("Call your emergency number now"), page.index("Ring your cancer team")
    assert page.index('id="hurt"') < page.index("please stop this exercise") < stop < ring
    assert "We do not know who you are. So nobody can answer you" in page


def test_words_are_kept_as_they_are_and_shown_escaped(client, clock, edition):
    words = '<script>alert("x")</script> & <b>'
    again = fill_in(client, clock, verdict="", text=words)
    assert b"<script>alert" not in again.content
    assert words in page_of(again)
    send(client, ticket=ticket_on(again), text=words)
    assert kept() == [("helped", words)]


def test_lines_count_as_people_count_them(client, clock, edition):
    text = "a" * 499 + "\r\n" + "b" * 500
    assert fill_in(client, clock, text=text).status_code == 302
    assert kept() == [("helped", text.replace("\r\n", "\n"))]


@pytest.mark.parametrize("address", [ADDRESS, THANKS])
def test_pages_are_not_indexed_and_have_no_canonical_address(client, edition, address):
    response = client.get(address)
    assert response["X-Robots-Tag"] == "noindex"
    page = page_of(response)
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page
    assert "/feedback/" not in page_of(client.get("/sitemap.xml"))


def test_form_costs_one_query_and_is_kept_by_nobody(client, edition, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(ADDRESS)
    assert "no-store" in response["Cache-Control"]
    assert ticket_on(response) != ticket_on(client.get(ADDRESS))


# Nothing about the visitor


def test_no_cookie_is_set_on_the_way(client, clock, edition):
    responses = [client.get(ADDRESS), fill_in(client, clock), fill_in(client, clock, verdict=""), client.get(THANKS)]
    assert [dict(response.cookies) for response in responses] == [{}] * 4
    assert dict(client.cookies) == {}


def test_no_field_could_hold_who_it_was():
    names = {field.name for field in Feedback._meta.concrete_fields}
    assert names == {
        "id", "edition", "verdict", "text", "received_at", "state", "answered_at", "answered_by", "reminded_at",
    }  # fmt: skip


def test_what_the_browser_tells_about_itself_is_kept_nowhere(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    clock.shift(10)
    client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Strange/9", "HTTP_REFERER": "https://a.org"}
    client.cookies["mark"] = "cookie-77"
    assert send(client, ticket=ticket).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM guides_feedback")
        row = str(cursor.fetchall())
    assert [trace for trace in ("203.0.113", "Strange", "a.org", "cookie-77", ticket) if trace in row] == []


@pytest.mark.parametrize("said", [{}, {"verdict": "hurt"}, {"verdict": ""}, {"ticket": "forged"}, {"text": "x" * 1001}])
def test_nothing_of_it_is_logged(client, clock, edition, caplog, said):
    with caplog.at_level(logging.DEBUG):
        fill_in(client, clock, **{"text": "my left hip"} | said)
    assert [record for record in caplog.records if record.name != "django.db.backends"] == []


def test_failure_of_the_database_is_told_without_the_words(edition):
    words = " ".join(("my", "left", "hip"))
    with pytest.raises(feedback.NotKept) as refusal:
        feedback.receive(edition=edition, verdict="great", text=words)
    traceback = "".join(format_exception(refusal.value))
    assert traceback.endswith("NotKept: A message from a visitor was not kept: IntegrityError.\n")
    assert words not in traceback


# Mistakes of people, which keep their words


def test_answer_is_needed_and_words_are_not(client, clock, edition):
    response = fill_in(client, clock, verdict="", text="Step 2")
    assert problems(response) == ["Choose one of the three answers."]
    assert ">\nStep 2</textarea>" in page_of(response)
    assert kept() == []
    assert send(client, ticket=ticket_on(response), text="").status_code == 302


def test_text_that_is_too_long_is_refused_and_stays_with_the_answer(client, clock, edition):
    response = fill_in(client, clock, verdict="hurt", text="x" * 1001)
    assert problems(response) == ["Your text is 1 character too long. Please make it shorter."]
    page = page_of(response)
    assert "x" * 1001 in page
    assert 'value="hurt" checked' in page
    assert 'aria-describedby="text-hint text-problem" aria-invalid="true"' in page
    assert 'id="text-problem"' in page
    assert page.startswith("<!doctype html>")
    assert "<title>Please look again: How did “March” go?" in page
    send(client, ticket=ticket_on(response), verdict="hurt", text="x" * 1000)
    assert kept() == [("hurt", "x" * 1000)]


def test_page_that_was_open_for_more_than_a_day_can_be_sent_again(client, clock, edition):
    response = fill_in(client, clock, after=24 * 3600 + 1, text="Late")
    assert problems(response) == ["This page was open for more than a day. Please press Send again."]
    clock.shift(10)
    assert send(client, ticket=ticket_on(response), text="Late").status_code == 302
    assert kept() == [("helped", "Late")]


def test_pressing_the_button_twice_keeps_one_message_and_thanks_twice(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    clock.shift(10)
    answers = [send(client, ticket=ticket, text="Good")["Location"] for _ in range(2)]
    assert answers == [THANKS, THANKS]
    assert kept() == [("helped", "Good")]


def test_going_back_to_say_that_it_hurt_is_not_lost(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    clock.shift(10)
    send(client, ticket=ticket, text="Good")
    response = send(client, ticket=ticket, verdict="hurt", text="Good")
    assert problems(response) == ["We have a message from this page already. To send this one too, press Send again."]
    clock.shift(10)
    assert send(client, ticket=ticket_on(response), verdict="hurt", text="Good").status_code == 302
    assert kept() == [("helped", "Good"), ("hurt", "Good")]


# Machines


def test_form_that_comes_too_quickly_must_be_sent_again(client, clock, edition):
    response = fill_in(client, clock, after=3.9)
    assert problems(response) == ["That was very quick. Please wait a moment, then press Send again."]
    assert kept() == []
    clock.shift(0.1)
    assert send(client, ticket=ticket_on(response)).status_code == 302


def test_field_that_people_do_not_see_must_stay_empty(client, clock, edition):
    response = fill_in(client, clock, verdict="hurt", homepage="https://buy.example")
    assert [problem[:43] for problem in problems(response)] == ["A field that is not for people was filled i"]
    assert kept() == []
    page = page_of(response)
    assert "buy.example" not in page
    assert '<div class="feedback__trap" aria-hidden="true">' in page
    assert '<input type="text" name="homepage" id="homepage" tabindex="-1" autocomplete="off">' in page
    assert send(client, ticket=ticket_on(response), verdict="hurt").status_code == 302


def forged(pk, *, salt="guides.feedback", key=None, age=60):
    given = [pk, "number", NOON.timestamp() - age]
    return signing.dumps(given, salt=salt, key=key)


@pytest.mark.parametrize(
    "forge",
    [
        lambda pk: "",
        lambda pk: "forged",
        lambda pk: forged(pk, key="another key"),
        lambda pk: forged(pk, salt="another salt"),
        lambda pk: forged(pk)[:-1],
        lambda pk: forged(pk + 1000),
        lambda pk: forged(pk, age=-60),
    ],
)
def test_ticket_that_we_did_not_give_out_for_this_is_refused(client, edition, forge):
    response = send(client, ticket=forge(edition.pk), text="Words")
    assert len(problems(response)) == 1
    assert ">\nWords</textarea>" in page_of(response)
    assert kept() == []


def test_ticket_of_another_guide_is_refused(client, clock, edition):
    other = make_edition("Walk")
    ticket = Ticket.new(other).signed
    clock.shift(10)
    assert problems(send(client, ticket=ticket)) == [
        "We could not tell that this form came from us. Please press Send again."
    ]
    assert kept() == []


def test_ticket_serves_once(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    clock.shift(10)
    for number in range(3):
        send(client, ticket=ticket, text=f"Advert {number}")
    assert kept() == [("helped", "Advert 0")]


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example http://b.example WWW.c.example",
        "https://a.example/?u=https://b.example/?u=https://c.example",
    ],
)
def test_many_links_are_refused_and_the_words_stay(client, clock, edition, text):
    response = fill_in(client, clock, verdict="hurt", text=text)
    assert problems(response) == ["Please take out the web addresses. We do not follow them."]
    assert f">\n{text}</textarea>" in page_of(response)
    assert kept() == []


def test_two_links_are_let_in(client, clock, edition):
    fill_in(client, clock, text="See https://a.example and www.b.example")
    assert kept() == [("helped", "See https://a.example and www.b.example")]


@pytest.mark.parametrize("verdict", ["", "great", "HURT", "helped ", "0"])
def test_unknown_answer_is_refused(client, clock, edition, verdict):
    assert problems(fill_in(client, clock, verdict=verdict)) == ["Choose one of the three answers."]
    assert kept() == []


def test_null_character_is_refused(client, clock, edition):
    assert problems(fill_in(client, clock, text="a\x00b")) == ["Null characters are not allowed."]
    assert kept() == []


def test_files_are_not_taken(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    clock.shift(10)
    response = client.post(ADDRESS, {"verdict": "helped", "ticket": ticket, "text": io.BytesIO(b"file")})
    assert (response.status_code, kept()) == (400, [])


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, edition, method):
    assert getattr(client, method)(ADDRESS).status_code == 405
    assert client.post(THANKS).status_code == 405


def fill_hour(edition, number, verdict="helped"):
    Feedback.objects.bulk_create(Feedback(edition=edition, verdict=verdict, text=str(n)) for n in range(number))


TOO_MANY = "Very many messages came in the last hour, so we cannot take yours now. Please try again in an hour."


def test_hourly_limit_of_a_guide_keeps_the_words_and_passes(client, clock, edition):
    fill_hour(edition, feedback.MOST_AN_HOUR["guide"])
    response = fill_in(client, clock, text="Mine")
    assert problems(response) == [TOO_MANY]
    assert ">\nMine</textarea>" in page_of(response)
    clock.shift(3600)
    assert send(client, ticket=ticket_on(response), text="Mine").status_code == 302


def test_one_less_than_the_limit_is_let_in_and_other_guides_are_not_held_up(client, clock, edition):
    fill_hour(make_edition("Walk"), feedback.MOST_AN_HOUR["guide"])
    fill_hour(edition, feedback.MOST_AN_HOUR["guide"] - 1)
    assert fill_in(client, clock, text="Mine").status_code == 302


def test_hourly_limit_of_the_hub_holds_for_a_guide_without_messages(client, clock, edition):
    fill_hour(make_edition("Walk"), feedback.MOST_AN_HOUR["hub"])
    assert problems(fill_in(client, clock)) == [TOO_MANY]


def test_safety_report_passes_both_limits_of_other_messages(client, clock, edition):
    fill_hour(edition, feedback.MOST_AN_HOUR["hub"])
    assert fill_in(client, clock, verdict="hurt").status_code == 302


def test_limit_of_safety_reports_is_larger_and_holds_for_them_only(client, clock, edition):
    fill_hour(edition, feedback.MOST_SAFETY_REPORTS_AN_HOUR["guide"] - 1, "hurt")
    assert fill_in(client, clock, verdict="hurt", text="Mine").status_code == 302
    assert problems(fill_in(client, clock, verdict="hurt", text="Next")) == [TOO_MANY]
    assert fill_in(client, clock, verdict="helped").status_code == 302


def test_limits_hold_when_the_cache_forgets(client, clock, edition):
    fill_hour(edition, feedback.MOST_AN_HOUR["guide"])
    cache.clear()
    assert problems(fill_in(client, clock)) == [TOO_MANY]


# Guides that are not public


@pytest.mark.parametrize("address", [ADDRESS, THANKS])
def test_guide_that_was_never_public_has_no_form(client, address):
    make_guide("March")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [ADDRESS, THANKS])
def test_demonstration_edition_has_no_form_in_production(client, settings, address):
    editions.publish_demonstration(make_guide("March"))
    assert client.get(address).status_code == 200
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert client.get(address).status_code == 404


def test_withdrawn_guide_has_no_form_and_says_why(client, clock, edition):
    editions.withdraw(edition.guide, reason="One step was wrong.")
    assert "One step was wrong." in page_of(client.get(ADDRESS), 410)
    assert "One step was wrong." in page_of(send(client, text="Words"), 410)
    assert send(client, ticket=forged(edition.pk, key="another key")).status_code == 410
    assert kept() == []


def test_guide_withdrawn_while_somebody_writes_still_takes_the_message(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    editions.withdraw(edition.guide, reason="One step was wrong.")
    clock.shift(10)
    response = send(client, ticket=ticket, verdict="hurt", text="Step 2")
    assert response["Location"] == f"{THANKS}#hurt"
    assert Feedback.objects.get().edition == edition
    assert 'href="/guides/march/"' not in page_of(client.get(THANKS))


def test_message_is_about_the_edition_that_the_visitor_saw(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    publish(edition.guide)
    clock.shift(10)
    send(client, ticket=ticket)
    assert Feedback.objects.get().edition == Edition.objects.get(number=1)


def test_former_address_leads_to_the_form_without_the_answers(client, edition):
    FormerSlug.objects.create(slug="marching", guide=edition.guide)
    response = client.get("/guides/marching/feedback/?bones=hip")
    assert (response.status_code, response["Location"]) == (301, ADDRESS)
    response = client.get("/guides/marching/feedback/thanks/?bones=hip")
    assert (response.status_code, response["Location"]) == (301, THANKS)


def test_message_sent_to_a_former_address_is_sent_again(client, clock, edition):
    ticket = ticket_on(client.get(ADDRESS))
    editions.rename(edition.guide, "marching")
    clock.shift(10)
    response = send(client, ticket=ticket)
    assert (response.status_code, response["Location"]) == (308, "/guides/marching/feedback/")
    assert send(client, response["Location"], ticket=ticket).status_code == 302
    assert len(kept()) == 1


# What the database and the models refuse


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "gone"},
        {"state": "answered", "answered_at": NOON},
        {"answered_at": NOON},
        {"state": "spam", "answered_at": NOON},
    ],
)
def test_database_refuses_half_an_answer(edition, fields):
    with pytest.raises(IntegrityError, match="feedback_answer_is_complete"):
        make_feedback(edition, **fields)


@pytest.mark.parametrize("kind", ["answered", "suspended"])
def test_database_refuses_a_deed_without_words(edition, kind):
    with pytest.raises(IntegrityError, match="feedback_note_says_something"):
        FeedbackNote.objects.create(feedback=make_feedback(edition), by=make_person(), kind=kind)


def test_what_was_said_is_never_changed_or_deleted(edition):
    message = make_feedback(edition, "hurt", text="Step 2")
    message.text = "Nothing"
    cheats = [
        message.save, message.delete, Feedback.objects.all().delete, lambda: Feedback.objects.update(text="Nothing"),
        lambda: Feedback.objects.open().update(verdict="helped"),
        lambda: Feedback.objects.bulk_update([message], ["text"]),
        lambda: edition.feedback.all().delete(),
        lambda: Feedback.objects.update_or_create(pk=message.pk, defaults={"text": "Nothing"}),
    ]  # fmt: skip
    for cheat in cheats:
        with pytest.raises(FeedbackIsKept), transaction.atomic():
            cheat()
    assert kept() == [("hurt", "Step 2")]


def test_notes_are_never_changed_or_deleted(edition):
    note = feedback.add_note(feedback=make_feedback(edition), by=make_person(), text="Looked at it.")
    note.text = "Nothing"
    cheats = [
        note.save, note.delete, FeedbackNote.objects.all().delete, lambda: FeedbackNote.objects.update(text="Nothing"),
        lambda: FeedbackNote.objects.update(by=make_person("Bo")),
    ]  # fmt: skip
    for cheat in cheats:
        with pytest.raises(FeedbackIsKept), transaction.atomic():
            cheat()
    assert [each.text for each in FeedbackNote.objects.all()] == ["Looked at it."]


def test_no_relation_takes_messages_away_with_it():
    relations = [
        field for model in (Feedback, FeedbackNote) for field in model._meta.fields if isinstance(field, ForeignKey)
    ]
    assert {field.name: field.remote_field.on_delete.__name__ for field in relations} == {
        "edition": "PROTECT", "answered_by": "PROTECT", "feedback": "PROTECT", "by": "PROTECT",
    }  # fmt: skip


def test_querysets_tell_open_messages_and_safety_reports_apart(edition):
    by = make_person()
    made = {name: make_feedback(edition, verdict=name) for name in ("helped", "hard", "hurt")}
    spam, answered = make_feedback(edition, "hurt"), make_feedback(edition, "hurt")
    feedback.mark_as_spam(feedback=spam, by=by)
    feedback.answer(feedback=answered, by=by, text="Changed step 2.")
    assert set(Feedback.objects.open()) == set(made.values())
    assert set(Feedback.objects.safety_reports()) == {made["hurt"], answered}
    assert list(Feedback.objects.open().safety_reports()) == [made["hurt"]]
    assert Feedback.objects.genuine().count() == 4
    assert list(Feedback.objects.about(make_guide("Walk"))) == []
