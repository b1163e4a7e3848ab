"""A guide as one plain document: what an edition freezes and the public reads, and the flat columns beside it."""

from guides import bones
from guides.figures import drawn
from guides.models import Citation, Rung, Video
from guides.models.text import lines, pairs
from guides.terms import BoneSite, Kind, Position, Rating


def effective(rating):
    """What counts of a BoneRating row, as documents keep it: the override where there is one, else the rules.

    `derived` keeps what the rules said. A missing row (None) was not checked, and what was not checked is *ask*.
    """
    if rating is None:
        missing = bones.Derived(Rating.ASK, "", (bones.NOT_CHECKED,))
        return missing.as_json() | {"derived": "ask"}
    derived = Rating(rating.derived).name.lower()
    if rating.override is None:
        return {"rating": derived, "derived": derived, "change": rating.derived_change, "reasons": rating.reasons}
    return {
        "rating": Rating(rating.override).name.lower(),
        "derived": derived,
        "change": rating.override_change,
        "reasons": [{"concern": "clinician", "text": rating.override_reason}],
    }


def needs_of(guide):
    """The guide's needs as a list of lists of Equipment: all of the outer, any one of the inner."""
    return [list(need.alternatives.all()) for need in guide.needs.prefetch_related("alternatives")]


def document_of(guide, text):
    """The whole guide in one language as plain JSON: what an edition freezes."""
    ratings = {rating.site: rating for rating in guide.ratings.all()}
    drawing = drawn.drawing_of([guide.slug, *guide.former_slugs.values_list("slug", flat=True)])
    return {
        "slug": guide.slug,
        "number": guide.number,
        "language": text.language,
        "title": text.title,
        "summary": text.summary,
        "kind": guide.kind,
        "level": guide.level,
        "positions": [position for position in Position.values if position in guide.positions],
        "minutes": guide.minutes,
        "needs": [
            [
                {field: getattr(thing, field) for field in ("slug", "name", "description", "substitutes")}
                for thing in need
            ]
            for need in needs_of(guide)
        ],
        "columns": sorted(guide.columns),
        "movements": sorted(guide.movements),
        "dose": {
            "sets": guide.sets,
            "repetitions": guide.repetitions,
            "seconds": guide.seconds,
            "rest_seconds": guide.rest_seconds,
            "days_a_week": guide.days_a_week,
            "effort": text.effort,
            "first_week": text.first_week,
            "build_up": text.build_up,
            "tired_day": text.tired_day,
        },
        "what": text.what,
        "why": text.why,
        "for_whom": text.for_whom,
        "not_for": lines(text.not_for),
        "helps_with": text.helps_with,
        "set_up": lines(text.set_up),
        "steps": [{"action": action, "tip": tip} for action, tip in pairs(text.steps)],
        "tips": lines(text.tips),
        "easier": lines(text.easier),
        "harder": lines(text.harder),
        "watch_for": [{"when": when, "do": answer} for when, answer in pairs(text.watch_for)],
        "stop_signs": lines(text.stop_signs),
        "pictures": drawn.pictures(drawing, text.start_picture, text.end_picture),
        "film": drawn.film(drawing, text.start_picture, text.end_picture),
        "photos": [photo.as_document() for photo in guide.photos.all()],
        "video": next((video.as_document() for video in Video.objects.filter(guide=guide)), None),
        "easier_guides": ladder(guide, Rung.Direction.EASIER),
        "harder_guides": ladder(guide, Rung.Direction.HARDER),
        "bones": {site: effective(ratings.get(site)) for site in BoneSite.values},
        "sources": [
            {
                "key": citation.source.key,
                "citation": citation.source.citation,
                "link": citation.source.link,
                "supports": citation.supports,
                "kind": citation.source.kind,
                "year": citation.source.year,
                "checked_on": citation.checked_on.isoformat() if citation.checked_on else "",
            }
            for citation in Citation.objects.filter(guide=guide).select_related("source")
        ],
        "people_involved": guide.people_involved,
        "people_involved_on": guide.people_involved_on.isoformat() if guide.people_involved_on else "",
        "conflicts": guide.conflicts,
    }


def ladder(guide, direction):
    """The numbers of the easier or harder guides, the nearest first. Numbers outlive a change of address."""
    return list(guide.rungs.filter(direction=direction).values_list("leads_to__number", flat=True))


def columns_of(document, text):
    """The flat columns of an edition, from its document."""
    words = [document["summary"], Kind(document["kind"]).label, document["helps_with"], text.lay_words]
    words += [thing["name"] for need in document["needs"] for thing in need]
    return {
        "title": document["title"],
        "kind": document["kind"],
        "level": document["level"],
        "positions": " ".join(document["positions"]),
        "minutes": document["minutes"],
        "needs": " ".join("/".join(thing["slug"] for thing in need) for need in document["needs"]),
        "words": " ".join(map(str, words)),
    } | bone_columns(document["bones"])


def bone_columns(ratings):
    """The columns of an edition that hold its ratings: the JSON, one number a site, and the concerns behind each
    *ask* as text (`lumbar:spine-load,trunk femur:walking`), which the left-out counts read."""
    numbers = {f"bone_{site}": Rating[ratings[site]["rating"].upper()] for site in BoneSite.values}
    asks = [
        f"{site}:{','.join(dict.fromkeys(reason['concern'] for reason in ratings[site]['reasons']))}"
        for site in BoneSite.values
        if ratings[site]["rating"] == "ask"
    ]
    return {"bones": ratings, "concerns": " ".join(asks), **numbers}
