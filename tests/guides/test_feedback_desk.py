"""Messages from visitors at the desk: the list, the thread, what is done, and a guide taken off the site."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from guides import editions, feedback
from guides.models import Feedback, FeedbackNote
from tests.desk import sign_in, signed_in
from tests.factories import make_edition, make_feedback, make_person

pytestmark = pytest.mark.django_db

LIST = "/admin/guides/feedback/"


def desk_of(name, *rights):
    """A client signed in as a member of staff with these permissions of the guides."""
    person = make_person(name)
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="guides", codename__in=rights))
    return signed_in(person)


@pytest.fixture
def desk():
    return desk_of("Ada", "answer_feedback", "withdraw_edition")


@pytest.fixture
def edition():
    return make_edition("March")


def page_of(response, status=200):
    assert response.status_code == status
    return html.unescape(response.content.decode())


def told(response):
    return [str(message) for message in response.context["messages"]]


def thread(message):
    return f"{LIST}{message.pk}/change/"


def do(desk, message, what, **fields):
    return desk.post(thread(message), {"do": what} | fields, follow=True)


def notes(message):
    return list(message.notes.values_list("kind", "text", "by__first_name"))


def state(message):
    return Feedback.objects.values_list("state", "answered_by__first_name").get(pk=message.pk)


# The list


def test_list_has_open_safety_reports_first_then_open_ones_oldest_first(desk, edition):
    person = make_person("Bo")
    spam, answered = make_feedback(edition, "hurt", text="1"), make_feedback(edition, "hurt", text="2")
    feedback.mark_as_spam(feedback=spam, by=person)
    feedback.answer(feedback=answered, by=person, text="Done.")
    for verdict, text in (("helped", "3"), ("hurt", "4"), ("hard", "5"), ("hurt", "6")):
        make_feedback(edition, verdict, text=text)
    page = page_of(desk.get(LIST))
    assert re.findall(r'field-begins">(\d)<', page) == ["4", "6", "3", "5", "2", "1"]


def test_list_can_be_narrowed_by_state_answer_and_guide(desk, edition):
    make_feedback(edition, "hurt", text="1")
    make_feedback(make_edition("Walk"), "hurt", text="2")
    make_feedback(edition, "helped", text="3")
    for query, shown in (
        ("verdict__exact=hurt", ["1", "2"]),
        (f"edition__guide__id__exact={edition.guide_id}", ["1", "3"]),
        ("state__exact=answered", []),
        ("q=walk", ["2"]),
    ):
        assert re.findall(r'field-begins">(\d)<', page_of(desk.get(f"{LIST}?{query}"))) == shown, query


def test_list_costs_the_same_with_one_row_and_with_three(desk, edition, django_assert_num_queries):
    for number in (1, 3):
        while Feedback.objects.count() < number:
            made = make_feedback(make_edition(f"Guide {Feedback.objects.count()}"), "hurt")
            feedback.answer(feedback=made, by=make_person(f"Person {made.pk}"), text="Done.")
        with django_assert_num_queries(8):
            assert page_of(desk.get(LIST)).count("field-begins") == number


def test_thread_costs_the_same_with_one_note_and_with_three(desk, edition, django_assert_num_queries):
    message = make_feedback(edition, "hurt")
    for number in (1, 3):
        while message.notes.count() < number:
            feedback.add_note(feedback=message, by=make_person(f"Person {message.notes.count()}"), text="Looked.")
        with django_assert_num_queries(8):
            assert page_of(desk.get(thread(message))).count("thread__who") == number


# The thread


def test_thread_shows_what_was_said_escaped_and_of_which_edition(desk, edition):
    message = make_feedback(edition, "hard", text="<script>alert(1)</script>\nStep 2")
    response = desk.get(thread(message))
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;<br>Step 2" in response.content
    assert b"<script>alert" not in response.content
    page = page_of(response)
    assert "<h1>It was hard to follow: March</h1>" in page
    assert "About edition 1. Received" in page
    assert f"{LIST}?edition__guide__id__exact={edition.guide_id}" in page
    assert "Messages about this guide: 1" in page


def test_notes_leave_a_message_open_and_the_answer_closes_it(desk, edition):
    message = make_feedback(edition, "hurt")
    assert told(do(desk, message, "note", text="I try it today.")) == ["It is in the thread."]
    assert state(message) == ("open", None)
    page = page_of(do(desk, message, "answer", text="Changed step 2 in edition 2."))
    assert state(message) == ("answered", "Ada")
    assert notes(message) == [
        ("note", "I try it today.", "Ada"),
        ("answered", "Changed step 2 in edition 2.", "Ada"),
    ]
    assert re.findall(r'thread__who">(.*?) – (\w+),', page) == [("Note", "Ada"), ("What was done", "Ada")]
    assert "Answer: this was done" not in page
    do(desk, message, "note", text="A physiotherapist agrees.")
    assert state(message) == ("answered", "Ada")


@pytest.mark.parametrize("what", ["note", "answer"])
def test_nothing_written_is_refused(desk, edition, what):
    message = make_feedback(edition)
    page = page_of(do(desk, message, what, text="  "))
    assert "Write down what you found or did." in page
    assert (state(message), notes(message)) == (("open", None), [])


def test_answer_that_is_too_long_is_refused_and_stays_in_the_form(desk, edition):
    message = make_feedback(edition)
    assert "x" * 1001 in page_of(do(desk, message, "answer", text="x" * 1001))
    assert notes(message) == []


def test_second_answer_is_refused_and_stays_in_the_form(desk, edition):
    message = make_feedback(edition)
    feedback.answer(feedback=message, by=make_person("Bo"), text="Done.")
    page = page_of(do(desk, message, "answer", text="Mine"))
    assert "Somebody else was quicker." in page
    assert "Mine</textarea>" in page
    assert (state(message), notes(message)) == (("answered", "Bo"), [("answered", "Done.", "Bo")])


def test_advert_is_kept_out_of_the_numbers_and_can_be_brought_back(desk, edition):
    message = make_feedback(edition, "hurt", text="Buy now")
    page = page_of(do(desk, message, "spam"))
    assert (state(message), notes(message)) == (("spam", None), [("spam", "", "Ada")])
    assert (Feedback.objects.count(), Feedback.objects.safety_reports().count()) == (1, 0)
    assert "Take the guide off the site now" not in page
    assert "Messages about this guide: 0" in page
    do(desk, message, "reopen")
    assert state(message) == ("open", None)
    assert Feedback.objects.safety_reports().count() == 1


def test_answered_message_cannot_be_marked_as_an_advert(desk, edition):
    message = make_feedback(edition, "hurt")
    feedback.answer(feedback=message, by=make_person("Bo"), text="Done.")
    assert told(do(desk, message, "spam")) == ["Somebody else was quicker. Look at the thread again."]
    assert told(do(desk, message, "reopen")) == ["Somebody else was quicker. Look at the thread again."]
    assert state(message) == ("answered", "Bo")


# Off the site


def test_safety_report_takes_the_guide_off_the_site_at_once(desk, edition, client):
    message = make_feedback(edition, "hurt")
    assert "Somebody told us this guide hurt them. We are checking it.</textarea>" in page_of(desk.get(thread(message)))
    assert client.get("/guides/march/").status_code == 200
    response = do(desk, message, "suspend", reason="It hurt somebody. A physiotherapist looks at it.")
    assert told(response) == ["No longer public: March. The message stays open until you answer it."]
    assert "It hurt somebody. A physiotherapist looks at it." in page_of(client.get("/guides/march/"), 410)
    assert "March" not in page_of(client.get("/guides/"))
    assert state(message) == ("open", None)
    assert notes(message) == [("suspended", "It hurt somebody. A physiotherapist looks at it.", "Ada")]
    page = page_of(desk.get(thread(message)))
    assert "That edition is not public any more." in page
    assert "Take the guide off the site now" not in page


def test_suspending_needs_a_public_reason(desk, edition, client):
    message = make_feedback(edition, "hurt")
    assert "Say why, in words for the public." in page_of(do(desk, message, "suspend", reason=" "))
    assert client.get("/guides/march/").status_code == 200
    assert notes(message) == []


def test_guide_that_is_gone_already_is_not_suspended_again(desk, edition):
    message = make_feedback(edition, "hurt")
    editions.withdraw(edition.guide, reason="One step was wrong.")
    assert told(do(desk, message, "suspend", reason="It hurt somebody.")) == ["The guide is not public any more."]
    assert notes(message) == []


def test_other_messages_have_no_button_to_suspend(desk, edition):
    assert "off the site" not in page_of(desk.get(thread(make_feedback(edition, "hard"))))


# Who may


@pytest.mark.parametrize("what", ["note", "answer", "spam", "reopen", "suspend"])
def test_who_may_only_look_can_do_nothing(edition, client, what):
    reader = desk_of("Bo", "view_feedback", "change_guide", "change_edition")
    message = make_feedback(edition, "hurt")
    if what == "reopen":
        feedback.mark_as_spam(feedback=message, by=make_person())
    before = (state(message), notes(message))
    page = page_of(reader.get(thread(message)))
    assert 'name="do"' not in page
    assert do(reader, message, what, text="Done.", reason="Gone.").status_code == 403
    assert (state(message), notes(message)) == before
    assert client.get("/guides/march/").status_code == 200


def test_answering_and_suspending_are_two_permissions(edition, client):
    message = make_feedback(edition, "hurt")
    answerer, withdrawer = desk_of("Bo", "answer_feedback"), desk_of("Cy", "view_feedback", "withdraw_edition")
    assert re.findall(r'name="do" value="(\w+)"', page_of(answerer.get(thread(message)))) == ["answer", "note", "spam"]
    assert re.findall(r'name="do" value="(\w+)"', page_of(withdrawer.get(thread(message)))) == ["suspend"]
    assert do(answerer, message, "suspend", reason="Gone.").status_code == 403
    assert do(withdrawer, message, "answer", text="Done.").status_code == 403
    assert (notes(message), client.get("/guides/march/").status_code) == ([], 200)


def test_list_and_threads_are_closed_to_others(edition, client):
    stranger = desk_of("Bo", "change_guide", "view_edition")
    message = make_feedback(edition, "hurt", text="Step 2")
    for address in (LIST, thread(message)):
        assert stranger.get(address).status_code == 403
        assert client.get(address).status_code == 302
    assert do(stranger, message, "note", text="x").status_code == 403


@pytest.mark.parametrize("what", ["", "delete", "edit"])
def test_crafted_request_does_nothing(desk, edition, what):
    message = make_feedback(edition, text="Step 2")
    fields = {"verdict": "hurt", "text": "Other", "state": "answered", "_save": "Save"}
    assert do(desk, message, what, **fields).status_code == 403
    assert (state(message), FeedbackNote.objects.count()) == (("open", None), 0)


def test_nobody_adds_or_deletes_a_message_at_the_desk(edition):
    master = signed_in(make_person("Root", is_superuser=True))
    message = make_feedback(edition)
    assert master.get(f"{LIST}add/").status_code == 403
    assert master.post(f"{LIST}{message.pk}/delete/", {"post": "yes"}).status_code == 403
    fields = {"action": "delete_selected", "_selected_action": [message.pk], "post": "yes"}
    master.post(LIST, fields)
    assert list(Feedback.objects.all()) == [message]


def test_thread_that_is_not_there_leads_back(desk):
    assert desk.get(f"{LIST}999/change/").status_code == 302


def test_forged_form_is_refused(edition):
    desk = Client(enforce_csrf_checks=True)
    sign_in(desk, make_person("Root", is_superuser=True))
    message = make_feedback(edition, "hurt")
    assert desk.post(thread(message), {"do": "suspend", "reason": "Gone."}).status_code == 403
    assert notes(message) == []
