"""Taking personal details out of what a visitor wrote: a name, a telephone number, a diagnosis. There is no way back.

The marked text takes the place of the old one in the message and in the notes of its thread, which may quote it.
Nothing keeps what stood there: no history, no log, not the note that says who did it, when and why. Copies of the
database that were made before still hold it until they are deleted.
"""

import re

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from guides.feedback import NotPossible
from guides.models import Feedback, FeedbackNote
from guides.models.feedback import LONGEST_TEXT

MARK = "[taken out]"
REPEATED = gettext_lazy("Say why without repeating the words: the reason stays on record.")


def marked(text, words):
    """The text with a mark in place of these words, wherever they stand as whole words. Capitals count."""
    start = r"(?<!\w)" if re.match(r"\w", words) else ""
    end = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    return re.sub(f"{start}{re.escape(words)}{end}", MARK, text)


def preview(feedback, words, why):
    """The message as it would read. Raises NotPossible when the words are not in it or in the reason, or when it would
    become too long."""
    if is_repeated(words, why):
        raise NotPossible(REPEATED)
    text = marked(feedback.text, words)
    if text == feedback.text:
        raise NotPossible(gettext("These words are not in the message. Copy them exactly, capitals and spaces too."))
    check_length(text)
    return text


def is_repeated(words, why):
    """Whether the reason, which stays, holds what should go."""
    return marked(why.casefold(), words.casefold()) != why.casefold()


def check_length(text):
    if len(text) > LONGEST_TEXT:
        raise NotPossible(gettext("With the marks it would be too long to be kept. Take out a longer passage."))


@transaction.atomic
def take_out(*, feedback, by, words, why):
    """Take these words out of the message and of its thread for good, and note who did it and why.

    Raises NotPossible when the words are not in the message, when the reason repeats them, or when the marked text
    would be too long.
    """
    message = Feedback.objects.select_for_update().get(pk=feedback.pk)
    Feedback.objects.filter(pk=message.pk).take_out(preview(message, words, why))
    for note in message.notes.select_for_update():
        text = marked(note.text, words)
        check_length(text)
        FeedbackNote.objects.filter(pk=note.pk).take_out(text)
    return FeedbackNote.objects.create(feedback=message, by=by, kind=FeedbackNote.Kind.TAKEN_OUT, text=why)
