from django.http import HttpResponse
from django.urls import include, path


def empty(request):
    return HttpResponse("")


urlpatterns = [path("benchmark/empty/", empty), path("", include("hub.urls"))]
