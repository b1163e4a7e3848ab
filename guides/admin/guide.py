from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Max, OuterRef, Prefetch
from django.urls import re_path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides import derive, documents, working_copy
from guides.models import BoneRating, Edition, Guide, GuideText, Photo, Rung
from guides.terms import Column, Movement, Position, Rating
from guides.urls import PICTURE
from guides.views.picture import file_of

from . import bulk, editing, history, ledger, radar, saving, signing, standing
from .actions import rename, withdraw
from .bone import BoneRatingInline
from .check import LOOKED_AFTER_BY, CheckFilter, check_state, who_can_look_after
from .equipment import NeedInline
from .part import PartOfGuide, RowFormSet
from .photo import PhotoInline
from .source import CitationInline
from .text import WordingInline
from .translating import TranslationFilter
from .video import VideoInline


def tags(label, choices, **options):
    """A list of tags as boxes to tick."""
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **options)


class GuideForm(forms.ModelForm):
    positions = tags(_("Positions"), Position.choices)
    columns = tags(
        _("What it trains"),
        Column.choices,
        help_text=_("Tick all that apply. The bone rules go by this: what is missing here is not looked at."),
    )
    movements = tags(
        _("Movement tags"),
        Movement.choices,
        required=False,
        help_text=_("Tick all that apply. Each can only make a bone rating stricter."),
    )

    def has_changed(self):
        """Who looks after a guide is no part of what is signed, so naming somebody is no edit of the guide."""
        return not set(self.changed_data) <= set(LOOKED_AFTER_BY)


class RungInline(PartOfGuide, admin.StackedInline):
    model = Rung
    formset = RowFormSet
    fk_name = "guide"
    part = "ladder"
    fields = [("direction", "leads_to", "order")]
    autocomplete_fields = ["leads_to"]


class PublicStateFilter(admin.SimpleListFilter):
    title = _("public")
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [
            ("live", _("Live")),
            ("alone", _("Published alone, second check pending")),
            ("withdrawn", _("Withdrawn")),
            ("never", _("Never public")),
        ]

    def queryset(self, request, queryset):
        every = Edition.objects.filter(guide=OuterRef("pk"))
        live, withdrawn = (every.filter(state=state) for state in (Edition.State.LIVE, Edition.State.WITHDRAWN))
        match self.value():
            case "live":
                return queryset.filter(Exists(live))
            case "alone":
                return queryset.filter(Exists(live.exclude(emergency_reason="")))
            case "withdrawn":
                return queryset.filter(Exists(withdrawn), ~Exists(live))
            case "never":
                return queryset.filter(~Exists(every))
        return queryset


