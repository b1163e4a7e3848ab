"""A guide as a card: rendered once for an edition, then filled with the visitor's bone answers."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from guides.models import Edition
from guides.slots import kept, slotted
from guides.terms import BoneSite, Kind, Level, Rating

_cards = {}
MOST_CARDS = 5000


def cards(catalogue, positions):
    """The editions at these positions as (slotted card, ratings), in the given order. One query at most, for the
    cards that were not rendered yet; a card is kept until its edition or its ratings change."""
    wanted = [catalogue.pks[position] for position in positions]
    missing = [pk for pk in wanted if (catalogue.stamp, pk) not in _cards]
    if missing:
        if len(_cards) > MOST_CARDS:
            _cards.clear()
        for edition in Edition.objects.filter(pk__in=missing).select_related("guide"):
            _cards[catalogue.stamp, edition.pk] = (_card(edition), edition.bones)
    return [_cards[catalogue.stamp, pk] for pk in wanted]


def _card(edition):
    document = edition.document
    return slotted(
        "components/card.html",
        ("query", "status"),
        number=document["number"],
        address=reverse("guides:detail", args=[edition.guide.slug]),
        title=document["title"],
        summary=document["summary"],
        kind=Kind(document["kind"]),
        level=Level(document["level"]),
        minutes=document["minutes"],
        needs=needs_in_words(document["needs"]),
        icon=needs_icon(document["needs"]),
        position=document["positions"][0],
        is_demonstration=edition.is_demonstration,
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


def strictest(ratings, sites):
    """What counts for several sites together: the strictest rating, and what is said at the sites that give it.

    `ratings` is the `bones` JSON of an edition. Returns (Rating, list of changes or of reasons, without repeats).
    """
    here = [ratings.get(site) for site in BoneSite.values if site in sites]
    rating = max(Rating[each["rating"].upper()] if each else Rating.ASK for each in here)
    if rating == Rating.CHANGE:
        words = [each["change"] for each in here if each["rating"] == "change"]
    else:
        asks = [each["reasons"] for each in here if each and each["rating"] == rating.name.lower()]
        words = [reason["text"] for reasons in asks for reason in reasons]
    return rating, list(dict.fromkeys(word for word in words if word))


def one_line(rating, words):
    """The change or the first reason as a card shows it, sentences once each."""
    return " ".join(words) if rating == Rating.CHANGE else (words[0] if words and rating == Rating.ASK else "")


@kept(4096)
def status(rating, words):
    """The line at the foot of a card: shape, word and the change to make or the reason to ask."""
    return render_to_string("components/card_status.html", {"rating": Rating(rating), "words": words})


def filled(pairs, sites, query):
    """Cards as HTML for a visitor with these sites; `query` is what the links carry on (`?bones=…`, or nothing)."""
    return [card.fill(query=query, status=_status(ratings, sites) if sites else "") for card, ratings in pairs]


def _status(ratings, sites):
    rating, words = strictest(ratings, sites)
    return status(rating, one_line(rating, words))


def to_ask_about(pairs, sites, query, row):
    """Cards of guides that were left out, each labelled *ask your team first* with the reason it was left out for."""
    html = []
    for card, ratings in pairs:
        words = row.says_of_one
        if row.is_about_bones:
            words = one_line(*strictest(ratings, sites))
        html.append(card.fill(query=query, status=status(Rating.ASK, words)))
    return html
