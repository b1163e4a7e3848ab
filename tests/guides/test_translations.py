"""Translations: each has its own sign-off, goes stale with its guide, and its translator can change nothing else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from guides import differences, editions, signing, translations, working_copy
from guides.admin import front
from guides.models import Edition, FieldComment, Guide, GuideText, Need, Revision, Submission
from guides.terms import Rating
from tests.desk import desk_as, desk_of
from tests.factories import (
    make_clinician,
    make_edition,
    make_equipment,
    make_guide,
    make_person,
    make_ready_guide,
    make_translation,
    publish,
)
from tests.guides.test_admin import page_of, saved, told

pytestmark = pytest.mark.django_db

GUIDES = "/admin/guides/guide/"


@pytest.fixture(autouse=True)
def _two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("nl", "Nederlands")]


@pytest.fixture
def translator():
    return desk_as("Translator", "Tess")


def address(guide, page="translate/nl"):
    return f"{GUIDES}{guide.pk}/{page}/"


def in_two_languages(title="March in a chair", **fields):
    """A guide that is public in both languages."""
    guide = make_guide(title, **fields)
    publish(guide)
    make_translation(guide)
    publish(guide, language="nl")
    return guide


def change_words(guide, language="en", **words):
    guide.texts.filter(language=language).update(**words)


def publish_changed(guide, **words):
    """Change words of the main language and publish it."""
    change_words(guide, **words)
    return publish(Guide.objects.get(pk=guide.pk))


def translation_of(guide):
    return Edition.objects.get(guide=guide, language="nl", state="live")


def dutch(client, path):
    with override("nl"):
        return client.get(path)


def titles(client):
    """What the Dutch list shows."""
    page = page_of(dutch(client, "/guides/"))
    return [title for title in ("Marcheren", "Zitten") if title in page]


# Going stale


def override_a_rating(guide):
    said = {"override": Rating.CHANGE, "override_change": "Go slowly.", "override_reason": "So."}
    guide.ratings.filter(site="pelvis").update(**said, overridden_by=make_person())


def need_a_chair(guide):
    Need.objects.create(guide=guide).alternatives.set([make_equipment("chair")])


TO_GUIDE = {
    "level": 2, "positions": ["standing"], "columns": ["lower"], "movements": ["hip-loaded"], "sets": 2,
    "repetitions": 12, "seconds": 30, "rest_seconds": 30, "days_a_week": 5,
}  # fmt: skip
TO_WORDS = {
    "not_for": "Leave it out today.", "set_up": "Use a wall.", "steps": "Sit.\nMove both legs.",
    "stop_signs": "A cramp.", "watch_for": "You sway | Hold on.", "effort": "You cannot sing.",
    "first_week": "Do it once.", "build_up": "Add one.", "harder": "Use a weight.",
}  # fmt: skip
NO_SAFETY = {
    "title": "March", "summary": "Short.", "what": "You move.", "why": "It helps.", "for_whom": "You.", "tips": "Hum.",
    "helps_with": "Stairs", "easier": "Do less.", "tired_day": "Do one.",
}  # fmt: skip
BY_HAND = {"bones": override_a_rating, "needs": need_a_chair}


def is_stale_after(name):
    guide = in_two_languages(f"Guide {name}")
    if name in TO_GUIDE:
        Guide.objects.filter(pk=guide.pk).update(**{name: TO_GUIDE[name]})
    elif name in BY_HAND:
        BY_HAND[name](guide)
    elif name == "minutes":
        Guide.objects.filter(pk=guide.pk).update(minutes=9)
    elif name == "sources":
        guide.citations.update(supports="More of it.")
    else:
        change_words(guide, **{name: (TO_WORDS | NO_SAFETY)[name]})
    publish(Guide.objects.get(pk=guide.pk))
    return translation_of(guide).stale_since is not None


def test_translation_goes_stale_with_each_safety_field_and_with_no_other():
    """Overrides of a published guide are in its ratings."""
    safety = {field.name for field in differences.ALL_SAFETY} - {"overrides"}
    assert {*TO_GUIDE, *TO_WORDS, *BY_HAND} == safety
    others = {*NO_SAFETY, "minutes", "sources"}
    assert {name for name in safety | others if is_stale_after(name)} == safety


def test_stale_translation_leaves_the_list_on_the_next_request_and_its_page_says_why(client):
    guide = in_two_languages()
    assert titles(client) == ["Marcheren"]
    publish_changed(guide, stop_signs="Your knee hurts.")
    assert titles(client) == []
    with override("nl"):
        said = f"The {translations.main_language()} guide changed on"
    for path in ("/guides/march-in-a-chair/", "/guides/march-in-a-chair/print/", "/embed/guides/march-in-a-chair/"):
        page = page_of(dutch(client, path))
        assert said in page
        assert "This translation is being checked." in page
        assert 'href="https://hub.example.org/guides/march-in-a-chair/" hreflang="en"' in page
    assert '<meta name="robots" content="noindex">' in page_of(dutch(client, "/guides/march-in-a-chair/"))
    assert "is being checked" not in page_of(client.get("/guides/march-in-a-chair/"))


def test_stale_translation_costs_a_page_two_queries_and_a_list_three(client, django_assert_num_queries):
    guide = in_two_languages(easier=[make_guide("Sit")])
    publish_changed(guide, stop_signs="Your knee hurts.")
    with django_assert_num_queries(2):
        dutch(client, "/guides/march-in-a-chair/")
    with django_assert_num_queries(2):  # none to show, so none to load
        dutch(client, "/guides/")


def test_new_edition_of_the_translation_is_fresh_and_only_after_somebody_compared(client):
    guide = in_two_languages()
    source = publish_changed(guide, steps="Sit.\nMove both legs.")
    with pytest.raises(editions.CannotPublish, match="changed since somebody compared"):
        publish(guide, language="nl")
    with pytest.raises(editions.CannotPublish, match="Compare this with it and send it anew"):
        signing.checked_no_change(translation_of(guide), person=make_clinician("Cleo"))
    guide.texts.filter(language="nl").update(translated_from=source, steps="Zit.\nBeide benen.")
    publish(guide, language="nl")
    live = translation_of(guide)
    assert (live.number, live.stale_since, live.translated_from) == (2, None, source)
    assert titles(client) == ["Marcheren"]


def test_checking_the_guide_without_a_change_leaves_its_translations():
    guide = in_two_languages()
    live = Edition.objects.get(guide=guide, language="en")
    signing.checked_no_change(live, person=make_clinician("Cleo"))
    assert translation_of(guide).stale_since is None


def test_stale_translation_cannot_be_made_fresh_by_an_update():
    guide = in_two_languages()
    publish_changed(guide, steps="Sit.")
    stale = Edition.objects.filter(pk=translation_of(guide).pk)
    for moment in (None, timezone.now() - timedelta(days=1)):
        with pytest.raises(IntegrityError, match="edition_is_immutable"), transaction.atomic():
            stale.update(stale_since=moment)


def test_ratings_of_a_translation_follow_the_stricter_at_once(client):
    loose = {"override": Rating.OK, "override_reason": "So.", "override_change": ""}
    guide = in_two_languages(ratings={"pelvis": loose, "femur": loose})
    assert [translation_of(guide).rating(site) for site in ("pelvis", "femur")] == [Rating.OK, Rating.OK]
    guide.ratings.filter(site="pelvis").update(override=None, override_reason="", overridden_by=None)
    publish(guide)
    assert [translation_of(guide).rating(site) for site in ("pelvis", "femur")] == [Rating.ASK, Rating.OK]
    override_a_rating(guide)
    publish(guide)
    assert translation_of(guide).rating("pelvis") == Rating.ASK  # looser waits for a sign-off of its own


def test_withdrawing_a_guide_withdraws_every_language(client):
    guide = in_two_languages()
    editions.withdraw(guide, reason="It hurt somebody.")
    for path in ("/guides/march-in-a-chair/", "/guides/march-in-a-chair/print/", "/embed/guides/march-in-a-chair/"):
        assert "It hurt somebody." in page_of(dutch(client, path), 410)
        assert "It hurt somebody." in page_of(client.get(path), 410)
    assert titles(client) == []
    with pytest.raises(editions.CannotPublish, match="not public in English"):
        publish(guide, language="nl")


def test_translation_has_tags_dose_and_ratings_of_what_is_public_and_not_of_a_draft():
    guide = make_guide()
    publish(guide)
    make_translation(guide)
    Guide.objects.filter(pk=guide.pk).update(level=4, repetitions=99, columns=["lower"])
    override_a_rating(guide)
    publish(Guide.objects.get(pk=guide.pk), language="nl")
    live = translation_of(guide)
    said = live.document
    assert (said["level"], said["dose"]["repetitions"], said["columns"]) == (1, 10, ["non-weight-bearing"])
    assert (live.level, live.rating("pelvis"), said["title"]) == (1, Rating.ASK, "Marcheren")


def test_translation_of_an_example_or_of_an_emergency_is_not_signed():
    guide = make_guide()
    editions.publish_demonstration(guide)
    make_translation(guide)
    with pytest.raises(editions.CannotPublish, match="is an example"):
        publish(guide, language="nl")
    alone = make_guide("Alone")
    editions.publish_alone(alone, person=make_person("Ada"), reason="It burns.")
    make_translation(alone)
    with pytest.raises(editions.CannotPublish, match="waits for its second check"):
        publish(alone, language="nl")


# The translator's page


def form_of(desk, guide, **fields):
    """What a browser would send for the translator's page when nothing was touched, and `fields`."""
    response = desk.get(address(guide))
    context = response.context
    values = {name: context["form"][name].value() or "" for name in context["form"].fields if name != "has_compared"}
    sent = {"revision_seen": context["revision_seen"], "source_seen": context["source"].pk}
    return values | sent | fields


