from django.http import HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from guides import catalogue, pagecache
from guides.api.guide import guide_as_json, index_of_editions
from guides.models import Edition, FormerSlug


@require_safe
def guide(request, slug):
    """One guide. 410 with the public reason when it was withdrawn, 404 when there is none."""
    edition = Edition.objects.newest_of(slug, get_language())
    if edition is None:
        now = FormerSlug.objects.filter(slug=slug).values_list("guide__slug", flat=True).first()
        if now:
            return HttpResponsePermanentRedirect(reverse("guides:api_guide", args=[now]))
        return problem(404, gettext("There is no such guide."))
    if edition.state == Edition.State.WITHDRAWN:
        title = gettext("This guide was withdrawn.")
        return problem(410, title, detail=edition.withdrawn_reason, withdrawn_on=edition.ended_at.date().isoformat())
    return _fresh(JsonResponse(guide_as_json(edition)))


@require_safe
def editions(request):
    """Which edition of each guide counts now; see `index_of_editions`."""
    stamp = catalogue.current(request).stamp
    return pagecache.keep(_fresh(JsonResponse(index_of_editions(get_language()))), stamp)


def problem(status, title, **more):
    """An error as RFC 9457 spells it."""
    told = {"type": "about:blank", "title": title, "status": status, **more}
    return _fresh(JsonResponse(told, status=status, content_type="application/problem+json"))


def _fresh(response):
    """May be kept, but must be asked about again before it is used: a withdrawal counts at once."""
    response["Cache-Control"] = "no-cache"
    return response
