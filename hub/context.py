from django.conf import settings


def site(request):
    """The public address, for absolute links. The request's own host is never trusted for them."""
    return {"public_url": settings.PUBLIC_URL}
