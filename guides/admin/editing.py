"""The page on which a guide is written: its parts in the order in which a clinician thinks, what stands beside the
form, and what the page asks while somebody types."""

import time
from dataclasses import dataclass, field
from functools import wraps

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from guides import bones, derive, measuring
from guides.models import Guide, GuideText, Source
from guides.readiness import readiness
from guides.terms import BoneSite, Rating

from . import preview


@dataclass(frozen=True)
class Part:
    """One part of the form: its heading, a hint, and the guide's own fields in it. Inlines name their part."""

    key: str
    heading: str
    hint: str = ""
    fields: tuple = ()


PARTS = (
    Part("words", _("The words"), _("What visitors read, in each language.")),
    Part(
        "trains",
        _("What it trains, and for which bones it is"),
        _("The bone table goes by what is ticked here."),
        (("kind", "level"), "positions", "columns", "movements"),
    ),
    Part(
        "dose",
        _("How much"),
        _("Times or seconds, at least one of the two."),
        (("minutes", "days_a_week"), ("sets", "rest_seconds"), ("repetitions", "seconds")),
    ),
    Part("needs", _("What it needs"), _("Without a row here, visitors read that nothing is needed.")),
    Part("pictures", _("Photos and video"), _("Drawings come from the pose file. Photos are shown instead of them.")),
    Part("ladder", _("Easier and harder guides"), _("The nearest first.")),
    Part("sources", _("Sources"), _("What each supports, and when somebody last read it.")),
    Part(
        "made",
        _("How it was made"),
        _("Who took part, and who paid."),
        ("people_involved", "people_involved_on", "conflicts", "conflicts_declared"),
    ),
    Part("care", _("Where it stands, and who looks after it"), "", (("number", "slug"), ("owner", "deputy"))),
)
ALWAYS_OPEN = ("words", "trains")
WAITS = (0.05, 0.2)  # seconds, before a question is asked again

# Where each line of the checklist leads: a field of the wording, or a part of the form.
WORDING_OF_LINE = {"wording": "title", "for_whom": "for_whom", "reading": "reading_reason", "pictures": "start_picture"}
PART_OF_LINE = {
    "wording": "words",
    "for_whom": "words",
    "reading": "words",
    "pictures": "words",
    "tags": "trains",
    "sources": "sources",
    "people": "made",
    "conflicts": "made",
    "owner": "care",
}


def fieldsets(guide):
    """The guide's own fields as the admin takes them, a fieldset for each part that has any."""
    return [
        (None, {"fields": part.fields, "classes": [f"part-{part.key}"], "description": _hint(part, guide)})
        for part in PARTS
        if part.fields
    ]


def _hint(part, guide):
    if part.key == "care" and guide and guide.was_ever_public:
        return _("The address and the number stay once a guide was public. To move it, choose “Rename…” in the list.")
    return ""


# What stands beside the form


@dataclass(frozen=True)
class Beside:
    """All that the page shows of a guide besides its form. `checklists` holds a (language, lines) for each wording."""

    guide: Guide | None
    person: int
    now: str
    bones: list
    checklists: list = field(default_factory=list)

    @property
    def key(self):
        """What unsaved work is kept under."""
        return self.guide.pk if self.guide else "new"

    @property
    def parts(self):
        lines = [line for _language, those in self.checklists for line in those]
        todo = {part.key: sum(line["part"] == part.key and not line["is_done"] for line in lines) for part in PARTS}
        return [
            {
                "key": part.key,
                "heading": part.heading,
                "hint": part.hint,
                "todo": todo[part.key],
                "is_open": self.guide is None or part.key in ALWAYS_OPEN,
            }
            for part in PARTS
        ]


def beside(request, guide):
    """What the change page shows beside the form of a guide as it was saved; None for a guide that is not saved yet.

    The number of its queries does not depend on the size of the library.
    """
    now = timezone.now().isoformat()
    if guide is None or guide.pk is None:
        return Beside(None, request.user.pk, now, bone_rows(bones.derive_all((), ())))
    saved = {rating.site: rating for rating in guide.ratings.select_related("overridden_by")}
    derived = {site: _as_saved(saved.get(site)) for site in BoneSite.values}
    return Beside(guide, request.user.pk, now, bone_rows(derived, saved), checklists(guide, request.user))


def _as_saved(rating):
    if rating is None:
        return bones.Derived(Rating.ASK, "", (bones.NOT_CHECKED,))
    reasons = tuple(bones.Reason(**reason) for reason in rating.reasons)
    return bones.Derived(Rating(rating.derived), rating.derived_change, reasons)


