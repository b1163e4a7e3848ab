"""The site map. Addresses do not change once released."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from guides.admin.figures import contact_sheet
from hub import health, offline, pages


def page(address, name):
    """A page that is only words."""
    return path(address, TemplateView.as_view(template_name=f"hub/{name}.html"), name=name)


admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", include("guides.urls")),  # first, since most requests are for lists and guides
    page("", "home"),
    page("safety/", "safety"),
    page("about/", "about"),
    page("privacy/", "privacy"),
    page("accessibility/", "accessibility"),
    path("figures/", RedirectView.as_view(pattern_name="contact_sheet"), name="figures"),
    path("admin/figures/", admin.site.admin_view(contact_sheet), name="contact_sheet"),  # where a session's cookie goes
    path("admin/account/", include("hub.signin_urls")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("sw.js", offline.worker, name="worker"),  # at the root, so that it may answer for every page
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": pages.SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
]

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error
