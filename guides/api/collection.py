"""A collection as other programs read it. Field names do not change once released; new ones may come."""

from django.conf import settings

from guides.collection_pages import selection_of
from guides.filters import Choices
from guides.models import Edition


def collection_as_json(kept, shown):
    """One collection of a catalogue as plain JSON, with its guides in the order of its page for somebody who said
    nothing about bones: whoever asks has the ratings of each guide and must leave out what is rated *ask*. Asks the
    database once."""
    selection = selection_of(kept, shown, Choices())
    pks = [kept.pks[position] for position in selection.page(1, kept.size)]
    slugs = dict(Edition.objects.filter(pk__in=pks).order_by().values_list("pk", "guide__slug"))
    return {
        "slug": shown.slug,
        "language": kept.language,
        "url": f"{settings.PUBLIC_URL}{shown.address}",
        "title": shown.title,
        "words": shown.words,
        "guides": [slugs[pk] for pk in pks],
        "is_demonstration": shown.is_demonstration,
    }
