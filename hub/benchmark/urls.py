from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path


def empty(request):
    return HttpResponse("")


def empty_desk(request):
    """A page of the desk with nothing on it: who may see it, its frame and its menus cost what they always do."""
    return TemplateResponse(request, "admin/base_site.html", admin.site.each_context(request))


urlpatterns = [
    path("benchmark/empty/", empty),
    path("admin/benchmark/empty/", admin.site.admin_view(empty_desk)),
    path("", include("hub.urls")),
]
