"""Guides as checks and tables read them, whether they come from the files of the library or from the desk."""

from dataclasses import dataclass, field

from django.conf import settings

from guides import starter
from guides.models import Guide, GuideText, Rung
from guides.starter_fields import WORDING


@dataclass(frozen=True)
class Draft:
    """One guide's working copy. `wording` is the main language's, by field; `sources` are keys with the address to
    look each up, empty where there is none; `easier` and `harder` are slugs."""

    slug: str
    number: int
    kind: str
    level: int
    positions: tuple[str, ...]
    columns: tuple[str, ...]
    movements: tuple[str, ...]
    easier: tuple[str, ...] = ()
    harder: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    wording: dict = field(default_factory=dict)

    @property
    def title(self):
        return self.wording.get("title", "")

    @property
    def marks(self):
        return frozenset((*self.columns, *self.movements))


TAGS = ("number", "kind", "level")
LISTS = ("positions", "columns", "movements")


def in_library(folder=starter.FOLDER):
    """The guides of a library's files, by number, and its bone rules in the order in which the database keeps them.
    Raises LibraryError when it has mistakes."""
    library = starter.read(folder)
    addresses = {key: source.get("doi") or source.get("url", "") for key, source in library.sources.items()}
    return [_of_file(file, addresses) for file in library.guides], sorted(library.rules, key=_place)


def _place(rule):
    return rule.site, "+".join(sorted(rule.requires))


def _of_file(file, addresses):
    said = file.document
    return Draft(
        slug=file.slug,
        **{name: said[name] for name in TAGS},
        **{name: tuple(said[name]) for name in (*LISTS, "easier", "harder")},
        sources=tuple((entry["key"], addresses[entry["key"]]) for entry in said["sources"]),
        wording=said["text"][settings.LANGUAGE_CODE],
    )


def at_the_desk():
    """The working copies in the database, by number. Six queries, whatever their number."""
    wordings = GuideText.objects.filter(language=settings.LANGUAGE_CODE)
    wording_of = {text.guide_id: {name: getattr(text, name) for name in WORDING} for text in wordings}
    guides = Guide.objects.order_by("number").prefetch_related("citations__source", "rungs__leads_to")
    return [_of_row(guide, wording_of.get(guide.pk, {})) for guide in guides]


def of_guide(guide, language):
    """One working copy, with its wording in this language (empty where there is none)."""
    text = GuideText.objects.filter(guide=guide, language=language).first()
    return _of_row(guide, {name: getattr(text, name) for name in WORDING} if text else {})


def _of_row(guide, wording):
    ladder = dict.fromkeys(Rung.Direction.values, ())
    for rung in guide.rungs.all():
        ladder[rung.direction] += (rung.leads_to.slug,)
    return Draft(
        slug=guide.slug,
        **{name: getattr(guide, name) for name in TAGS},
        **{name: tuple(getattr(guide, name)) for name in LISTS},
        **ladder,
        sources=tuple((each.source.key, each.source.doi or each.source.address) for each in guide.citations.all()),
        wording=wording,
    )
