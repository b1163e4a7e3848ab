"""Personal details in a visitor's message: taken out for good, with who, when and why on record, and never what."""

import pytest
from django.apps import apps
from django.db import transaction

from guides import feedback, taking_out
from guides.feedback import NotPossible
from guides.models import Feedback, FeedbackNote
from guides.models.feedback import FeedbackIsKept
from tests.factories import make_edition, make_feedback, make_person
from tests.guides.test_feedback_desk import desk_of, do, notes, page_of, thread, told

pytestmark = pytest.mark.django_db

SAID = "I am Jo Berg (06 12).\nStep 2 hurt. Jo Berg, not Jo Bergman."
WHY = "A name."


@pytest.fixture
def desk():
    return desk_of("Ada", "answer_feedback", "view_guide")


@pytest.fixture
def message():
    return make_feedback(make_edition("March"), "hard", text=SAID)


def text_of(message):
    return Feedback.objects.values_list("text", flat=True).get(pk=message.pk)


def everything():
    """Every value of every row in the database."""
    return [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]


def test_words_are_gone_from_the_whole_database_and_the_record_says_who_and_why(desk, message):
    feedback.add_note(feedback=message, by=make_person("Bo"), text="I called Jo Berg.")
    page = page_of(do(desk, message, "look", words="Jo Berg", why=WHY))
    assert "I am [taken out] (06 12).<br>Step 2 hurt. [taken out], not Jo Bergman." in page
    assert text_of(message) == SAID
    assert told(do(desk, message, "take-out", words="Jo Berg", why=WHY)) == ["Taken out, for good."]
    assert text_of(message) == "I am [taken out] (06 12).\nStep 2 hurt. [taken out], not Jo Bergman."
    assert notes(message) == [("note", "I called [taken out].", "Bo"), ("taken-out", WHY, "Ada")]
    assert [row for row in everything() if "Jo Berg" in row.replace("Jo Bergman", "")] == []
    assert "Took out personal details – Ada," in page_of(desk.get(thread(message)))


def test_passage_over_two_lines_is_found_as_browsers_send_it(desk, message):
    do(desk, message, "take-out", words="Jo Berg (06 12).\r\nStep 2 hurt.", why=WHY)
    assert text_of(message) == "I am [taken out] Jo Berg, not Jo Bergman."


NOT_FOUND = "These words are not in the message. Copy them exactly, capitals and spaces too."


@pytest.mark.parametrize(
    ("words", "why", "says"),
    [
        ("jo berg", WHY, NOT_FOUND),
        ("Ber", WHY, NOT_FOUND),
        ("Anna", WHY, NOT_FOUND),
        (" ", WHY, "Write the words, or select them in the message."),
        ("Jo Berg", "", "Say why. The thread keeps the reason, not the words."),
        ("Jo Berg", "Says JO BERG.", "Say why without repeating the words: the reason stays on record."),
    ],
)
@pytest.mark.parametrize("doing", ["look", "take-out"])
def test_refusal_says_why_and_changes_nothing(desk, message, words, why, says, doing):
    page = page_of(do(desk, message, doing, words=words, why=why))
    assert f'<ul class="errorlist" id="id_{"why" if "Say why" in says else "words"}_error"><li>{says}</li>' in page
    assert (text_of(message), notes(message)) == (SAID, [])


def test_marks_never_make_a_message_too_long_to_be_kept(message):
    long = make_feedback(message.edition, text="Jo " * 333)
    with pytest.raises(NotPossible, match="Take out a longer passage"):
        taking_out.take_out(feedback=long, by=make_person(), words="Jo", why=WHY)
    assert (text_of(long), notes(long)) == ("Jo " * 333, [])


def test_going_back_keeps_what_was_filled_in(desk, message):
    page = page_of(do(desk, message, "change", words="Jo Berg", why=WHY))
    assert "Jo Berg</textarea>" in page
    assert f'value="{WHY}"' in page


def test_who_may_only_look_takes_nothing_out(message):
    reader = desk_of("Bo", "view_feedback")
    assert "Words to take out" not in page_of(reader.get(thread(message)))
    assert do(reader, message, "take-out", words="Jo Berg", why=WHY).status_code == 403
    assert text_of(message) == SAID


def test_nothing_else_changes_what_was_said(message):
    for change in (lambda: Feedback.objects.update(text="x"), lambda: FeedbackNote.objects.update(text="x")):
        with pytest.raises(FeedbackIsKept), transaction.atomic():
            change()
