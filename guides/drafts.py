"""Guides as checks and tables read them, whether they come from the files of the library or from the desk."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from guides import starter
from guides.models import Citation, Guide, GuideText, Rung
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


def at_the_desk(guides=None):
    """The working copies in the database (or of these primary keys), by number. Four queries, whatever their number.

    Rows are put together here: SQLite refuses what `prefetch_related` asks for 10,000 guides.
    """
    mine = {} if guides is None else {"guide__in": guides}
    wordings = GuideText.objects.filter(language=settings.LANGUAGE_CODE, **mine).values_list("guide", *WORDING)
    wording_of = {guide: dict(zip(WORDING, texts, strict=True)) for guide, *texts in wordings}
    sources = defaultdict(tuple)
    of_source = ("source__key", "source__doi", "source__address")
    for guide, key, doi, address in Citation.objects.filter(**mine).values_list("guide", *of_source):
        sources[guide] += ((key, doi or address),)
    bare = without_words(guides)
    return [replace(draft, sources=sources[pk], wording=wording_of.get(pk, {})) for pk, draft in bare.items()]


def without_words(guides=None):
    """The same by primary key, without wordings and sources. Two queries."""
    rows = Guide.objects.order_by("number")
    ladders = Rung.objects.all()
    if guides is not None:
        rows, ladders = rows.filter(pk__in=guides), ladders.filter(guide__in=guides)
    ladder_of = defaultdict(lambda: dict.fromkeys(Rung.Direction.values, ()))
    for guide, direction, slug in ladders.values_list("guide", "direction", "leads_to__slug"):
        ladder_of[guide][direction] += (slug,)
    return {
        pk: Draft(slug, number, kind, level, *map(tuple, lists), **ladder_of[pk])
        for pk, slug, number, kind, level, *lists in rows.values_list("pk", "slug", *TAGS, *LISTS)
    }


def stamps():
    """Of each guide, by primary key, a text that changes when its working copy does: every change counts a revision,
    or comes with a release (`library_digest`) or a rename. One query, which reads no wording."""
    tags = (Cast(name, TextField()) for name in ("columns", "movements"))
    rows = Guide.objects.order_by("number").values_list("pk", "slug", "level", "revision", "library_digest", *tags)
    return {pk: "|".join(map(str, row)) for pk, *row in rows}


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
