"""Translations: what each takes over from the main language, and when it goes stale.

A translation is the live edition of the main language in other words. Everything that is no wording comes from that
edition and not from the working copy, so a translator can change no tag, dose or rating, and a draft of the guide does
not reach the public by way of a translation. When a later edition of the main language differs in what bears on
safety, the translation is stale at once and for good: lists leave it out, its page says why, and ratings follow the
stricter. A new edition of the translation is fresh again. It can only be made of wording that somebody compared.
"""

from django.conf import settings
from django.utils.translation import get_language_info, gettext

from guides import differences, documents
from guides.models import Edition, GuideText
from guides.terms import Rating

SHARED = (
    "kind", "level", "positions", "minutes", "needs", "columns", "movements", "photos", "video", "easier_guides",
    "harder_guides", "sources", "people_involved", "people_involved_on", "conflicts",
)  # fmt: skip
DOSE = tuple(name for name, _label in differences.DOSE)


def is_translation(language):
    return language != settings.LANGUAGE_CODE


def others():
    """The hub's languages beside the main one, as {code: name}."""
    return {code: name for code, name in settings.LANGUAGES if is_translation(code)}


def main_language():
    """The main language's name, in the language of the page."""
    return get_language_info(settings.LANGUAGE_CODE)["name_translated"]


def source_of(guide):
    """The live edition of the main language, which translations follow; None when there is none."""
    live = Edition.objects.filter(guide=guide, language=settings.LANGUAGE_CODE, state=Edition.State.LIVE)
    return live.first()


def document_of(guide, text):
    """The guide in one language as an edition would keep it. A translation has all but its words from its source."""
    document = documents.document_of(guide, text)
    source = source_of(guide) if is_translation(text.language) else None
    return document if source is None else document | taken_over(document, source)


def taken_over(document, source):
    said = source.document
    dose = document["dose"] | {name: said["dose"][name] for name in DOSE}
    return {name: said[name] for name in SHARED if name in said} | {"dose": dose, "bones": source.bones}


def safety_changes(before, after, *, bones=None):
    """The Differences in what bears on safety between two editions of the main language, with the ratings as they
    count today. `bones` stand for those of the first."""
    was = before.document | {"bones": bones or before.bones} if before else {}
    return differences.compare(was, after.document | {"bones": after.bones}, differences.ALL_SAFETY)


def why_not_yet(text):
    """Why no edition can be made of this wording now; empty when it can, and always for the main language."""
    if not is_translation(text.language):
        return ""
    said = {"language": main_language()}
    source = source_of(text.guide)
    if source is None:
        return gettext("The guide is not public in %(language)s. A translation follows what is public.") % said
    if source.emergency_reason:
        return gettext("The guide in %(language)s waits for its second check. A translation comes after it.") % said
    if text.translated_from is None:
        return gettext("Nobody has compared this with the guide in %(language)s yet. Compare the two first.") % said
    if safety_changes(text.translated_from, source):
        return gettext("The guide in %(language)s changed since somebody compared this with it.") % said
    return ""


def follow(source, version):
    """Let the live translations follow a new edition of the main language, in its transaction: those that differ from
    it in what bears on safety are stale from now on, and no rating stays looser than its own."""
    live = Edition.objects.filter(guide=source.guide, state=Edition.State.LIVE).exclude(language=source.language)
    for translation in live.select_related("translated_from"):
        changed = {}
        made_from, ratings = translation.translated_from, stricter(translation.bones, source.bones)
        if translation.stale_since is None and safety_changes(made_from, source, bones=translation.bones):
            changed["stale_since"] = source.published_at
        if ratings != translation.bones:
            changed |= documents.bone_columns(ratings)
        if changed:
            Edition.objects.filter(pk=translation.pk).update(**changed, changed_in=version)


def stricter(ratings, others):
    """At each site the stricter of two ratings; where both are the same, the first."""

    def rank(rating):
        return Rating[rating["rating"].upper()]

    return {site: max(rating, others[site], key=rank) for site, rating in ratings.items()}


def last_translator(guide, language):
    """The key of whoever changed a translation's wording last; None for the main language."""
    return GuideText.objects.filter(guide=guide, language=language).values_list("edited_by", flat=True).first()
