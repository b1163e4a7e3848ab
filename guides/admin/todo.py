"""What the front page of the desk is made of."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format

SHOWN = 5  # rows of a section; its heading leads to the rest


@dataclass(frozen=True)
class Row:
    """One thing to do: what it is, where, and a few words beside it."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """What needs somebody for one reason. `tone` is that of the badge: stop, change, ask or ok."""

    title: str
    count: int
    href: str
    tone: str
    rows: list = field(default_factory=list)


def changelist(model, query=""):
    return reverse(f"admin:guides_{model}_changelist") + query


def day(moment):
    return date_format(moment, "j F Y")
