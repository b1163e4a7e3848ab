from django.urls import path

from guides import views

app_name = "guides"

urlpatterns = [
    path("guides/", views.guide_list, name="list"),
    path("guides/left-out/", views.left_out, name="left_out"),
    path("guides/<slug:slug>/", views.guide, name="detail"),
    path("guides/<slug:slug>/print/", views.guide_print, name="print"),
]
