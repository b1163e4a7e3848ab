"""The headers that keep the pages to themselves. SECURE_CSP and csp_override are named as Django 6 names them, so that
its own middleware can take over."""

from functools import wraps

from django.conf import settings

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


def header_value(policy):
    """A policy as the header spells it: {"script-src": ["'self'"]} becomes "script-src 'self'"."""
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


def csp_override(policy):
    """For a view whose policy is not the site's. An empty policy sends none."""
    value = header_value(policy)

    def decorate(view):
        @wraps(view)
        def with_policy(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            response.csp_header = value
            return response

        return with_policy

    return decorate


class SecurityHeadersMiddleware:
    """Adds each header that the view has not set itself."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.csp_header = header_value(settings.SECURE_CSP)

    def __call__(self, request):
        response = self.get_response(request)
        csp = getattr(response, "csp_header", self.csp_header)
        if csp:
            response.headers.setdefault("Content-Security-Policy", csp)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
