"""Makes a big library out of the starter library: the same documents, other tags. The same each time."""

from itertools import islice
from random import Random

from django.core.management import call_command

from guides.models import ContentVersion, Edition, Guide
from guides.terms import BoneSite, Kind, Level, Position, Rating

NEEDS = [
    *("", "", "chair", "chair/worktop", "worktop", "wall", "band chair", "weights", "weights chair", "bed/mat"),
    *("bed/mat/chair", "ball", "bike", "recumbent-bike/pedals", "step", "stick"),
]
CONCERNS = ("on-feet", "hip-load", "spine-large", "one-leg", "trunk-load", "arm-load", "overhead", "not-checked")
BATCH = 500


def fill(size):
    """Bring the database to `size` live guides, beginning with the starter library."""
    call_command("load_library", verbosity=0)
    models = list(Edition.objects.all())
    random = Random(size)
    first = Guide.objects.order_by("-number").values_list("number", flat=True)[0] + 1
    numbers = iter(range(first, first + max(0, size - len(models))))
    while batch := list(islice(numbers, BATCH)):
        guides = Guide.objects.bulk_create(
            Guide(slug=f"guide-{n}", number=n, kind="aerobic", level=1, minutes=5, positions=["seated"], seconds=1)
            for n in batch
        )
        Edition.objects.bulk_create(_edition(guide, random.choice(models), random) for guide in guides)
    ContentVersion.advance()


def _edition(guide, model, random):
    kind, level = random.choice(Kind.values), random.choice(Level.values)
    positions = sorted(random.sample(Position.values, random.choice((1, 1, 2))), key=Position.values.index)
    ratings = {site: Rating(random.choice((0, 0, 1, 2))) for site in BoneSite.values}
    minutes = random.choice((3, 5, 5, 8, 10, 15, 20, 30))
    title = f"{model.title} {random.randrange(1000)}"
    asks = [f"{site}:{random.choice(CONCERNS)}" for site, rating in ratings.items() if rating == Rating.ASK]
    document = model.document | {
        "number": guide.number, "slug": guide.slug, "title": title, "kind": kind, "level": level,
        "positions": positions, "minutes": minutes,
    }  # fmt: skip
    return Edition(
        guide=guide, language="en", number=1, is_demonstration=True, document=document, title=title, kind=kind,
        level=level, positions=" ".join(positions), minutes=minutes, needs=random.choice(NEEDS), words=model.words,
        bones={site: model.bones[site] | {"rating": rating.name.lower()} for site, rating in ratings.items()},
        concerns=" ".join(asks), review_on=model.review_on, changed_in=model.changed_in,
        **{f"bone_{site}": rating for site, rating in ratings.items()},
    )  # fmt: skip
