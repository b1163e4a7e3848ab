"""What is close to an empty cell of the radar: the working copies that would fill it, and what stands in their way."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext

from guides import documents
from guides.models import Edition, Guide, GuideText
from guides.terms import BoneSite


@dataclass(frozen=True)
class Near:
    """A working copy with the tags of a cell. `obstacles` are sentences; without any, signing it off fills the cell."""

    guide: Guide
    title: str
    is_live: bool
    obstacles: list[str] = field(default_factory=list)


def near(choices):
    """The working copies at the level, kind and position of `choices` (a cell's), those that would fill it first.
    Six queries, whatever their number."""
    wordings = GuideText.objects.filter(language=settings.LANGUAGE_CODE).only("guide", "title")
    live = Edition.objects.filter(state=Edition.State.LIVE, language=settings.LANGUAGE_CODE).only("guide")
    guides = (
        Guide.objects.filter(level__in=choices.level, kind__in=choices.kind)
        .order_by("number")
        .prefetch_related("ratings", "needs__alternatives", Prefetch("texts", wordings), Prefetch("editions", live))
    )
    fitting = [guide for guide in guides if set(choices.position) & set(guide.positions)]
    return sorted((_near(guide, choices) for guide in fitting), key=lambda each: len(each.obstacles))


def _near(guide, choices):
    title = next((text.title for text in guide.texts.all()), guide.slug)
    return Near(guide, title, bool(guide.editions.all()), list(_obstacles(guide, choices)))


def _obstacles(guide, choices):
    ratings = {rating.site: rating for rating in guide.ratings.all()}
    asks = [
        site
        for site in BoneSite
        if site.value in choices.sites and documents.effective(ratings.get(site.value))["rating"] == "ask"
    ]
    if asks:
        yield gettext("Ask first: %s.") % ", ".join(str(site.label).lower() for site in asks)
    if choices.kit and (missing := list(_missing(guide, choices.kit))):
        yield gettext("It needs: %s.") % ", ".join(missing)
    if not guide.texts.all():
        yield gettext("There is no wording in this language yet.")


def _missing(guide, kit):
    """What of its needs is not there, in words: "worktop or rail / firm chair" where any one would do."""
    for need in guide.needs.all():
        things = list(need.alternatives.all())
        if not any(thing.slug in kit for thing in things):
            yield " / ".join(thing.name.lower() for thing in things) or gettext("something that was not named")
