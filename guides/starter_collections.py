"""The collections of the starter library: what their file may say, and how they get into the database."""

import json
from hashlib import sha256

from django.http import QueryDict

from guides import collection, collection_signing
from guides.fieldcheck import Field, one_of, several, shown, table, text, yes_or_no
from guides.models import Collection
from guides.starter_fields import name_mistakes


def collection_mistakes(equipment, guides, document):
    """Every mistake in what collections.toml says. `equipment` and `guides` are documents by name; None when they
    cannot be relied on, and then nothing is said about filters and guides."""
    names = several(one_of("a guide", guides or (), "Use the name of a file in guides, without .toml."))
    fields = {
        "title": Field(text(Collection, "title"), 'title = "Steady on your feet"'),
        "words": Field(text(Collection, "words"), 'words = "In plain words."'),
        "filter": Field(text(Collection, "filter"), 'filter = "kind=balance"'),
        "guides": Field(several(text()) if guides is None else names, 'guides = ["shift-your-weight"]'),
        "is_closed": Field(yes_or_no, "is_closed = false"),
    }
    for slug, entry in document.items():
        mistakes = [*name_mistakes(slug, slug, Collection, "slug"), *table(fields)(slug, entry)]
        yield from mistakes
        if not mistakes and equipment is not None:
            yield from _filter_mistakes(slug, entry, equipment, guides)


def _filter_mistakes(slug, entry, equipment, guides):
    kit = [(name, name) for name in equipment]
    problems = collection.filter_problems(entry["filter"], kit, is_closed=entry["is_closed"])
    yield from (f"{slug}.filter: {problem} Write it like this: level=1&kit=none" for problem in problems)
    if problems or guides is None:
        return
    choices = collection.read_filter(QueryDict(entry["filter"]), kit).choices
    for name in entry["guides"]:
        if not collection.fits(guides[name], choices):
            yield f"{slug}.guides: {shown(name)} does not fit the filter. Take it out, or widen the filter."


def write_collections(document):
    """Write what collections.toml says where nobody at the desk said otherwise, and show it as an example. Returns what
    became of each, as slug, outcome and why it was kept. The caller holds the transaction."""
    return [_write(order, slug, entry) for order, (slug, entry) in enumerate(document.items(), start=1)]


def _write(order, slug, entry):
    row = Collection.objects.filter(slug=slug).first()
    digest = sha256(json.dumps([order, entry], sort_keys=True).encode()).hexdigest()
    if row and row.library_digest == digest:
        return slug, "unchanged", ""
    if row and (why := _kept_because(row)):
        return slug, "kept", why
    values = entry | {"order": order, "library_digest": digest}
    written, _is_new = Collection.objects.update_or_create(slug=slug, defaults=values)
    collection_signing.publish_demonstration(written)
    return slug, "changed" if row else "new", ""


def _kept_because(row):
    """What somebody at the desk did with a collection that the library may not undo; empty for nothing."""
    if not row.library_digest:
        return "made at the desk"
    if row.edited_at:
        return "edited at the desk"
    if row.is_waiting or row.editions.filter(approver__isnull=False).exists():
        return "sent or signed at the desk"
    return "" if row.live_edition() else "withdrawn at the desk"
