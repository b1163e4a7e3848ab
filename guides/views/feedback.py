from django.http import HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from guides.feedback_form import FeedbackForm, Ticket
from guides.models import Edition, Feedback, FormerSlug

FORM = "application/x-www-form-urlencoded"


# Without a session there is nothing to forge: whoever makes a visitor's browser send this form could as well send it
# from anywhere. The token that Django would ask for needs a cookie, and visitors get none.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request, slug):
    """How did this guide go? A page of its own: a guide's page is the same for all, and this form has a ticket."""
    if request.method == "POST":
        return _receive(request, slug)
    edition = Edition.objects.newest_of(slug, get_language())
    if edition is None:
        return _elsewhere_or_404(request, slug)
    if edition.state == Edition.State.WITHDRAWN:
        return _gone(request, edition)
    return _page_of(request, FeedbackForm(edition=edition))


def _receive(request, slug):
    """Keep the message with the edition that its form was about, also when that one was withdrawn or replaced since:
    what somebody tells us about an exercise must not be lost because of it."""
    if request.content_type != FORM:  # other kinds may carry files, which nobody asked for
        return render(request, "400.html", status=400)
    given = _edition_of(Ticket.read(request.POST.get("ticket", "")), slug)
    edition = given or Edition.objects.newest_of(slug, get_language())
    if edition is None:
        return _elsewhere_or_404(request, slug)
    if given is None and edition.state == Edition.State.WITHDRAWN:
        return _gone(request, edition)
    form = FeedbackForm(request.POST, edition=edition)
    if form.is_valid() and form.keep():
        return _thank(slug, form.cleaned_data["verdict"])
    return _page_of(request, form)


def _edition_of(ticket, slug):
    return ticket and Edition.objects.select_related("guide").filter(pk=ticket.edition, guide__slug=slug).first()


def _thank(slug, verdict):
    thanks = reverse("guides:feedback_thanks", args=[slug])
    # A fragment stays in the browser: no server and no log on the way learns that it hurt.
    return redirect(f"{thanks}#hurt" if verdict == Feedback.Verdict.HURT else thanks)


def _page_of(request, form):
    page = render(request, "guides/feedback.html", {"form": form, "edition": form.edition})
    add_never_cache_headers(page)  # the page can hold what somebody wrote, and its ticket serves once
    page["X-Robots-Tag"] = "noindex"
    return page


@require_safe
def feedback_thanks(request, slug):
    """Thank you, and what to do when it hurt. The same page for every answer, so its address tells nothing."""
    edition = Edition.objects.newest_of(slug, get_language())
    if edition is None:
        return _elsewhere_or_404(request, slug)
    page = render(request, "guides/feedback_thanks.html", {"edition": edition})
    page["X-Robots-Tag"] = "noindex"
    return page


def _gone(request, edition):
    return render(request, "guides/withdrawn.html", {"edition": edition}, status=410)


def _elsewhere_or_404(request, slug):
    """To the guide's address today, without what the query says about the visitor. A form is sent there again."""
    now = FormerSlug.objects.filter(slug=slug).values_list("guide__slug", flat=True).first()
    if now is None:
        return render(request, "404.html", status=404)
    address = reverse(request.resolver_match.view_name, args=[now])
    return HttpResponsePermanentRedirect(address, preserve_request=request.method == "POST")
