"""What the desk's pages about one guide share: who may see them, how they are shown, and the question before a deed."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from guides import differences, signing, translations
from guides.models import GuideText


class AnswerForm(forms.Form):
    """What a second person answers. Sending back needs it; guides.signing and guides.collection_signing say so."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you send it back."),
    )


def need(request, *permissions):
    """Refuse whoever has none of these permissions."""
    if not any(request.user.has_perm(f"guides.{name}") for name in permissions):
        raise PermissionDenied


def to_send(language):
    """The permissions of which one lets somebody send a guide in this language to a second person."""
    return ("submit_guide", "change_guidetext") if translations.is_translation(language) else ("submit_guide",)


def may_send(person, language):
    return any(person.has_perm(f"guides.{name}") for name in to_send(language))


def posted(request):
    """What a form is bound to: an empty answer is an answer too."""
    return request.POST if request.method == "POST" else None


def show(desk, request, template, title, **context):
    page = desk.admin_site.each_context(request) | {"title": title, "opts": desk.opts, "media": desk.media} | context
    return TemplateResponse(request, f"admin/guides/guide/{template}.html", page)


def language_of(request):
    """The language that the address names: one of the hub's."""
    language = request.GET.get("language") or request.POST.get("language") or settings.LANGUAGE_CODE
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language


def title_of(guide, language):
    text = GuideText.objects.filter(guide=guide, language=language).only("title").first()
    return text.title if text else guide.slug


def draft_document(guide, language):
    """The working copy as an edition would keep it, without deriving its ratings anew: looking changes nothing."""
    text = GuideText.objects.filter(guide=guide, language=language).first()
    return translations.document_of(guide, text) if text else None


def changes_to_publish(guide, language):
    """What publishing the working copy would change for the public; None when there is no wording."""
    document = draft_document(guide, language)
    live = signing.live_edition(guide, language)
    return None if document is None else differences.compare(live.document if live else {}, document)


def ask(desk, request, guide, title, text, form, language, **context):
    """The page between a button and what it does."""
    name = title_of(guide, language)
    return show(
        desk, request, "confirm", title, guide=guide, name=name, text=text, form=form, language=language, **context
    )
