from django.urls import path, re_path

from guides import views
from guides.api import views as api
from guides.embeds import views as embeds

PICTURE = r"(?P<digest>[0-9a-f]{32})-(?P<width>480|960|1600)\.(?P<ending>avif|webp|jpg)$"

app_name = "guides"

urlpatterns = [
    path("find/bones/", views.find_bones, name="find_bones"),
    path("guides/", views.guide_list, name="list"),
    path("guides/left-out/", views.left_out, name="left_out"),
    path("guides/<slug:slug>/", views.guide, name="detail"),
    path("guides/<slug:slug>/print/", views.guide_print, name="print"),
    path("guides/<slug:slug>/feedback/", views.feedback, name="feedback"),
    path("guides/<slug:slug>/feedback/thanks/", views.feedback_thanks, name="feedback_thanks"),
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.one_collection, name="collection"),
    path("collections/<slug:slug>/left-out/", views.collection_left_out, name="collection_left_out"),
    path("saved/", views.saved, name="saved"),
    path("saved/offline/", views.offline, name="offline"),
    path("embed/guides/", embeds.embedded_list, name="embedded_list"),
    path("embed/guides/<slug:slug>/", embeds.embedded_guide, name="embedded_guide"),
    path("api/v1/editions/", api.editions, name="api_editions"),
    path("api/v1/guides/<slug:slug>/", api.guide, name="api_guide"),
    re_path(f"^pictures/{PICTURE}", views.picture, name="picture"),
]
