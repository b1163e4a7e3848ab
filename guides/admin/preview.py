"""A guide's working copy as visitors would see it: a page of the desk with a frame in it. Nothing here is public."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from guides import documents, media, translations
from guides.models import Edition, Guide, GuideText
from guides.page import GuidePage
from guides.policy import policy

WAYS = {"page": _("Page"), "phone": _("Phone"), "print": _("Paper"), "embed": _("In another site")}
LOOKS = {"light": _("Light"), "dark": _("Dark")}
TEMPLATES = {
    "page": "guides/guide.html",
    "phone": "guides/guide.html",
    "print": "guides/guide_print.html",
    "embed": "embeds/guide.html",
}
AROUND = policy(frame_src=["'self'"])
# The frame runs no script, asks for nothing and sends nothing; only the desk may show it.
WITHIN = policy(frame_ancestors=["'self'"], script_src=["'none'"], connect_src=["'none'"], form_action=["'none'"])


class UnsignedPage(GuidePage):
    """The page of a guide that is not public. Its photos come from the desk, which asks who somebody is."""

    photos = cached_property(lambda self: media.photos_of(self.document, "admin:guides_guide_picture"))


def edition_of(guide, text):
    """The edition that signing this working copy would give, not saved. Nobody signed it, so no
    name stands where those of the two people will."""
    document = translations.document_of(guide, text)
    document["written_by"], document["checked_by"] = gettext("(its author)"), gettext("(whoever signs it off)")
    now = timezone.now()
    newest = guide.editions.filter(language=text.language).order_by("-number").values_list("number", flat=True).first()
    return Edition(
        guide=guide,
        language=text.language,
        number=(newest or 0) + 1,
        is_demonstration=False,
        document=document,
        **documents.columns_of(document, text),
        signed_at=now,
        published_at=now,
        review_on=(now + timedelta(days=365)).date(),
    )


def asked(request):
    """What the address asks for: one of each, the first where it says nothing that is known."""
    return {
        "as": _one_of(WAYS, request.GET.get("as")),
        "language": request.GET.get("language") or settings.LANGUAGE_CODE,
        "look": _one_of(LOOKS, request.GET.get("look")),
    }


def _one_of(choices, value):
    return value if value in choices else next(iter(choices))


@require_safe
def preview(request, pk):
    """The page around the frame, with links to each way of looking at the guide."""
    guide = get_object_or_404(Guide, pk=pk)
    shown = asked(request)
    texts = {text.language: text for text in GuideText.objects.filter(guide=guide).order_by("language")}
    names = dict(settings.LANGUAGES)
    languages = {language: names.get(language, language) for language in texts}
    context = admin.site.each_context(request) | {
        "title": gettext("Preview: not public"),
        "guide": guide,
        "name": texts[shown["language"]].title if shown["language"] in texts else guide.slug,
        "shown": shown,
        "has_wording": shown["language"] in texts,
        "query": address(shown),
        "groups": [
            (gettext("Shown as"), choices(shown, "as", WAYS)),
            (gettext("Language"), choices(shown, "language", languages)),
            (gettext("Look"), choices(shown, "look", LOOKS)),
        ],
        "opts": Guide._meta,
    }
    response = render(request, "admin/guides/guide/preview.html", context)
    response["Content-Security-Policy"] = AROUND
    return response


def choices(shown, name, values):
    """The links of one group of tabs."""
    return [
        {"label": label, "query": address(shown | {name: value}), "is_current": shown[name] == value}
        for value, label in values.items()
    ]


def address(shown):
    """The query of an address, in the order of its names."""
    query = QueryDict(mutable=True)
    query.update(shown)
    return query.urlencode()


@xframe_options_sameorigin
@require_safe
def frame(request, pk):
    """What the frame shows: the public template with the working copy in it, marked as not public."""
    shown = asked(request)
    text = get_object_or_404(GuideText.objects.select_related("guide"), guide=pk, language=shown["language"])
    with translation.override(shown["language"]):
        page = UnsignedPage(edition_of(text.guide, text), ())
        context = {"page": page, "public_template": TEMPLATES[shown["as"]], "shown": shown}
        response = render(request, "admin/guides/guide/preview_frame.html", context)
    response["Content-Security-Policy"] = WITHIN
    return response


@require_safe
def paper(request):
    """The rules of the print stylesheet for a screen, so that the frame shows what would come out on paper."""
    path = finders.find("css/parts/print.css")
    if path is None:
        raise Http404
    rules = Path(path).read_text("utf-8").replace("@media print", "@media screen")
    return HttpResponse(rules, content_type="text/css; charset=utf-8")
