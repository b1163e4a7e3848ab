"""Read-only JSON for other programs: what the list and the pages of guides show, in fields whose names stay."""

from functools import wraps

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from guides import catalogue, filters, pagecache
from guides import collection as collections
from guides.api.collection import collection_as_json
from guides.api.description import description
from guides.api.guide import changes_since, guide_as_json, guide_in_list, index_of_editions
from guides.models import Edition, FormerSlug
from guides.selection import Selection

GUIDES_A_PAGE = 50
METHODS = "GET, HEAD, OPTIONS"
FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def for_programs(view):
    """Answers that scripts of any site may read (nothing in them is anybody's own), and errors as RFC 9457 spells them.
    An answer may be kept, but must be asked about again before it is used: a withdrawal counts at once. Nothing can be
    written, so there is nothing to forge: other methods are told so by a 405 and not by a lack of a token."""

    @csrf_exempt
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        elif request.method in ("GET", "HEAD"):
            response = view(request, *args, **kwargs)
        else:
            response = problem(405, gettext("Guides can only be read here."))
            response["Allow"] = METHODS
        response.headers.setdefault("Cache-Control", "no-cache")
        for name, value in FOR_ANY_SITE.items():
            response[name] = value
        return response

    return answer


def problem(status, title, **more):
    """An error as RFC 9457 spells it."""
    told = {"type": "about:blank", "title": title, "status": status, **more}
    return JsonResponse(told, status=status, content_type="application/problem+json")


@for_programs
def guides(request):
    """The guides that fit these choices, with the parameters of the list. An address that cannot be read lists nothing
    and says why."""
    kept = catalogue.current(request)
    asked = filters.read(request.GET, kept)
    if not asked.is_valid():
        title = gettext("The address cannot be read, so it lists nothing.")
        return problem(400, title, detail=" ".join(asked.problems))
    selection, choices = Selection(kept, asked.choices), asked.choices
    positions = selection.page(choices.page, GUIDES_A_PAGE)
    if choices.page > 1 and not positions:
        return problem(404, gettext("There is no such page."))
    around = {"previous": choices.page - 1, "next": choices.page + 1}
    there = {"previous": choices.page > 1, "next": choices.page * GUIDES_A_PAGE < selection.count}
    pages = {rel: _address(choices.address(page=page)) if there[rel] else None for rel, page in around.items()}
    told = {"count": selection.count, **pages, "guides": _in_order(kept, positions, choices.sites)}
    response = JsonResponse(told)
    links = [f'<{address}>; rel="{rel.replace("previous", "prev")}"' for rel, address in pages.items() if address]
    if links:
        response["Link"] = ", ".join(links)
    return pagecache.keep(response, kept.stamp)


def _address(query):
    return f"{settings.PUBLIC_URL}{reverse('guides:api_guides')}{query.removesuffix('?')}"


def _in_order(kept, positions, sites):
    pks = [kept.pks[position] for position in positions]
    found = Edition.objects.filter(pk__in=pks).select_related("guide").in_bulk()
    return [guide_in_list(found[pk], sites) for pk in pks]


@for_programs
@conditional_page
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
    return JsonResponse(guide_as_json(edition))


@for_programs
def collection(request, slug):
    """One collection: which guides are in it. 404 when there is none, or none that can be read (any more)."""
    kept = catalogue.current(request)
    shown = collections.find(kept, slug)
    if shown is None:
        return problem(404, gettext("There is no such collection."))
    return pagecache.keep(JsonResponse(collection_as_json(kept, shown)), kept.stamp)


@for_programs
def editions(request):
    """Which edition of each guide counts now; see `index_of_editions`."""
    stamp = catalogue.current(request).stamp
    return pagecache.keep(JsonResponse(index_of_editions(get_language())), stamp)


@for_programs
@conditional_page
def changes(request):
    """What changed since a content version; see `changes_since`."""
    since = request.GET.get("since", "0")
    if not (since.isascii() and since.isdecimal() and len(since) <= 18):
        return problem(400, gettext("“since” is a content version: a whole number that an earlier answer gave."))
    return JsonResponse(changes_since(int(since), get_language()))


@for_programs
@conditional_page
def openapi(request):
    """What this interface answers, as OpenAPI 3.1."""
    return JsonResponse(_described(request))


@require_safe
def about(request):
    """The same for people."""
    return render(request, "guides/api.html", {"description": _described(request)})


def _described(request):
    return description([thing[0] for thing in catalogue.current(request).kit])


@for_programs
def unknown(request):
    """Whatever else is asked for below the interface's address, so that programs are answered in their own language."""
    return problem(
        404, gettext("There is nothing at this address."), detail=f"{settings.PUBLIC_URL}{reverse('guides:api')}"
    )
