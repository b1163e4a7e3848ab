"""The form in which a visitor says how a guide went, and what keeps machines out of it without knowing the visitor.

A form that is given out carries a signed ticket: for which edition, since when, and a number of its own. Nothing of it
is kept with the message.
"""

import re
import secrets
import time
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guides import feedback
from guides.models import Feedback
from guides.models.feedback import LONGEST_TEXT

SALT = "guides.feedback"
SOONEST_SECONDS = 4  # nobody reads, chooses and sends in less
LATEST_SECONDS = 24 * 3600
MOST_LINKS = 2
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True)
class Ticket:
    """What a form that we gave out knows: the primary key of its edition, its number, when (seconds since 1970)."""

    edition: int
    number: str
    given_at: float

    @classmethod
    def new(cls, edition):
        return cls(edition.pk, secrets.token_urlsafe(12), time.time())

    @classmethod
    def read(cls, signed):
        """The ticket, or None when we did not sign it."""
        try:
            return cls(*signing.loads(signed, salt=SALT))
        except signing.BadSignature:
            return None

    @property
    def signed(self):
        return signing.dumps([self.edition, self.number, self.given_at], salt=SALT)

    @property
    def age(self):
        return time.time() - self.given_at

    @property
    def is_expired(self):
        return self.age > LATEST_SECONDS

    @property
    def is_used(self):
        return cache.get(f"feedback-{self.number}") is not None

    def use(self):
        """Whether this is its first use. The hourly limits hold where processes do not share their cache."""
        return cache.add(f"feedback-{self.number}", True, LATEST_SECONDS)


class OneKindOfNewline(forms.CharField):
    """Browsers send two characters for a new line that a person counts as one."""

    def to_python(self, value):
        return super().to_python(str(value).replace("\r\n", "\n") if value else value)


class FeedbackForm(forms.Form):
    """`edition`: the one the form is about. Every refusal keeps what the visitor wrote, and a second try can succeed.

    Beside the fields the page sends `ticket`, and `homepage`, which people do not see and machines fill in.
    """

    verdict = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Feedback.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the three answers."),
            "invalid_choice": _("Choose one of the three answers."),
        },
    )
    text = OneKindOfNewline(label=_("Do you want to say more?"), required=False, widget=forms.Textarea)

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition = edition

    @cached_property
    def sent_ticket(self):
        """The ticket that came with the form, if it is ours and about this guide's edition."""
        ticket = Ticket.read(self.data.get("ticket", ""))
        return ticket if ticket and ticket.edition == self.edition.pk else None

    @property
    def next_ticket(self):
        """The ticket for the form as it is shown now. One that can still be used stays, and has the right age."""
        sent = self.sent_ticket if self.is_bound else None
        return sent if sent and not (sent.is_expired or sent.is_used) else Ticket.new(self.edition)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if (over := len(text) - LONGEST_TEXT) > 0:
            raise ValidationError(
                ngettext(
                    "Your text is %(over)d character too long. Please make it shorter.",
                    "Your text is %(over)d characters too long. Please make it shorter.",
                    over,
                )
                % {"over": over}
            )
        if len(LINK.findall(text)) > MOST_LINKS:
            raise ValidationError(gettext("Please take out the web addresses. We do not follow them."))
        return text

    def clean(self):
        chosen = super().clean()
        if refusal := self._machine_like() or self._too_much(chosen):
            raise ValidationError(refusal)
        return chosen

    def _machine_like(self):
        """Why this does not look like a person, in words for a person; empty when it does."""
        ticket = self.sent_ticket
        if self.data.get("homepage"):
            return gettext("A field that is not for people was filled in. We have emptied it. Please press Send again.")
        if ticket is None:
            return gettext("We could not tell that this form came from us. Please press Send again.")
        if ticket.is_expired:
            return gettext("This page was open for more than a day. Please press Send again.")
        if ticket.age < SOONEST_SECONDS:
            return gettext("That was very quick. Please wait a moment, then press Send again.")
        return ""

    def _too_much(self, chosen):
        if "verdict" in chosen and feedback.is_too_much(self.edition, chosen["verdict"]):
            return gettext(
                "Very many messages came in the last hour, so we cannot take yours now. Please try again in an hour."
            )
        return ""

    def keep(self):
        """Keep the message once. False when this form was sent before and now says something else: then nothing is
        kept yet, and the form has a new ticket and says so."""
        said = {"edition": self.edition, "verdict": self.cleaned_data["verdict"], "text": self.cleaned_data["text"]}
        if self.sent_ticket.use():
            feedback.receive(**said)
            return True
        if feedback.is_known(**said):
            return True
        self.add_error(
            None, gettext("We have a message from this page already. To send this one too, press Send again.")
        )
        return False
