"""Guides, rules and people for tests, each with only what the test says and sensible values for the rest."""

from datetime import date
from io import BytesIO
from itertools import count

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image

from guides import bone_table, collection_signing, derive, editions, photo_files, photos, translations
from guides.models import (
    BoneRule,
    Citation,
    Collection,
    Equipment,
    Feedback,
    Guide,
    GuideText,
    Need,
    Photo,
    Qualification,
    Rung,
    Source,
    SourceCheck,
    Video,
)

_number = count(1)


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_person(name="Ada", **fields):
    """A staff user called `name` with an authenticator app, made once a test."""
    person, is_new = get_user_model().objects.get_or_create(
        username=slugify(name), defaults={"first_name": name, "is_staff": True} | fields
    )
    if is_new and person.is_staff:
        give_second_factor(person)
    return person


def give_second_factor(person):
    """An authenticator app with a secret that tests know."""
    Authenticator.objects.get_or_create(user=person, type="totp", defaults={"data": {"secret": TOTP_SECRET}})


def make_clinician(name="Bo", **fields):
    """A person whose profession and register are on record."""
    person = make_person(name, **fields)
    on_record = {"profession": "Physiotherapist", "register": "HCPC", "register_number": "PH1"}
    Qualification.objects.get_or_create(person=person, defaults=on_record | {"looked_up_on": date(2026, 1, 5)})
    return person


def make_source(key="effect-2024", **fields):
    defaults = {"kind": "trial", "year": 2024, "citation": f"A study called {key}.", "doi": "10.1000/example"}
    return Source.objects.get_or_create(key=key, defaults=defaults | fields)[0]


def make_source_check(source, outcome="ok", **fields):
    """What came of asking a source's link."""
    note = "It answers 404: not there." if outcome in ("gone", "unreachable") else ""
    leads_to = "https://example.org/there" if outcome == "moved" else ""
    defaults = {"asked": source.link, "note": note, "leads_to": leads_to}
    return SourceCheck.objects.create(source=source, outcome=outcome, **defaults | fields)


def make_equipment(slug, **fields):
    return Equipment.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()} | fields)[0]


def make_rules():
    """The whole published table and the movement precautions, as the starter library ships them."""
    rules = bone_table.load_rules()
    sources = {key: make_source(key) for key in {rule.source for rule in rules if rule.source}}
    BoneRule.objects.bulk_create(row_of(rule, sources.get(rule.source)) for rule in rules)


def row_of(rule, source):
    return BoneRule(
        site=rule.site,
        requires="+".join(sorted(rule.requires)),
        verdict=rule.verdict,
        concern=rule.concern,
        reason=rule.reason,
        change=rule.change,
        source=source,
        locator=rule.locator,
        confidence=rule.confidence,
        inference=rule.inference,
    )


def make_guide(title="March in a chair", *, needs=(), easier=(), harder=(), text=None, ratings=None, **fields):
    """A working copy with wording, needs and a source, not yet public.

    `needs`: slugs, or tuples of slugs of which any one will do. `easier`, `harder`: guides. `ratings`: site to a
    dict with override, override_change, override_reason, overridden_by, written over the derived ratings.
    """
    number = next(_number)
    defaults = {
        "slug": slugify(title),
        "number": number,
        "kind": "aerobic",
        "level": 1,
        "positions": ["seated"],
        "minutes": 5,
        "columns": ["non-weight-bearing"],
        "movements": [],
        "sets": 1,
        "repetitions": 10,
    }
    guide = Guide.objects.create(**defaults | fields)
    wording = {
        "title": title,
        "summary": f"About {title.lower()}.",
        "what": "You move a little.",
        "why": "It helps you keep moving.",
        "steps": "Sit tall. | Feet flat.\nMove one leg.\nMove the other leg.",
        "effort": "You can still talk.",
    }
    GuideText.objects.create(guide=guide, language="en", **wording | (text or {}))
    for order, need in enumerate(needs):
        row = Need.objects.create(guide=guide, order=order)
        row.alternatives.set(make_equipment(slug) for slug in ([need] if isinstance(need, str) else need))
    for direction, others in (("easier", easier), ("harder", harder)):
        for order, other in enumerate(others):
            Rung.objects.create(guide=guide, direction=direction, leads_to=other, order=order)
    Citation.objects.create(guide=guide, source=make_source(), supports="It was part of the programme.")
    derive.rate(guide)
    for site, rating in (ratings or {}).items():
        guide.ratings.filter(site=site).update(**{"overridden_by": make_person()} | rating)
    return guide


