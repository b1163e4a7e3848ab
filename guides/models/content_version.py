import json
from uuid import uuid4

from django.db import connection, models
from django.db.models import F

from .collection_edition import CollectionEdition
from .equipment import Equipment


class ContentVersion(models.Model):
    """One row that counts every change of what the public sees. Whoever remembers a page remembers its number.

    The row is locked until the change commits, so numbers become visible in the order in which they were given.
    The stamp is new each time and never comes back, not even when a backup is restored: caches go by it. Beside it
    stand the equipment that visitors can say they have and the collections, so that a list needs no query for them.
    """

    number = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=32, default="")
    kit = models.TextField(default="[]")
    collections = models.TextField(default="[]")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="content_version_is_one_row"),
        ]

    def __str__(self):
        return str(self.number)

    @classmethod
    def current(cls):
        """The stamp, the equipment (JSON text: a list of slug, name, substitutes) and the collections (JSON text) as
        they are now; all empty before anything was published. One small query, in plain SQL because every list asks."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT stamp, kit, collections FROM guides_contentversion WHERE id = 1")
            return cursor.fetchone() or ("", "[]", "[]")

    @classmethod
    def advance(cls):
        """Count one change, inside the transaction that makes it, and return the new number."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(number=F("number") + 1, stamp=uuid4().hex)
        kit = list(Equipment.objects.values_list("slug", "name", "substitutes"))
        collections = CollectionEdition.as_lists_read_them()
        cls.objects.filter(pk=1).update(kit=json.dumps(kit), collections=json.dumps(collections))
        return cls.objects.values_list("number", flat=True).get(pk=1)
