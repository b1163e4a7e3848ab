"""A live edition as other programs read it. Field names do not change once released; new ones may come."""

from django.conf import settings
from django.urls import reverse

from guides import cards, media, review
from guides.models import ContentVersion, Edition
from guides.terms import BoneSite


def guide_in_list(edition, sites=()):
    """One live edition as lists give it. With `sites` (BoneSite values a visitor named) `rating` is the strictest of
    them with its words, as cards show it; without, it is None. Asks the database nothing."""
    document = edition.document
    return {
        "slug": edition.guide.slug,
        "number": document["number"],
        "language": edition.language,
        "url": f"{settings.PUBLIC_URL}{reverse('guides:detail', args=[edition.guide.slug])}",
        "title": document["title"],
        "summary": document["summary"],
        "kind": document["kind"],
        "level": document["level"],
        "positions": document["positions"],
        "kit": [[_thing(thing) for thing in need] for need in document["needs"]],
        "minutes": document["minutes"],
        "bones": {site: _rating(edition.bones.get(site)) for site in BoneSite.values},
        "rating": _strictest(edition, sites) if sites else None,
        "edition": edition.number,
        "published_on": edition.published_at.date().isoformat(),
        "review_on": edition.review_on.isoformat(),
        "is_demonstration": edition.is_demonstration,
        "is_waiting_for_second_check": bool(edition.emergency_reason),
    }


def guide_as_json(edition):
    """One live edition as plain JSON: all its page says, no more. Addresses of files are those of the hub.

    Ratings are those that count today, and a site that nobody checked is *ask*. Asks the database once, for the slugs
    of the easier and harder guides; only those in the lists are named.
    """
    document = edition.document
    easier, harder = _ladder(edition)
    return guide_in_list(edition) | {
        "dose": document["dose"],
        "movements": document["movements"],
        "columns": document["columns"],
        "what": document["what"],
        "why": document["why"],
        "for_whom": document.get("for_whom", ""),
        "not_for": document.get("not_for", []),
        "set_up": document["set_up"],
        "steps": document["steps"],
        "tips": document["tips"],
        "easier_words": document["easier"],
        "harder_words": document["harder"],
        "watch_for": document["watch_for"],
        "stop_signs": document["stop_signs"],
        "pictures": [_picture(each) for each in media.pictures_of(document)],
        "film": media.film_of(document),
        "photos": [_photo(each) for each in media.photos_of(document)],
        "easier": easier,
        "harder": harder,
        "sources": [{name: source[name] for name in ("citation", "link")} for source in document["sources"]],
        "signed_on": edition.signed_at.date().isoformat() if _is_signed(edition) else None,
        "checked_by": document.get("checked_by") if _is_signed(edition) else None,
    }


def changes_since(number, language):
    """What the public sees differently since a content version: the live and the withdrawn editions that changed
    later, the earliest first. A superseded edition is not named, since the one in its place is. Two queries."""
    seen = Edition.objects.filter(language=language, changed_in__gt=number).exclude(state=Edition.State.SUPERSEDED)
    seen = seen if settings.SHOW_DEMONSTRATION_EDITIONS else seen.filter(is_demonstration=False)
    rows = seen.order_by("changed_in", "pk").values_list(
        "guide__slug", "number", "state", "withdrawn_reason", "changed_in"
    )
    now = ContentVersion.objects.values_list("number", flat=True).first() or 0
    names = ("slug", "edition", "state", "reason", "content_version")
    return {"content_version": now, "changes": [dict(zip(names, row, strict=True)) for row in rows]}


def index_of_editions(language):
    """Which edition of each guide counts now, which of them left the lists until somebody checks them (`overdue`), and
    which guides were withdrawn and why: the same answer for everybody, so that a device can see what became of the
    guides it keeps without saying which those are. Three queries."""
    live = Edition.objects.live().filter(language=language)
    rows = list(live.order_by("guide__slug").values_list("guide__slug", "number"))
    listed = set(Edition.objects.listed(review.today()).filter(language=language).values_list("guide__slug", flat=True))
    gone = Edition.objects.filter(language=language, state=Edition.State.WITHDRAWN)
    gone = gone if settings.SHOW_DEMONSTRATION_EDITIONS else gone.filter(is_demonstration=False)
    here = dict(rows)
    return {
        "live": here,
        "overdue": [slug for slug in here if slug not in listed],
        "withdrawn": {
            slug: reason
            for slug, reason in gone.order_by("number").values_list("guide__slug", "withdrawn_reason")
            if slug not in here
        },
    }


def _ladder(edition):
    """The slugs of the easier and of the harder guides that are in the lists, the nearest first."""
    ways = [edition.document["easier_guides"], edition.document["harder_guides"]]
    listed = Edition.objects.listed(review.today()).filter(language=edition.language)
    rows = listed.filter(guide__number__in={*ways[0], *ways[1]}).order_by()
    slugs = dict(rows.values_list("guide__number", "guide__slug"))
    return [[slugs[number] for number in numbers if number in slugs] for numbers in ways]


def _thing(thing):
    return {name: thing[name] for name in ("slug", "name", "substitutes")}


def _picture(picture):
    drawing = picture["drawing"] or {"address": "", "width": None, "height": None}
    return {"words": picture["words"], **drawing}


def _photo(photo):
    """Photos take the place of the pictures. Whoever shows one names its credit and licence."""
    return {
        "address": photo["src"],
        **{name: photo[name] for name in ("words", "width", "height", "credit", "licence")},
    }


def _rating(each):
    """The words only: what a reason is called inside the hub and where it stands in a source is no promise."""
    if each is None:
        return {"rating": "ask", "change": "", "reasons": []}
    return {
        "rating": each["rating"],
        "change": each["change"],
        "reasons": list(dict.fromkeys(reason["text"] for reason in each["reasons"])),
    }


def _strictest(edition, sites):
    rating, words = cards.strictest(cards.said(edition.bones), sites)
    return {"rating": rating.name.lower(), "words": words}


def _is_signed(edition):
    return bool(edition.signed_at) and not edition.is_demonstration