@admin.register(Guide)
class GuideAdmin(admin.ModelAdmin):
    form = GuideForm
    list_display = [
        "short_number",
        "title",
        "kind",
        "level",
        "public_state",
        "needs_sign_off",
        check_state,
        "edited_by",
    ]
    list_display_links = ["title"]
    list_filter = [PublicStateFilter, CheckFilter, TranslationFilter, "kind", "level"]
    list_select_related = ["edited_by"]
    search_fields = ["slug", "texts__title"]
    actions = [withdraw, rename]
    inlines = [
        WordingInline,
        PhotoInline,
        VideoInline,
        NeedInline,
        RungInline,
        CitationInline,
        BoneRatingInline,
        bulk.ProvenanceInline,
    ]
    save_on_top = True

    def get_queryset(self, request):
        seen = Edition.objects.filter(language=settings.LANGUAGE_CODE).exclude(state=Edition.State.SUPERSEDED)
        wordings = GuideText.objects.filter(language=settings.LANGUAGE_CODE).only("guide", "title")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("texts", wordings, to_attr="main_texts"),
                Prefetch("editions", seen.order_by("-number").defer("document", "words"), to_attr="seen_editions"),
                Prefetch("ratings", to_attr="all_ratings"),
            )
        )

    @admin.display(description=_("no."), ordering="number")
    def short_number(self, guide):
        return guide.number

    @admin.display(description=_("title"))
    def title(self, guide):
        return guide.main_texts[0].title if guide.main_texts else guide.slug

    @admin.display(description=_("public"))
    def public_state(self, guide):
        if not guide.seen_editions:
            return gettext("Never")
        newest = guide.seen_editions[0]
        said = {"state": newest.get_state_display(), "number": newest.number}
        if newest.is_demonstration:
            return gettext("%(state)s, edition %(number)d (demonstration)") % said
        return gettext("%(state)s, edition %(number)d") % said

    @admin.display(description=_("needs sign-off?"))
    def needs_sign_off(self, guide):
        """Why the working copy waits for a second person; a dash when the public sees it as it is."""
        live = next((edition for edition in guide.seen_editions if edition.state == Edition.State.LIVE), None)
        if live is None:
            return gettext("Yes: not public")
        if live.is_demonstration:
            return gettext("Yes: not checked by a clinician")
        if guide.edited_at and guide.edited_at > live.published_at:
            return gettext("Yes: edited since")
        if any(is_looser(rating, live) for rating in guide.all_ratings):
            return gettext("Yes: bone ratings got looser")
        return "–"

    def get_fieldsets(self, request, obj=None):
        return editing.fieldsets(obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in LOOKED_AFTER_BY:
            kwargs["queryset"] = who_can_look_after()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self):
        desk_picture = self.admin_site.admin_view(self.picture)
        return [
            *bulk.urls(self),
            *ledger.urls(self),
            *editing.URLS,
            *radar.urls(self),
            *signing.urls(self),
            re_path(f"^pictures/{PICTURE}", desk_picture, name="guides_guide_picture"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, **kwargs):
        beside = editing.beside(request, context.get("original"))
        return super().render_change_form(request, context | {"beside": beside}, *args, **kwargs)

    def picture(self, request, digest, width, ending):
        """A photo that need not be public yet. Visitors' pages never ask who somebody is, so the desk has its own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return file_of(digest, width, ending)

    def get_readonly_fields(self, request, obj=None):
        # Ladders of editions go by the number, and links by the address.
        return ["number", "slug"] if obj and obj.was_ever_public else []

    def get_changeform_initial_data(self, request):
        newest = Guide.objects.aggregate(newest=Max("number", default=0))["newest"]
        return {"number": newest + 1} | super().get_changeform_initial_data(request)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def history_view(self, request, object_id, extra_context=None):
        return history.history(self, request, object_id)

    def view_on_site(self, guide):
        live = guide.editions.filter(state=Edition.State.LIVE).exists()
        return reverse("guides:detail", args=[guide.slug]) if live else None

    def has_delete_permission(self, request, obj=None):
        if obj and obj.was_ever_public:
            return False
        return super().has_delete_permission(request, obj)

    def has_withdraw_permission(self, request):
        return request.user.has_perm("guides.withdraw_edition")

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """Save on top of what was read, or else put both changes together. The lock makes two savers take turns."""
        is_saving = request.method == "POST"
        guides = Guide.objects.select_for_update() if is_saving else Guide.objects
        guide = guides.filter(pk=object_id).first() if object_id and object_id.isdecimal() else None

        def show():
            context = standing.beside(self, request, guide) | (extra_context or {})
            return super(GuideAdmin, self)._changeform_view(request, object_id, form_url, context)

        if not is_saving or guide is None or not self.has_change_permission(request, guide):
            return show()
        working_copy.keep_what_was(guide)
        return saving.put_together(self, request, guide, show) if saving.is_stale(request, guide) else show()

    def log_change(self, request, obj, message):
        return None if saving.is_trial(request) else super().log_change(request, obj, message)

    def response_change(self, request, obj):
        return saving.Tried() if saving.is_trial(request) else super().response_change(request, obj)

    def save_formset(self, request, form, formset, change):
        if formset.model is BoneRating:
            for rating in (each.instance for each in formset.forms if each.has_changed()):
                rating.overridden_by = None if rating.override is None else request.user
        if formset.model is Photo:
            for photo in (each.instance for each in formset.forms if {"upload", "kept"} & {*each.changed_data}):
                photo.uploaded_by = request.user
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        """Whoever changed something is the author, and cannot sign it off. A guide without one takes whoever saves it.

        The ratings come last: what the form read of them is older than the tags it saved.
        """
        super().save_related(request, form, formsets, change)
        guide = form.instance
        if guide.edited_by_id is None or form.has_changed() or any(formset.has_changed() for formset in formsets):
            derive.rate(guide)
            working_copy.keep(guide, by=request.user)


def is_looser(rating, edition):
    """Whether a rating of the working copy is looser than the public one."""
    return Rating[documents.effective(rating)["rating"].upper()] < edition.rating(rating.site)
