from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from guides import photo_files
from guides.models import Edition
from guides.photos import CONTENT_TYPES


@require_safe
def picture(request, digest, width, ending):
    """A file of a photo, for as long as a live edition shows it.

    The bytes behind a name never change, but a withdrawn guide's pictures must be gone at once. So browsers may keep a
    file and must ask before each use; "not modified" is said only after the look at the editions. Nobody is asked who
    they are: the desk has an address of its own.
    """
    if not Edition.objects.live().filter(shown_photos__digest=digest).exists():
        raise Http404
    tag = f'"{digest}-{width}.{ending}"'
    response = get_conditional_response(request, etag=tag) or file_of(digest, width, ending)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # partners may show guides without a frame
    return response


def file_of(digest, width, ending):
    """The file as a response; 404 when it is not in storage."""
    content = photo_files.read(digest, f"{width}.{ending}")
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=CONTENT_TYPES[ending])
