"""Two people changed one guide: what each of them changed is put together, and where both changed the same, a person
chooses. Pure: it works on the documents of `guides.working_copy.read`.

The three-way merge of version control, on fields instead of lines: whoever left a field alone takes the other's.
"""

from dataclasses import dataclass

NESTED = {"texts": 2, "overrides": 1, "desk": 1}
ABSENT = object()


@dataclass(frozen=True)
class Clash:
    """A field that both changed in their own way. `path` leads to it in the document."""

    path: tuple
    base: object
    mine: object
    theirs: object

    @property
    def name(self):
        return ".".join(self.path)

    @property
    def is_text(self):
        return all(isinstance(value, str) for value in (self.mine, self.theirs))


def _leaves(document):
    """The fields of a document by their path, those inside `texts`, `overrides` and `desk` each for itself."""
    found = {}

    def walk(value, path, depth):
        if depth and isinstance(value, dict):
            for name, part in value.items():
                walk(part, (*path, name), depth - 1)
        else:
            found[path] = value

    for name, value in document.items():
        walk(value, (name,), NESTED.get(name, 0))
    return found


def _document(leaves):
    document = {name: {} for name in NESTED}
    for path, value in leaves.items():
        if value is ABSENT:
            continue
        place = document
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = value
    return document


def merge(base, mine, theirs):
    """What comes of two changes of `base`, and the Clashes. In the merged document a clash has mine until somebody
    chooses: see `settle`. Nothing that only one of them wrote is lost."""
    sides = [_leaves(document) for document in (base, mine, theirs)]
    merged, clashes = {}, []
    for path in dict.fromkeys((*sides[2], *sides[1])):
        was, own, other = (side.get(path, ABSENT) for side in sides)
        if own in (other, was):
            merged[path] = other
            continue
        merged[path] = own
        if other != was:
            clashes.append(Clash(path, *(None if value is ABSENT else value for value in (was, own, other))))
    return _document(merged), clashes


def settle(merged, choices):
    """The merged document with what a person chose: a value for each path."""
    leaves = _leaves(merged)
    for path, value in choices.items():
        leaves[path] = ABSENT if value is None and path[0] in ("texts", "overrides") else value
    return _document(leaves)
