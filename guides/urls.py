from django.urls import path

from guides import views
from guides.embeds import views as embeds

app_name = "guides"

urlpatterns = [
    path("guides/", views.guide_list, name="list"),
    path("guides/left-out/", views.left_out, name="left_out"),
    path("guides/<slug:slug>/", views.guide, name="detail"),
    path("guides/<slug:slug>/print/", views.guide_print, name="print"),
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.one_collection, name="collection"),
    path("collections/<slug:slug>/left-out/", views.collection_left_out, name="collection_left_out"),
    path("embed/guides/", embeds.embedded_list, name="embedded_list"),
    path("embed/guides/<slug:slug>/", embeds.embedded_guide, name="embedded_guide"),
]
