"""What is new, changed or withdrawn, for feed readers: Atom (RFC 4287) and JSON Feed 1.1 from the same entries."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.views.decorators.http import conditional_page, require_safe

from guides import catalogue, collection
from guides.models import Edition
from guides.selection import Selection

MOST = 100


@dataclass(frozen=True)
class Entry:
    """One edition as a feed shows it. `address` is the guide's page; `key` never comes again for another edition."""

    key: str
    address: str
    title: str
    words: str
    published_at: datetime
    changed_at: datetime


def entries(language, pks=None):
    """The newest live and withdrawn editions, the latest change first; of these primary keys only, where given. One
    query. Nothing that never was public, and no demonstration where the operator shows none."""
    seen = Edition.objects.filter(language=language).exclude(state=Edition.State.SUPERSEDED)
    seen = seen if settings.SHOW_DEMONSTRATION_EDITIONS else seen.filter(is_demonstration=False)
    seen = seen if pks is None else seen.filter(pk__in=pks)
    newest = seen.annotate(changed_at=Coalesce("ended_at", "published_at")).order_by("-changed_at", "-pk")
    return [_entry(edition) for edition in newest.select_related("guide").defer("words")[:MOST]]


def _entry(edition):
    address = f"{settings.PUBLIC_URL}{reverse('guides:detail', args=[edition.guide.slug])}"
    is_gone = edition.state == Edition.State.WITHDRAWN
    words = edition.withdrawn_reason if is_gone else f"{edition.document['summary']} {edition.change_note}".strip()
    if edition.is_demonstration:
        words = gettext("Example content: not yet checked by a clinician. %s") % words
    return Entry(
        key=f"{address}#{'withdrawn' if is_gone else 'edition'}-{edition.number}",
        address=address,
        title=gettext("Withdrawn: %s") % edition.title if is_gone else edition.title,
        words=words,
        published_at=edition.published_at,
        changed_at=edition.changed_at,
    )


@require_safe
@conditional_page
def feed(request, ending, slug=None):
    """The feed of all guides, or of the guides that a collection shows now. `ending`: "atom" or "json"."""
    title, page, pks = gettext("Physical Activity Resource Hub"), reverse("guides:list"), None
    if slug is not None:
        kept = catalogue.current(request)
        shown = collection.find(kept, slug)
        if shown is None:
            raise Http404
        selection = Selection(kept, shown.choices, shown)
        pks = [kept.pks[place] for place in selection.page(1, MOST)] + _gone_from(kept, shown)
        title, page = f"{shown.title} – {title}", shown.address
    write = {"atom": _atom, "json": _json}[ending]
    response = write(
        title, settings.PUBLIC_URL + page, settings.PUBLIC_URL + request.path, entries(get_language(), pks)
    )
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _gone_from(kept, shown):
    """The withdrawn editions that the collection would show if they were live. One query."""
    named = set(kept.collections[shown.slug]["guides"])
    gone = Edition.objects.filter(language=kept.language, state=Edition.State.WITHDRAWN).order_by("-ended_at")[:MOST]
    return [
        pk
        for pk, guide, document in gone.values_list("pk", "guide", "document")
        if guide in named or (not shown.is_closed and collection.fits(_tags(document), shown.choices))
    ]


def _tags(document):
    return document | {"needs": [[thing["slug"] for thing in need] for need in document["needs"]]}


def _atom(title, page, address, told):
    atom = Atom1Feed(
        title=title, link=page, description="", language=get_language(), feed_url=address, feed_guid=address
    )
    for entry in told:
        atom.add_item(
            title=entry.title,
            link=entry.address,
            description=escape(entry.words),  # which Django announces as HTML
            unique_id=entry.key,
            pubdate=entry.published_at,
            updateddate=entry.changed_at,
            author_name=gettext("Physical Activity Resource Hub"),
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def _json(title, page, address, told):
    items = [
        {
            "id": entry.key,
            "url": entry.address,
            "title": entry.title,
            "content_text": entry.words,
            "date_published": entry.published_at.isoformat(),
            "date_modified": entry.changed_at.isoformat(),
        }
        for entry in told
    ]
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": page,
        "feed_url": address,
        "language": get_language(),
        "items": items,
    }
    return JsonResponse(told, content_type="application/feed+json")
