"""The hub as an app on the visitor's device: its service worker and its manifest."""

import json

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.decorators.http import require_safe

from hub.icons import FILES

# What works without a network once a visitor keeps something, with everything these pages load. A page whose address
# this hub does not have is left out.
PAGES = ("guides:saved", "guides:plan", "guides:session", "guides:diary", "guides:reading", "safety")
AWAY = "guides:offline"  # stands in for every other page


def addresses(names):
    """The addresses of the pages of these names, without those that this hub does not have."""
    found = []
    for name in names:
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found


@require_safe
def worker(request):
    """The service worker of the whole site: which release and pages it keeps, then its program from the static files.

    Both lines change with a release, and that is how browsers notice a new one.
    """
    away = reverse(AWAY)
    told = {"release": settings.RELEASE, "pages": [*addresses(PAGES), away], "away": away}
    scripts = ", ".join(json.dumps(static(f"js/worker/{name}.js")) for name in ("keeping", "answering"))
    text = f"const HUB = {json.dumps(told)};\nimportScripts({scripts});\n"
    return _unkept(HttpResponse(text, content_type="text/javascript; charset=utf-8"))


@require_safe
def manifest(request):
    """What a device needs to know to put the hub on its home screen."""
    told = {
        "id": "/",
        "name": gettext("Physical Activity Resource Hub"),
        "short_name": gettext("Activity Hub"),
        "description": gettext("Simple exercise guides for people living with advanced (metastatic) breast cancer."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("guides:saved"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": "#0e5450",
        "icons": [
            {
                "src": static(f"img/{name}"),
                "sizes": f"{pixels}x{pixels}",
                "type": "image/png",
                "purpose": "maskable" if is_maskable else "any",
            }
            for name, pixels, is_maskable in FILES
        ],
    }
    return _unkept(HttpResponse(json.dumps(told), content_type="application/manifest+json"))


def _unkept(response):
    response["Cache-Control"] = "no-cache"
    return response
