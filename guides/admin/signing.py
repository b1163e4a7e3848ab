"""The addresses of the pages between writing and the public. `guides.signing` decides what may be done."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import deciding, history, public, saving, submitting, translating


def urls(desk):
    """The addresses of these pages, below the desk's guides."""
    pages = {
        "<int:pk>/submit/": ("submit", submitting.submit),
        "<int:pk>/review/": ("review", deciding.review),
        "<int:pk>/publish-alone/": ("publish_alone", public.publish_alone),
        "<int:pk>/withdraw/": ("withdraw", public.withdraw),
        "<int:pk>/translate/<slug:language>/": ("translate", translating.translate),
        "<int:pk>/checked/": ("checked", public.checked),
        "editions/<int:pk>/restore/": ("restore", history.restore),
    }
    to_read = {"<int:pk>/changes/<int:number>/": ("revision", history.revision)}
    buttons = {
        "<int:pk>/merge/": ("merge", saving.save_together),
        "<int:pk>/take-back/": ("take_back", submitting.take_back),
        "comments/<int:pk>/settle/": ("settle", deciding.settle),
    }

    def page(view, allowed):
        @allowed
        def with_desk(request, **address):
            return view(desk, request, **address)

        return desk.admin_site.admin_view(with_desk)

    kinds = ((pages, require_http_methods(["GET", "POST"])), (to_read, require_safe), (buttons, require_POST))
    return [
        path(address, page(view, allowed), name=f"guides_guide_{name}")
        for those, allowed in kinds
        for address, (name, view) in those.items()
    ]
