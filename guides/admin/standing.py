"""Where a guide stands, beside its form: what is public, what is open, what came back, and what may be done."""

from django.conf import settings

from guides import differences, signing, translations
from guides.models import Edition, FieldComment, GuideText, Submission

from . import saving
from .pages import may_send


def beside(desk, request, guide):
    """What the form of a guide needs beside its fields: where it stands, what came back, and what may be done."""
    if guide is None:
        return {"revision_seen": 0}
    seen = saving.seen_revision(request) if request.method == "POST" else guide.revision
    written = set(GuideText.objects.filter(guide=guide).values_list("language", flat=True))
    main = settings.LANGUAGE_CODE
    languages = [main, *sorted((written | {*translations.others()}) - {main})]
    rows = [standing(guide, code, request.user) | {"is_written": code in written} for code in languages]
    may, is_live = rights(request.user), any(row["live"] for row in rows)
    rows[0]["may_withdraw"] = is_live and may["withdraw_edition"]  # of all languages at once
    return {
        "revision_seen": "" if seen is None else seen,
        "standings": rows,
        "may": may,
        "comments": comments(guide, main),
    }


def rights(person):
    names = ("sign_off_edition", "withdraw_edition", "publish_alone_edition", "change_guidetext")
    return {name: person.has_perm(f"guides.{name}") for name in names}


def comments(guide, language):
    """What second persons said about single fields and nobody has settled yet, each with the field's label."""
    labels = {field.name: field.label for field in differences.EDITION}
    unsettled = FieldComment.objects.filter(submission__guide=guide, submission__language=language, settled_by=None)
    return [(labels.get(each.field, each.field), each) for each in unsettled.select_related("made_by")]


def standing(guide, language, person):
    """Where a guide stands in one language: its live edition, what is open, and what came back last."""
    last = (
        Submission.objects.filter(guide=guide, language=language).select_related("submitted_by", "decided_by").first()
    )
    live = signing.live_edition(guide, language)
    return {
        "language": language,
        "name": dict(settings.LANGUAGES).get(language, language),
        "is_translation": language in translations.others(),
        "may_send": may_send(person, language),
        "live": live,
        "newest": live or Edition.objects.filter(guide=guide, language=language).order_by("-number").first(),
        "open": last if last and last.state in (Submission.State.WAITING, Submission.State.APPROVED) else None,
        "came_back": last if last and last.state == Submission.State.SENT_BACK else None,
        "overtaken": last if last and last.state == Submission.State.OVERTAKEN else None,
    }
