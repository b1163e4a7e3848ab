"""The translator's page: the public words of the main language on one side, the translation on the other, field by
field, with what changed since somebody last compared the two. It writes the wording of one language and nothing else.
"""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.forms.boundfield import BoundField
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import differences, translations, working_copy
from guides.models import Edition, Guide, GuideText
from guides.starter_fields import WORDING

from . import saving, standing
from .pages import need, posted, show, title_of
from .text import GROUPS

ITS_OWN = ("lay_words", "reading_reason")  # not taken from the main language: each language has its own
SHORT = ("title", "summary", "helps_with", "effort", "tired_day")


class TranslationForm(forms.ModelForm):
    has_compared = forms.BooleanField(required=False)

    class Meta:
        model = GuideText
        fields = tuple(WORDING)
        widgets = {name: forms.Textarea(attrs={"rows": 2 if name in SHORT else 4}) for name in WORDING}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        said = {"language": translations.main_language()}
        self.fields["has_compared"].label = (
            gettext("I compared all of it with the guide in %(language)s as it is public now") % said
        )
        for name in WORDING:
            self.fields[name].widget.attrs |= {"lang": self.instance.language, "dir": "auto"}

    @property
    def wording(self):
        """The words as they were written, with one kind of line ending."""
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in WORDING}


@dataclass(frozen=True)
class Row:
    """One field: the translator's, and the lines of the main language, each as (after, before) pieces of text."""

    field: BoundField
    lines: list
    is_changed: bool
    is_safety: bool

    @property
    def is_its_own(self):
        return self.field.name in ITS_OWN


def translate(desk, request, pk, language):
    """Read both, write one, and say when they were compared."""
    need(request, "change_guidetext")
    if language not in translations.others():
        raise Http404
    with transaction.atomic():
        guides = Guide.objects.select_for_update() if request.method == "POST" else Guide.objects
        guide = get_object_or_404(guides, pk=pk)
        source = translations.source_of(guide)
        text = GuideText.objects.filter(guide=guide, language=language).select_related("translated_from").first()
        text = text or GuideText(guide=guide, language=language)
        made_from = text.translated_from
        form = TranslationForm(posted(request), instance=text)
        is_sent = request.method == "POST" and source and form.is_valid()
        answer = save(desk, request, guide, source, form) if is_sent else None
    return answer or page(desk, request, guide, language, form, source, made_from)


def save(desk, request, guide, source, form):
    """Write the wording, or put it together with what somebody else wrote meanwhile. None when the form must be shown
    again, and then it says why."""
    language = form.instance.language
    if request.POST.get("source_seen") != str(source.pk):
        form.add_error(None, gettext("The guide changed while you were writing. Look at what is marked, then save."))
        return None
    working_copy.keep_what_was(guide)
    mine, compared_with = {"texts": {language: form.wording}}, source.pk if form.cleaned_data["has_compared"] else None
    seen, theirs = saving.seen_revision(request), saving.part(working_copy.read(guide), language)
    base = saving.part(saving.document_at(guide, seen), language)
    if seen != guide.revision and base != theirs:
        return saving.merge_page(desk, request, guide, base, mine, language=language, compared_with=compared_with)
    try:
        with transaction.atomic():
            saving.write_translation(guide, mine, by=request.user, language=language, compared_with=compared_with)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return None
    desk.log_change(request, guide, f"Translated it ({language}).")
    messages.success(request, told(compared_with))
    return redirect("admin:guides_guide_translate", guide.pk, language)


def told(compared_with):
    if compared_with:
        return gettext("Saved, and compared with what is public. Now it can be sent to a second person.")
    return gettext("Saved as a draft. Before it is sent, compare all of it and tick the box.")


def page(desk, request, guide, language, form, source, made_from):
    seen = saving.seen_revision(request) if request.method == "POST" else guide.revision
    changes = translations.safety_changes(made_from, source) if source and made_from else []
    return show(
        desk,
        request,
        "translate",
        gettext("Translate into %(language)s") % {"language": translations.others()[language]},
        guide=guide,
        name=title_of(guide, settings.LANGUAGE_CODE),
        language=language,
        main_language=settings.LANGUAGE_CODE,
        main_name=translations.main_language(),
        source=source,
        made_from=made_from,
        form=form,
        groups=grouped(form, source, made_from) if source else [],
        about_guide=[change for change in changes if change.name not in differences.SAFETY_WORDING],
        row=standing.standing(guide, language, request.user) | {"is_written": form.instance.pk is not None},
        comments=standing.comments(guide, language),
        may=standing.rights(request.user),
        revision_seen=seen,
        now=timezone.now().isoformat(),
        unsaved_key=f"{guide.pk}-{language}",
    )


def grouped(form, source, made_from):
    """The fields in the order of the guide's own form, those left out that neither language has any words for."""
    now, before = words_of(source), words_of(made_from) if made_from else None
    return [(heading, [row for name in names if (row := row_of(form[name], now, before))]) for heading, names in GROUPS]


def words_of(edition):
    return working_copy.of_edition(edition)["texts"][edition.language]


def row_of(field, now, before):
    after = now.get(field.name, "").splitlines()
    if not (after or field.value() or field.name in ITS_OWN):
        return None
    was = after if before is None else before.get(field.name, "").splitlines()
    pairs = [(new, old if was != after else []) for old, new in differences.side_by_side(was, after)]
    return Row(field, pairs, was != after, field.name in differences.SAFETY_WORDING)


class TranslationFilter(admin.SimpleListFilter):
    """Not there while the hub has one language."""

    title = _("translations")
    parameter_name = "translation"

    def lookups(self, request, model_admin):
        names = translations.others()
        every = [("missing", _("To make")), ("stale", _("To check again"))] if names else []
        each = [(f"{kind}-{code}", f"{label}: {names[code]}") for code in names for kind, label in every]
        return [*every, *(each if len(names) > 1 else [])]

    def queryset(self, request, queryset):
        kind, _dash, code = (self.value() or "").partition("-")
        editions = Edition.objects.filter(guide=OuterRef("pk"))
        languages = [code] if code else [*translations.others()]
        if kind == "stale":
            return queryset.filter(Exists(editions.stale().filter(language__in=languages)))
        if kind == "missing":
            lacks = [~Exists(editions.live().filter(language=language)) for language in languages]
            any_of_them = Q(*lacks, _connector=Q.OR)
            return queryset.filter(any_of_them, Exists(editions.live().filter(language=settings.LANGUAGE_CODE)))
        return queryset
