"""Where a guide stands, beside its form: what is public, what is open, what came back, and what may be done."""

from django.conf import settings

from guides import differences, signing
from guides.models import Edition, FieldComment, GuideText, Submission

from . import saving


def beside(desk, request, guide):
    """What the form of a guide needs beside its fields: where it stands, what came back, and what may be done."""
    if guide is None:
        return {"revision_seen": 0}
    seen = saving.seen_revision(request) if request.method == "POST" else guide.revision
    main = settings.LANGUAGE_CODE
    rows = [standing(guide, code) for code in GuideText.objects.filter(guide=guide).values_list("language", flat=True)]
    may = {name: request.user.has_perm(f"guides.{name}") for name in ("submit_guide", "sign_off_edition")}
    may |= {name: request.user.has_perm(f"guides.{name}_edition") for name in ("withdraw", "publish_alone")}
    labels = {field.name: field.label for field in differences.EDITION}
    return {
        "revision_seen": "" if seen is None else seen,
        "standings": rows,
        "may": may,
        "comments": [(labels.get(comment.field, comment.field), comment) for comment in open_comments(guide)],
        "is_live": any(row["live"] for row in rows),
        "main_language": main,
    }


def open_comments(guide):
    return FieldComment.objects.filter(submission__guide=guide, settled_by=None).select_related("made_by")


def standing(guide, language):
    """Where a guide stands in one language: its live edition, what is open, and what came back last."""
    last = (
        Submission.objects.filter(guide=guide, language=language).select_related("submitted_by", "decided_by").first()
    )
    live = signing.live_edition(guide, language)
    return {
        "language": language,
        "name": dict(settings.LANGUAGES).get(language, language),
        "live": live,
        "newest": live or Edition.objects.filter(guide=guide, language=language).order_by("-number").first(),
        "open": last if last and last.state in (Submission.State.WAITING, Submission.State.APPROVED) else None,
        "came_back": last if last and last.state == Submission.State.SENT_BACK else None,
        "overtaken": last if last and last.state == Submission.State.OVERTAKEN else None,
    }
