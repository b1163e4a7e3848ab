from threading import BoundedSemaphore

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from guides import booklet as booklets
from guides import booklet_pdf

FORM = "application/x-www-form-urlencoded"
PATIENCE = 10  # seconds to wait for the booklets of others, which take a fraction of one each
_making = BoundedSemaphore(2)  # in this process: the rest of it goes on answering


# There is nothing to forge: the answer is made from public guides, nothing is kept and nothing changes. The token that
# Django would ask for needs a cookie, and visitors get none.
@csrf_exempt
@sensitive_post_parameters()
@require_POST
def booklet(request):
    """The booklet that a form asks for (guides.booklet.ask). It is made, sent and forgotten."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return _refuse(request, 403, gettext("Another site asked for this booklet. Make it on the page of your plan."))
    if request.content_type != FORM:  # other kinds may carry files, which nobody asked for
        return _refuse(request, 400, gettext("This is no plan that we can read."))
    if _length(request) > booklets.MOST_BYTES:
        return _refuse(request, 413, gettext("This plan is too long."))
    try:
        asked = booklets.ask(request.POST, get_language())
    except booklets.CannotBeMadeError as error:
        return _refuse(request, 400, *error.problems)
    if not _making.acquire(timeout=PATIENCE):
        return _refuse(request, 503, gettext("Too many people want a booklet just now. Try again in a minute."))
    try:
        content = booklet_pdf.as_pdf(asked)
    finally:
        _making.release()
    headers = {"Content-Disposition": 'attachment; filename="week.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _length(request):
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() else 0


def _refuse(request, status, *problems):
    """Why there is no booklet. The plan stays on the visitor's device, so the way back loses nothing."""
    ways = [(gettext("Go back to my plan"), reverse("guides:plan"))]
    response = render(request, "kit/no_booklet.html", {"problems": problems, "ways": ways}, status=status)
    response["Cache-Control"] = "no-store"
    return response
