"""Keeps whole public pages, compressed, for as long as the content they were made from is the newest.

The key holds the content version's stamp, so a withdrawal needs no eviction: the next request, in every process, asks
for another key. Pages hold nothing of one visitor (no cookie, no token), so compressing them gives nothing away.
"""

import gzip
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotModified

SECONDS = 6 * 3600
LONGEST_ADDRESS = 1000


def answer(request, version, make):
    """The page for this address at this content version (any text), made by `make()` unless it is kept already.

    `make` returns an HttpResponse; only a 200 is kept. Answers 304 when the browser has this very page.
    """
    key = _key(request, version)
    if request.META.get("HTTP_IF_NONE_MATCH") == f'"{key}"':
        return _with_headers(HttpResponseNotModified(), key)
    packed = cache.get(key) if _may_keep(request) else None
    if packed is None:
        response = make()
        if response.status_code != 200:
            return response
        packed = gzip.compress(response.content, compresslevel=3, mtime=0)
        if _may_keep(request):
            cache.set(key, packed, SECONDS)
    return _with_headers(_unpacked(request, packed), key)


def _key(request, version):
    shown = "all" if settings.SHOW_DEMONSTRATION_EDITIONS else "signed"
    address = f"{settings.RELEASE}\n{version}\n{shown}\n{request.path}\n{request.META['QUERY_STRING']}"
    return "page-" + blake2b(address.encode(), digest_size=16).hexdigest()


def _may_keep(request):
    return not settings.DEBUG and len(request.META["QUERY_STRING"]) <= LONGEST_ADDRESS


def _unpacked(request, packed):
    if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        return HttpResponse(gzip.decompress(packed))
    return HttpResponse(packed, headers={"Content-Encoding": "gzip"})


def _with_headers(response, key):
    response["ETag"] = f'"{key}"'
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Accept-Encoding"
    return response
