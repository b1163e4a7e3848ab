"""The bone ratings of working copies, derived from their tags by the rules."""

from functools import cache

from guides import bones
from guides.models import BoneRating, BoneRule, Guide

DERIVED = ("derived", "derived_change", "reasons")  # the columns of a rating that the rules write


def current_rules():
    """The bone rules as they stand, for the pure functions in guides.bones. Sorted here and not by the database, whose
    order of “+” and “-” depends on its locale: the order of the rules is the order of the reasons."""
    rows = sorted(BoneRule.objects.select_related("source"), key=lambda row: (row.site, row.requires))
    return [row.as_rule() for row in rows]


def rate(guide, rules=None):
    """Derive the guide's rating at all seven sites from its tags and keep them, beside any clinician's override."""
    keep_ratings(guide, bones.derive_all(guide.marks, current_rules() if rules is None else rules))


def keep_ratings(guide, derived):
    """Write what the rules give for a guide, as `bones.derive_all` returns it. Overrides stay."""
    write_ratings([rating_row(guide, site, result) for site, result in derived.items()])


def keep_every_rating(derived):
    """The same for every guide, where `derived` maps marks to what the rules give. Writes only what is different."""
    given = cache(lambda marks: {site: rating_values(result) for site, result in derived(marks).items()})
    kept = {}
    for guide, site, *values in BoneRating.objects.order_by().values_list("guide", "site", *DERIVED).iterator():
        kept[guide, site] = values
    write_ratings(
        [
            BoneRating(guide=guide, site=site, **dict(zip(DERIVED, values, strict=True)))
            for guide in Guide.objects.all()
            for site, values in given(guide.marks).items()
            if kept.get((guide.pk, site)) != values
        ]
    )


def rating_row(guide, site, result):
    return BoneRating(guide=guide, site=site, **dict(zip(DERIVED, rating_values(result), strict=True)))


def rating_values(result):
    """What the rules give, as the columns DERIVED hold it."""
    return [result.rating, result.change, result.as_json()["reasons"]]


def write_ratings(rows):
    BoneRating.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["guide", "site"],
        update_fields=DERIVED,
    )