COMPLETE = {
    "steps": "Sit tall. | Feet flat.\nTap one foot.\nTap the other foot.",
    "set_up": "Put the chair by a wall.",
    "for_whom": "It is for you if you like to sit.",
    "not_for": "Leave it out while a leg hurts.",
    "stop_signs": "Your leg hurts.",
    "first_week": "Do it once a day.",
    "start_picture": "A woman sits tall.",
    "end_picture": "One knee is up.",
}


def make_ready_guide(title="March in a chair", *, text=None, **fields):
    """A guide whose checklist is complete, so that it can be sent to a second person. Olga and Pia look after it."""
    defaults = {
        "movements": ["hip-free"],
        "people_involved": "Four women tried it at home.",
        "people_involved_on": date(2026, 2, 1),
        "conflicts_declared": True,
        "owner": make_person("Olga"),
        "deputy": make_person("Pia"),
    }
    guide = make_guide(title, text=COMPLETE | (text or {}), **defaults | fields)
    guide.citations.update(checked_on=timezone.now().date())
    return guide


def publish(guide, **fields):
    """Publish a guide as two different people would, and return the edition."""
    people = {"author": make_person("Ada"), "approver": make_clinician("Bo")}
    return editions.publish(guide, **people | fields)


def make_edition(title="March in a chair", **fields):
    """A guide that is public, signed by two people."""
    return publish(make_guide(title, **fields))


def picture(width=1600, height=1200, *, kind="JPEG", colour=(200, 120, 60), mode="RGB", **options):
    """The bytes of a picture with a darker top left quarter, so that turning it shows."""
    image = Image.new("RGB", (width, height), colour)
    image.paste((20, 40, 60), (0, 0, width // 2, height // 2))
    file = BytesIO()
    image.convert(mode).save(file, kind, **options)
    return file.getvalue()


def make_photo(guide, *, colour=(200, 120, 60), width=960, height=720, **fields):
    """A photo of a guide with its files in storage. Another colour makes another photo."""
    clean = photos.clean(picture(width, height, colour=colour))
    defaults = {"words": "A woman sits tall.", "credit": "Ada Berg", "licence": "own", "people_agreed": True}
    sizes = {"width": clean.width, "height": clean.height}
    return Photo.objects.create(guide=guide, digest=photo_files.keep(clean), **sizes, **defaults | fields)


def make_video(guide, **fields):
    defaults = {
        "host": "youtube",
        "key": "abcdefghi_1",
        "title": "March with Ada",
        "transcript": "Sit tall.\nLift one knee.\nPut it down.",
        "has_captions": True,
    }
    return Video.objects.create(guide=guide, **defaults | fields)


def make_draft_collection(title="Sitting down", **fields):
    """A collection that the public has never seen."""
    defaults = {"slug": slugify(title), "title": title, "words": "For a start.", "filter": "level=1"}
    return Collection.objects.create(**defaults | fields)


def make_collection(title="Sitting down", **fields):
    """A collection that is shown as an example: lists know it at once."""
    made = make_draft_collection(title, **fields)
    collection_signing.publish_demonstration(made)
    return made


def make_signed_collection(title="Sitting down", review_on=None, **fields):
    """A collection that Ada edited and Bo signed."""
    made = make_draft_collection(title, **fields)
    collection_signing.edited(made, person=make_person("Ada"))
    return sign_collection(made, review_on=review_on)


def sign_collection(collection, review_on=None):
    """Let Ada send a collection and Bo sign it off as it is."""
    collection_signing.send(collection, person=make_person("Ada"))
    collection.refresh_from_db()
    seen = collection_signing.fingerprint(collection_signing.document_of(collection))
    collection_signing.sign_off(collection, person=make_clinician("Bo"), seen=seen, review_on=review_on)
    collection.refresh_from_db()
    return collection


def make_translation(guide, language="nl", title="Marcheren", *, compared=True, **words):
    """The wording of a guide in another language, compared with what is public."""
    text = guide.texts.get(language=settings.LANGUAGE_CODE)
    text.pk, text.language, text.title = None, language, title
    for name, value in words.items():
        setattr(text, name, value)
    text.translated_from = translations.source_of(guide) if compared else None
    text.save(force_insert=True)
    return text


def make_feedback(edition, verdict="helped", **fields):
    """A message that came from a visitor."""
    return Feedback.objects.create(edition=edition, verdict=verdict, **fields)
