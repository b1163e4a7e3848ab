"""Keeps whole public pages, compressed, for as long as the content they were made from is the newest.

The key holds the content version's stamp, so a withdrawal needs no eviction: the next request, in every process, asks
for another key. The stamp carries the day too, because an overdue guide leaves the lists: a page that was made just
before midnight is kept for the day it was made from. Pages hold nothing of one visitor (no cookie, no
token), so compressing them gives nothing away.

A view marks its page with `keep`. The middleware stands before sessions and sign-in, which no public page needs, so a
page that is kept costs one small query and little else.
"""

import gzip
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseNotModified

from guides import review
from guides.models import ContentVersion

cache = caches["pages"]
SECONDS = 6 * 3600
LONGEST_ADDRESS = 1000
_paths = set()  # of pages that were kept: only there is it worth asking whether one is kept now


def keep(response, stamp):
    """Mark a page as made from the catalogue with this stamp, and from nothing else but its address."""
    response.content_stamp = stamp
    return response


class KeptPagesMiddleware:
    """Answers from the kept pages, with 304 when the browser has this very page, and keeps what views marked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path in _paths and request.method in ("GET", "HEAD") and _may_keep(request):
            request.content_version = ContentVersion.current()
            key = _key(request, review.dated(request.content_version[0], review.today()))
            kept = cache.get(key)
            if kept is not None:
                return _answer(request, key, *kept)
        return _keep(request, self.get_response(request))


def _keep(request, response):
    stamp = getattr(response, "content_stamp", None)
    if stamp is None or response.status_code != 200:
        return response
    key, packed = _key(request, stamp), gzip.compress(response.content, compresslevel=3, mtime=0)
    ours = {"ETag": f'"{key}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    headers = dict(response.items()) | ours
    marks = {
        name: getattr(response, name) for name in ("xframe_options_exempt", "csp_header") if name in vars(response)
    }
    if _may_keep(request):
        cache.set(key, (packed, headers, marks), SECONDS)
        _paths.add(request.path)
    return _answer(request, key, packed, headers, marks)


def _answer(request, key, packed, headers, marks):
    if request.META.get("HTTP_IF_NONE_MATCH") == f'"{key}"':
        response = HttpResponseNotModified(headers={name: headers[name] for name in ("ETag", "Cache-Control", "Vary")})
    elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(packed, headers=headers | {"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(packed), headers=headers)
    vars(response).update(marks)
    return response


def _key(request, stamp):
    shown = "all" if settings.SHOW_DEMONSTRATION_EDITIONS else "signed"
    address = f"{settings.RELEASE}\n{stamp}\n{shown}\n{request.path}\n{request.META['QUERY_STRING']}"
    return "page-" + blake2b(address.encode(), digest_size=16).hexdigest()


def _may_keep(request):
    return not settings.DEBUG and len(request.META["QUERY_STRING"]) <= LONGEST_ADDRESS
