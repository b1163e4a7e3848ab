"""The bone ratings of working copies, derived from their tags by the rules."""

from functools import cache

from guides import bones
from guides.models import BoneRating, BoneRule, Guide

DERIVED = ("derived", "derived_change", "reasons")  # the columns of a rating that the rules write
A_QUERY = 500  # keys in one statement


def current_rules():
    """The bone rules as they stand, for the pure functions in guides.bones. Sorted here and not by the database, whose
    order of “+” and “-” depends on its locale: the order of the rules is the order of the reasons."""
    rows = sorted(BoneRule.objects.select_related("source"), key=lambda row: (row.site, row.requires))
    return [row.as_rule() for row in rows]


def rate(guide, rules=None):
    """Derive the guide's rating at all seven sites from its tags and keep them, beside any clinician's override."""
    derived = bones.derive_all(guide.marks, current_rules() if rules is None else rules)
    add_ratings((guide.pk, site, rating_values(result)) for site, result in derived.items())


def keep_every_rating(derived, sites):
    """The same for every guide at these sites, where `derived` maps marks to what the rules give by site.

    Writes only what is different, and together what becomes the same: a changed rule gives thousands of guides the same
    few outcomes.
    """
    kept = {}
    ratings = BoneRating.objects.filter(site__in=sites).order_by()
    for pk, guide, site, *values in ratings.values_list("pk", "guide", "site", *DERIVED).iterator():
        kept[guide, site] = pk, values
    given = cache(lambda marks: {site: rating_values(result) for site, result in derived(marks).items()})
    changed: dict[str, tuple] = {}
    missing = []
    for guide, columns, movements in Guide.objects.order_by().values_list("pk", "columns", "movements").iterator():
        marks = frozenset(columns) | frozenset(movements)
        for site, values in given(marks).items():
            pk, now = kept.get((guide, site), (None, None))
            if pk is None:
                missing.append((guide, site, values))
            elif now != values:
                changed.setdefault(repr(values), (values, []))[1].append(pk)
    for values, keys in changed.values():
        for first in range(0, len(keys), A_QUERY):
            some = BoneRating.objects.filter(pk__in=keys[first : first + A_QUERY])
            some.update(**dict(zip(DERIVED, values, strict=True)))
    add_ratings(missing)


def rating_values(result):
    """What the rules give, as the columns DERIVED hold it."""
    return [result.rating, result.change, result.as_json()["reasons"]]


def add_ratings(rows):
    """Write ratings, (guide, site, values of DERIVED) each. Those that are there keep their overrides."""
    columns = ((guide, site, dict(zip(DERIVED, values, strict=True))) for guide, site, values in rows)
    BoneRating.objects.bulk_create(
        (BoneRating(guide_id=guide, site=site, **derived) for guide, site, derived in columns),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["guide", "site"],
        update_fields=DERIVED,
    )