def translate(desk, guide, **fields):
    return desk.post(address(guide), form_of(desk, guide, **fields), follow=True)


WORDS = {
    "title": "Marcheren", "summary": "Over marcheren.", "what": "Je beweegt.", "why": "Het helpt.",
    "for_whom": "Voor u.", "not_for": "Niet als het been pijn doet.", "set_up": "Zet de stoel vast.",
    "steps": "Zit recht.\nTil een been.", "stop_signs": "Uw been doet pijn.", "effort": "U kunt praten.",
    "first_week": "Een keer per dag.", "start_picture": "Een vrouw zit.", "end_picture": "Een knie is hoog.",
}  # fmt: skip


def ready_and_public(title="March in a chair"):
    guide = make_ready_guide(title)
    publish(guide)
    return guide


def sections(name):
    person = type(make_person()).objects.get(username=name)
    found = front.sections_for(person, timezone.now().date())
    return {section.title: (section.count, [row.href for row in section.rows]) for section in found if section.count}


def test_whole_errand_translate_send_refuse_correct_approve_public(translator, client):
    guide = ready_and_public()
    reviewer = desk_of("Cleo")
    make_clinician("Cleo")
    assert sections("tess") == {"Translations to make": (1, [address(guide)])}
    page = page_of(translator.get(address(guide)))
    assert "Tap one foot." in page
    assert "Nobody has compared the two yet." in page

    assert told(translate(translator, guide, **WORDS))[0].startswith("Saved as a draft.")
    refused = page_of(translator.post(address(guide, "submit"), {"language": "nl"}))
    assert "Compare the two first." in refused
    assert told(translate(translator, guide, has_compared="on"))[0].startswith("Saved, and compared")
    assert told(translator.post(address(guide, "submit"), {"language": "nl"}, follow=True))[0].startswith("Sent.")
    assert [*sections("tess")] == ["Translations to make", "What I sent, on its way"]

    review = address(guide, "review")
    sent = {"language": "nl", "answer": "Nearly.", "comment-steps": "Say which leg."}
    reviewer.post(review, sent | {"send_back": "yes"})
    assert sections("tess")["Sent back to me"] == (1, [address(guide)])
    page = page_of(translator.get(address(guide)))
    assert "Nearly." in page
    assert "Say which leg." in page
    translator.post(f"{GUIDES}comments/{FieldComment.objects.get().pk}/settle/")
    assert FieldComment.objects.get().settled_by == make_person("Tess")

    translate(translator, guide, steps="Zit recht.\nTil uw linkerbeen.")
    translator.post(address(guide, "submit"), {"language": "nl"})
    response = reviewer.post(review, {"language": "nl", "approve": "yes"}, follow=True)
    assert told(response)[-1] == "Marcheren: edition 1 is public."
    assert "Til uw linkerbeen." in page_of(dutch(client, "/guides/march-in-a-chair/"))
    live = translation_of(guide)
    assert (live.author.username, live.last_editor.username, live.approver.username) == ("tess", "tess", "cleo")
    assert sections("tess") == {}


