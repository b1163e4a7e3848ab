import segno
from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from guides.models import Edition, FormerSlug
from guides.page import GuidePage
from guides.policy import policy


@require_safe
def guide(request, slug):
    """One guide, with the visitor's bone answers from the address marked in its table."""
    return _answer(request, slug, "guides/guide.html", may_frame_video=True)


@require_safe
def guide_print(request, slug):
    """The same guide on paper: one or two pages, A4 or Letter."""
    return _answer(request, slug, "guides/guide_print.html")


@require_safe
def guide_for_professionals(request, slug):
    """The same guide for a physiotherapist or nurse: what it asks of the body, each rating's reasons and sources."""
    return _answer(request, slug, "guides/guide_for_professionals.html")


@require_safe
def guide_qr(request, slug):
    """The guide's address as a QR code for phones. The address alone: it holds no answers."""
    edition = Edition.objects.newest_of(slug, get_language())
    if edition is None or edition.state == Edition.State.WITHDRAWN:
        return _answer(request, slug, "")
    address = f"{settings.PUBLIC_URL}{reverse('guides:detail', args=[edition.guide.slug])}"
    response = HttpResponse(content_type="image/svg+xml", headers={"Cache-Control": "no-cache"})
    segno.make_qr(address, error="m").save(response, kind="svg", border=4, light="#fff", omitsize=True)
    return response


def _answer(request, slug, template, *, may_frame_video=False):
    edition = Edition.objects.newest_of(slug, get_language())
    otherwise = instead_of_a_live_one(request, slug, edition)
    if otherwise:
        return otherwise
    page = GuidePage(edition, request.GET.getlist("bones"))
    if page.unreadable:
        ways = [(gettext("See this guide without my answers"), page.address)]
        return render(request, "guides/unreadable.html", {"problems": [page.unreadable], "ways": ways}, status=400)
    response = render(request, template, {"page": page})
    response["Cache-Control"] = "no-cache"
    if may_frame_video and page.video:
        response["Content-Security-Policy"] = policy(frame_src=[page.video["origin"]])
    return response


def instead_of_a_live_one(request, slug, edition):
    """The answer where a guide's newest edition is none that the public may read; None where it may be read."""
    if edition is None:
        return _elsewhere_or_404(request, slug)
    if edition.state == Edition.State.WITHDRAWN:
        return render(request, "guides/withdrawn.html", {"edition": edition}, status=410)
    return None


def _elsewhere_or_404(request, slug):
    now = FormerSlug.objects.filter(slug=slug).values_list("guide__slug", flat=True).first()
    if now is None:
        return render(request, "404.html", status=404)
    return HttpResponsePermanentRedirect(request.get_full_path().replace(f"/{slug}/", f"/{now}/", 1))
