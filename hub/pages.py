"""Pages for machines, and the pages for when something is wrong."""

from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from guides.sitemaps import CollectionSitemap, GuideSitemap

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: {left_out}
Disallow: {collections}*/left-out/

Sitemap: {public_url}{sitemap}
"""

SECURITY = """\
Contact: {contact}
Expires: {expires}
Preferred-Languages: en
Canonical: {public_url}{address}
"""


@require_safe
def robots(request):
    text = ROBOTS.format(
        left_out=reverse("guides:left_out"),
        collections=reverse("guides:collections"),
        public_url=settings.PUBLIC_URL,
        sitemap=reverse("sitemap"),
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    """Where browsers look by themselves when an answer is not a page."""
    return redirect(static("img/favicon.ico"), permanent=False)


@require_safe
def security_txt(request):
    """Where to report a weakness (RFC 9116). A hub whose operator named nobody has no such page.

    Half a year ahead, from midnight: the contact stands in the running hub's settings, so it is as new as the day.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404
    midnight = datetime.combine(datetime.now(UTC).date(), time(), UTC)
    text = SECURITY.format(
        contact=settings.SECURITY_CONTACT,
        expires=(midnight + timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        public_url=settings.PUBLIC_URL,
        address=request.path,
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


class AtPublicAddress:
    """A sitemap whose addresses start with PUBLIC_URL, whatever host the request named."""

    @property
    def protocol(self):
        return urlsplit(settings.PUBLIC_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.PUBLIC_URL).netloc


class PageSitemap(AtPublicAddress, Sitemap):
    def items(self):
        of_guides = ["guides:find", "guides:list", "guides:collections"]
        return ["home", *of_guides, "safety", "about", "privacy", "accessibility"]

    def location(self, item):
        return reverse(item)


class PublicGuideSitemap(AtPublicAddress, GuideSitemap):
    pass


class PublicCollectionSitemap(AtPublicAddress, CollectionSitemap):
    pass


SITEMAPS = {"pages": PageSitemap, "guides": PublicGuideSitemap, "collections": PublicCollectionSitemap}


def bad_request(request, exception=None):
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request, exception=None):
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request, exception=None):
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request):
    """Asks nothing of the request or the database; when even the template fails, words alone."""
    try:
        page = render_to_string("500.html")
    except Exception:
        page = (
            "<!doctype html><html lang=en><title>Something went wrong</title><h1>Something went wrong on our side</h1>"
        )
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
