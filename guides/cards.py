"""A guide as a card: a frame rendered once for its tags, filled with its words and the visitor's bone answers."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext

from guides import media
from guides.catalogue import SITES
from guides.models import Edition
from guides.slots import kept, slotted
from guides.terms import Kind, Level, Rating

MOST_CARDS = 20_000  # of about two kilobytes
_cards = {}


def cards(catalogue, positions):
    """The editions at these positions as (frame of the card, words to fill in, ratings), in the given order. One query
    at most, for the editions that were not shown yet; they are kept until something is published."""
    wanted = [(catalogue.content_stamp, catalogue.pks[position]) for position in positions]
    missing = [pk for stamp, pk in wanted if (stamp, pk) not in _cards]
    if missing:
        if len(_cards) > MOST_CARDS:
            _cards.clear()
        rows = Edition.objects.filter(pk__in=missing).order_by()
        for pk, *parts in rows.values_list(
            "pk", "guide__slug", "number", "document", "bones", "is_demonstration", "emergency_reason"
        ):
            _cards[catalogue.content_stamp, pk] = _card(*parts)
    return [_cards[key] for key in wanted]


def _card(slug, edition, document, ratings, is_demonstration, emergency_reason):
    needs = document["needs"]
    drawing = next((each["drawing"] for each in media.pictures_of(document)), None) or {}
    size = (drawing["width"], drawing["height"]) if drawing else None
    marks = (is_demonstration, bool(emergency_reason))
    frame = (document["kind"], document["level"], needs_icon(needs), document["positions"][0], size, *marks)
    words = {
        "slug": slug,
        "edition": str(edition),
        "number": str(document["number"]),
        "drawing": drawing.get("address", ""),
        "address": reverse("guides:detail", args=[slug]),
        "title": document["title"],
        "summary": document["summary"],
        "minutes": str(document["minutes"]),
        "needs": needs_in_words(needs),
    }
    return frame, {name: escape(text) for name, text in words.items()}, said(ratings)


@kept(2048)
def _frame(_language, kind, level, icon, position, size, is_demonstration, is_unchecked):
    """A card without its words. There are as many as combinations of tags. `size` is that of its drawing, or None."""
    return slotted(
        "components/card.html",
        ("slug", "edition", "number", "drawing", "address", "query", "title", "summary", "minutes", "needs", "status"),
        kind=Kind(kind),
        level=Level(level),
        icon=icon,
        position=position,
        size=size,
        is_demonstration=is_demonstration,
        is_unchecked=is_unchecked,
    )


def needs_in_words(needs):
    """The needs of a document as one short text: "Firm chair or worktop, resistance band"."""
    if not needs:
        return gettext("Nothing")
    words = ", ".join(gettext(" or ").join(thing["name"].lower() for thing in need) for need in needs)
    return words[:1].upper() + words[1:]


def needs_icon(needs):
    """The name in the icon sprite for the first need of a document."""
    return needs[0][0]["slug"] if needs else "none"


def said(ratings):
    """The `bones` JSON of an edition as {site: (Rating, what is said there)}: the change, or the reasons to ask.

    Editions say much the same, so equal values are one object: a process keeps thousands of cards.
    """
    return {site: _once(_said(ratings.get(site))) for site in SITES}


def _said(each):
    if each is None:
        return Rating.ASK, ()
    rating = Rating[each["rating"].upper()]
    words = [each["change"]] if rating == Rating.CHANGE else [reason["text"] for reason in each["reasons"]]
    return rating, tuple(dict.fromkeys(word for word in words if word))


@lru_cache(maxsize=4096)
def _once(value):
    return value


def strictest(ratings, sites):
    """What counts for several sites together: the strictest rating, and what is said at the sites that give it.

    `ratings` is what `said` returns. Returns (Rating, list of changes or of reasons, without repeats).
    """
    here = [ratings[site] for site in SITES if site in sites]
    rating = max(each for each, _words in here)
    return rating, list(dict.fromkeys(word for each, words in here if each == rating for word in words))


def one_line(rating, words):
    """The change or the first reason as a card shows it, sentences once each."""
    return " ".join(words) if rating == Rating.CHANGE else (words[0] if words and rating == Rating.ASK else "")


@kept(4096)
def status(_language, rating, words):
    """The line at the foot of a card: shape, word and the change to make or the reason to ask."""
    return render_to_string("components/card_status.html", {"rating": Rating(rating), "words": words})


def filled(those, sites, query, language):
    """Cards as HTML for a visitor with these sites; `query` is what the links carry on (`?bones=…`, or nothing)."""
    return [
        _fill(frame, words, query, _status(ratings, sites, language) if sites else "", language)
        for frame, words, ratings in those
    ]


def _fill(frame, words, query, foot, language):
    return _frame(language, *frame).fill(**words, query=query, status=foot)


def _status(ratings, sites, language):
    rating, words = strictest(ratings, sites)
    return status(language, rating, one_line(rating, words))


def to_ask_about(those, sites, query, language, row):
    """Cards of guides that were left out, each labelled *ask your team first* with the reason it was left out for."""
    html = []
    for frame, words, ratings in those:
        reason = one_line(*strictest(ratings, sites)) if row.is_about_bones else row.says_of_one
        html.append(_fill(frame, words, query, status(language, Rating.ASK, reason), language))
    return html