def bone_rows(derived, saved=None):
    """The bone table of the desk: a row for each site with what the rules give, each reason with its Source, and the
    saved BoneRating, which may hold an override."""
    keys = {reason.source for result in derived.values() for reason in result.reasons if reason.source}
    sources = {source.key: source for source in Source.objects.filter(key__in=keys)} if keys else {}
    return [
        {
            "site": BoneSite(site),
            "rating": result.rating,
            "change": result.change,
            "reasons": [
                {"text": reason.text, "source": sources.get(reason.source), "locator": reason.locator}
                for reason in result.reasons
            ],
            "saved": (saved or {}).get(site),
        }
        for site, result in derived.items()
    ]


def checklists(guide, person):
    """The checklist in the main language and in each other that has wording, with where each line leads."""
    languages = list(GuideText.objects.filter(guide=guide).order_by("language").values_list("language", flat=True))
    names = dict(settings.LANGUAGES)
    wanted = dict.fromkeys([settings.LANGUAGE_CODE, *languages])
    return [
        (
            names.get(language, language),
            [
                _leading(line, languages.index(language) if language in languages else 0)
                for line in readiness(guide, language, person)
            ],
        )
        for language in wanted
    ]


def _leading(line, index):
    part = PART_OF_LINE.get(line.name, "")
    target = f"part-{part}" if part else ""
    if line.name in WORDING_OF_LINE:
        target = f"id_texts-{index}-{WORDING_OF_LINE[line.name]}"
    return {"label": line.label, "todo": line.todo, "is_done": line.is_done, "part": part, "target": target}


# What the page asks while somebody types


def for_curators(view):
    """For those who may see guides at the desk. The desk's own wrapping already keeps answers out of caches."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not any(request.user.has_perm(f"guides.{right}_guide") for right in ("view", "change", "add")):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


@require_POST
def derived_table(request):
    """The bone table for the tags that are ticked just now. Nothing is saved."""
    marks = {*request.POST.getlist("columns"), *request.POST.getlist("movements")}
    rows = bone_rows(bones.derive_all(marks, derive.current_rules()))
    return render(request, "admin/guides/guide/derived.html", {"rows": rows})


@require_POST
def measure(request):
    """How hard one wording is to read as it stands in the form. Nothing is saved."""
    wording = {name: request.POST.get(name, "") for name in measuring.READ}
    language = request.POST.get("language") or settings.LANGUAGE_CODE
    found = measuring.measure(request.POST.get("slug", ""), wording, language)
    return render(request, "admin/guides/guide/measured.html", {"found": found})


@require_safe
def saved(request):
    """Whether this person saved a guide after a moment, as `{"saved": true}`. The page throws unsaved work away only
    after a yes. `guide` is the guide's key, for a translation with a dash and its language, or `new` together with the
    `slug` it was to have."""
    since = parse_datetime(request.GET.get("since", ""))
    key, _dash, _language = request.GET.get("guide", "").partition("-")
    if since is None or not (key == "new" or key.isdecimal()):
        return JsonResponse({"saved": False}, status=400)
    guides = Guide.objects.filter(slug=request.GET.get("slug", "")) if key == "new" else Guide.objects.filter(pk=key)
    mine = Q(edited_by=request.user, edited_at__gt=since)
    mine |= Q(revisions__changed_by=request.user, revisions__changed_at__gt=since)
    return JsonResponse({"saved": guides.filter(mine).exists()})


def asked_again(view):
    """Ask a view that only reads again when the database is locked for a moment, and answer 503 when it stays so: who
    asked keeps what they have until somebody can tell. SQLite does not wait for a table that another connection to
    the same memory writes."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        for wait in (*WAITS, None):
            try:
                return view(request, *args, **kwargs)
            except OperationalError:
                if wait:
                    time.sleep(wait)
        return JsonResponse({"saved": None}, status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})

    return answer


def for_desk(view):
    """The view behind the desk's sign-in."""
    return admin.site.admin_view(for_curators(view))


URLS = (
    path("derive/", for_desk(derived_table), name="guides_guide_derive"),
    path("measure/", for_desk(measure), name="guides_guide_measure"),
    path("saved/", asked_again(for_desk(saved)), name="guides_guide_saved"),
    path("<int:pk>/preview/", for_desk(preview.preview), name="guides_guide_preview"),
    path("<int:pk>/preview/frame/", for_desk(preview.frame), name="guides_guide_preview_frame"),
    path("preview/paper.css", for_desk(preview.paper), name="guides_guide_preview_paper"),
)
