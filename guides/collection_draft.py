"""A collection's draft as one plain document: read it, write it, and what two people changed in it at once.

It is what the form at the desk holds: what a second person signs, and who looks after the collection.
"""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guides import collection_signing as signing
from guides.differences import REST, Field
from guides.models import Collection

LOOKED_AFTER_BY = ("owner_id", "deputy_id")  # who is reminded is no part of what is signed


def _person(name):
    return lambda draft: [str(get_user_model().objects.get(pk=draft[name]))] if draft.get(name) else []


FIELDS = (
    *signing.FIELDS,
    Field("owner_id", _("Owner"), REST, _person("owner_id")),
    Field("deputy_id", _("Deputy"), REST, _person("deputy_id")),
)


def read(collection):
    """The draft as plain JSON. Guides are their names in the address, people are keys."""
    return {field.name: getattr(collection, field.name) for field in FIELDS}


@transaction.atomic
def write(collection, draft, *, person):
    """Make the draft what `draft` says, for this person, and return whether anything is different.

    Raises ValidationError for what the form would refuse too. What waits for a second person is overtaken by it.
    """
    current = Collection.objects.select_for_update().get(pk=collection.pk)
    before = read(current)
    for name, value in draft.items():
        setattr(current, name, value)
    current.full_clean()
    if problems := signing.problems(signing.document_of(current)):
        raise ValidationError(problems)
    return keep(current, before, person=person)


def keep(collection, before, *, person):
    """Save what of a draft is not as `before`, and only that: a second person may decide at the same moment. Returns
    whether anything is. Who changed what is signed cannot sign it."""
    after = read(collection)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        collection.save(update_fields=changed)
    if not set(changed) <= set(LOOKED_AFTER_BY):
        signing.edited(collection, person=person)
    return bool(changed)
