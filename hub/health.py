"""For the machines that watch the hub. Neither page shows more than whether it works."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def alive(request):
    """The process answers. It asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request):
    """200 when the database answers and every migration is applied, otherwise 503 with what is missing."""
    missing = what_is_missing()
    if missing:
        return JsonResponse({"ready": False, "missing": missing}, status=503)
    return JsonResponse({"ready": True})


def what_is_missing():
    """A list of words, empty when the hub can serve."""
    try:
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return ["database"]
    return ["migrations"] if unapplied else []
