from django.urls import path, re_path

from guides import feeds, views
from guides.api import views as api
from guides.embeds import views as embeds

PICTURE = r"(?P<digest>[0-9a-f]{32})-(?P<width>480|960|1600)\.(?P<ending>avif|webp|jpg)$"

app_name = "guides"

urlpatterns = [
    path("find/", views.find, name="find"),
    path("find/told/", views.find_told, name="find_told"),
    path("find/bones/", views.find_bones, name="find_bones"),
    path("find/kit/", views.find_kit, name="find_kit"),
    path("find/time/", views.find_time, name="find_time"),
    path("find/team/", views.find_team, name="find_team"),
    path("guides/", views.guide_list, name="list"),
    re_path(r"^guides/feed\.(?P<ending>atom|json)$", feeds.feed, name="feed"),
    path("guides/left-out/", views.left_out, name="left_out"),
    path("guides/<slug:slug>/", views.guide, name="detail"),
    path("guides/<slug:slug>/print/", views.guide_print, name="print"),
    path("guides/<slug:slug>/for-professionals/", views.guide_for_professionals, name="for_professionals"),
    path("guides/<slug:slug>/qr.svg", views.guide_qr, name="qr"),
    path("guides/<slug:slug>/gentler/", views.guide_gentler, name="gentler"),
    path("guides/<slug:slug>/feedback/", views.feedback, name="feedback"),
    path("guides/<slug:slug>/feedback/thanks/", views.feedback_thanks, name="feedback_thanks"),
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.one_collection, name="collection"),
    re_path(r"^collections/(?P<slug>[-\w]+)/feed\.(?P<ending>atom|json)$", feeds.feed, name="collection_feed"),
    path("collections/<slug:slug>/left-out/", views.collection_left_out, name="collection_left_out"),
    path("collections/<slug:slug>/gentler/", views.collection_gentler, name="collection_gentler"),
    path("do/", views.session, name="session"),
    path("diary/", views.diary, name="diary"),
    path("plan/", views.plan, name="plan"),
    path("plan/booklet/", views.booklet, name="booklet"),
    path("saved/", views.saved, name="saved"),
    path("saved/offline/", views.offline, name="offline"),
    path("embed/guides/", embeds.embedded_list, name="embedded_list"),
    path("embed/guides/<slug:slug>/", embeds.embedded_guide, name="embedded_guide"),
    path("reading/", views.reading, name="reading"),
    path("api/", api.about, name="api"),
    path("api/v1/openapi.json", api.openapi, name="api_openapi"),
    path("api/v1/guides/", api.guides, name="api_guides"),
    path("api/v1/changes/", api.changes, name="api_changes"),
    path("api/v1/editions/", api.editions, name="api_editions"),
    path("api/v1/collections/<slug:slug>/", api.collection, name="api_collection"),
    path("api/v1/guides/<slug:slug>/", api.guide, name="api_guide"),
    re_path("^api/v1/.*", api.unknown),
    re_path(f"^pictures/{PICTURE}", views.picture, name="picture"),
]