def test_page_marks_what_changed_since_it_was_compared(translator):
    guide = ready_and_public()
    make_translation(guide)
    publish(guide, language="nl")
    change_words(guide, steps="Sit tall. | Feet flat.\nTap one heel.\nTap the other foot.")
    Guide.objects.filter(pk=guide.pk).update(repetitions=12)
    publish(Guide.objects.get(pk=guide.pk))
    title = "Translations to check again: left the lists"
    assert sections("tess") == {title: (1, [address(guide)])}
    page = page_of(translator.get(address(guide)))
    assert "<ins>heel</ins>" in page
    assert "<del>foot</del>" in page
    assert [change.name for change in translator.get(address(guide)).context["about_guide"]] == ["repetitions"]
    assert page.count('<span class="badge badge--change">Changed</span>') == 1
    assert "in what bears on safety" in page


def test_translator_can_touch_nothing_but_the_words_of_that_language(translator, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    guide = ready_and_public()
    make_translation(guide, "de", "Marschieren")
    make_translation(guide)
    before = working_copy.read(guide)
    mine = form_of(translator, guide, what="Je beweegt.")
    crafted = {
        "language": "de", "level": 4, "repetitions": 99, "columns": "lower", "movements": "hip-loaded", "number": 7,
        "slug": "taken", "owner": make_person("Tess").pk, "texts-0-what": "Wrong.", "overrides": "{}", "guide": 0,
        "translated_from": "", "edited_by": "",
    }  # fmt: skip
    assert translator.post(address(guide), mine | crafted).status_code == 302
    after = working_copy.read(Guide.objects.get(pk=guide.pk))
    assert after["texts"].pop("nl") == before["texts"].pop("nl") | {"what": "Je beweegt."}
    assert after == before

    refused = {
        "the main language": translator.post(address(guide, "translate/en"), mine),
        "no language of the hub": translator.post(address(guide, "translate/xx"), mine),
        "the guide’s own form": translator.post(address(guide, "change"), mine | {"texts-0-what": "Wrong."}),
        "sending the guide itself": translator.post(address(guide, "submit"), {"language": "en"}),
        "deciding": translator.post(address(guide, "review"), {"language": "nl", "approve": "yes"}),
        "withdrawing": translator.post(address(guide, "withdraw"), {"reason": "So."}),
        "publishing alone": translator.post(address(guide, "publish-alone"), {"language": "nl", "reason": "So."}),
    }
    assert [name for name, response in refused.items() if response.status_code not in (403, 404)] == [
        "deciding"  # nothing waits, and there is nothing to decide
    ]
    assert working_copy.read(Guide.objects.get(pk=guide.pk)) | {"texts": {}} == after | {"texts": {}}
    assert not Submission.objects.exists()


def test_nobody_signs_off_their_own_translation_and_saving_it_leaves_the_guide_alone():
    guide = ready_and_public()
    cleo = desk_of("Cleo")
    desk_of("Dee")
    submitted = in_review(guide)
    make_clinician("Cleo")
    translate(cleo, guide, **WORDS, has_compared="on")
    submission = signing.submit(Guide.objects.get(pk=guide.pk), person=make_person("Zoe"), language="nl")
    with pytest.raises(editions.CannotPublish, match="You changed this guide"):
        signing.approve(submission, person=make_person("Cleo"))
    with pytest.raises(editions.CannotPublish, match="You changed this guide last"):
        publish(Guide.objects.get(pk=guide.pk), approver=make_person("Cleo"), language="nl")
    with pytest.raises(IntegrityError, match="submission_is_decided_by_a_second_person"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(
            state="sent-back", answer="No.", decided_by=make_person("Cleo"), decided_at=timezone.now()
        )
    assert Guide.objects.get(pk=guide.pk).edited_by == make_person("Ada")
    assert signing.approve(submitted, person=make_person("Cleo")).number == 2  # in English she changed nothing


def in_review(guide):
    """Ada changed the guide and sent it."""
    change_words(guide, what="You move a bit.")
    working_copy.keep(guide, by=make_person("Ada"))
    return signing.submit(guide, person=make_person("Ada"))


def test_two_translators_at_once_lose_no_word(translator):
    guide = ready_and_public()
    make_translation(guide)
    ugo = desk_as("Translator", "Ugo")
    late = form_of(translator, guide, what="Van Tess.", why="Ook van Tess.")
    saved(desk_of("Ada"), guide, minutes="7")
    translate(ugo, guide, what="Van Ugo.", tips="Neurie.")
    merge = translator.post(address(guide), late)
    assert "Somebody else changed this guide too" in page_of(merge)
    assert [clash["clash"].name for clash in merge.context["clashes"]] == ["texts.nl.what"]
    work = {"work": merge.context["work"], "choice-texts.nl.what": "both", "text-texts.nl.what": "Van beide."}
    other = make_guide("Other")
    assert translator.post(address(other, "merge"), work).status_code == 400
    assert translator.post(address(guide, "merge"), work).status_code == 302
    text = GuideText.objects.get(guide=guide, language="nl")
    assert (text.what, text.why, text.tips, text.guide.minutes) == ("Van beide.", "Ook van Tess.", "Neurie.", 7)
    assert list(Revision.objects.filter(guide=guide).values_list("cause", "language", "changed_by__username")[:3]) == [
        ("merged", "nl", "tess"), ("edited", "nl", "ugo"), ("edited", "", "ada"),
    ]  # fmt: skip


def test_change_of_the_guide_alone_does_not_stop_the_translator(translator):
    guide = ready_and_public()
    make_translation(guide)
    late = form_of(translator, guide, what="Van Tess.")
    saved(desk_of("Ada"), guide, minutes="7")
    assert translator.post(address(guide), late).status_code == 302
    assert (GuideText.objects.get(language="nl").what, Guide.objects.get().minutes) == ("Van Tess.", 7)


def test_translator_is_told_when_the_guide_is_published_meanwhile(translator):
    guide = ready_and_public()
    make_translation(guide)
    late = form_of(translator, guide, what="Van Tess.", has_compared="on")
    publish_changed(guide, stop_signs="Your knee hurts.")
    page = page_of(translator.post(address(guide), late))
    assert "The guide changed while you were writing." in page
    assert ">\nVan Tess.</textarea>" in page
    assert "<ins>Your knee hurts.</ins>" in page or "Your <ins>knee</ins> hurts." in page
    assert GuideText.objects.get(language="nl").what == "You move a little."


def test_approval_is_refused_when_the_guide_changed_after_the_translation_was_sent():
    guide = ready_and_public()
    make_translation(guide)
    desk_of("Cleo")
    submission = signing.submit(guide, person=make_person("Tess"), language="nl")
    publish_changed(guide, stop_signs="Your knee hurts.")
    with pytest.raises(editions.CannotPublish, match="changed since somebody compared"):
        signing.approve(submission, person=make_clinician("Cleo"))


# Finding them, and one language


def test_lists_at_the_desk_find_them_in_as_many_queries_with_three_as_with_one(django_assert_num_queries):
    desk = desk_as("Translator", "Tess")
    found = {}
    for number in (1, 3):
        for each in range(number - Guide.objects.count() // 2):
            in_two_languages(f"Stale {number} {each}")
            make_edition(f"Missing {number} {each}")
        for guide in Guide.objects.filter(slug__startswith="stale"):
            publish_changed(guide, stop_signs=f"Pain {number}.")
        person = type(make_person()).objects.get(username="tess")
        person.has_perm("guides.view_guide")
        with django_assert_num_queries(11):
            sum(section.count for section in front.sections_for(person, timezone.now().date()))
        for kind in ("missing", "stale"):
            response = desk.get(GUIDES, {"translation": kind})
            found[kind, number] = sorted(guide.slug.partition("-")[0] for guide in response.context["cl"].result_list)
    assert found == {
        ("missing", 1): ["missing"], ("stale", 1): ["stale"],
        ("missing", 3): ["missing"] * 3, ("stale", 3): ["stale"] * 3,
    }  # fmt: skip


def test_with_one_language_nothing_of_it_shows(translator, settings):
    settings.LANGUAGES = [("en", "English")]
    guide = ready_and_public()
    assert sections("tess") == {}
    for page in (GUIDES, address(guide, "change"), "/admin/"):
        assert "ranslat" not in page_of(translator.get(page)).replace("Translator", "")
    assert translator.get(address(guide)).status_code == 404
