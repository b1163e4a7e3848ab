"""The pages between writing and the public, through the desk, by two people; and what crafted requests cannot do."""

import re

import pytest
from django.utils import timezone

from guides import editions, signing, working_copy
from guides.models import Edition, FieldComment, Guide, Revision, Submission
from tests.desk import desk_of
from tests.factories import make_clinician, make_guide, make_person, make_ready_guide, make_source
from tests.guides.test_admin import change_page, filled_in, page_of, saved, told

pytestmark = pytest.mark.django_db

GUIDES = "/admin/guides/guide/"


@pytest.fixture
def author():
    return desk_of("Ada")


@pytest.fixture
def reviewer():
    make_clinician("Bo")
    return desk_of("Bo")


def address(guide, page):
    return f"{GUIDES}{guide.pk}/{page}/"


def write(desk, **fields):
    """A complete guide whose words the desk's person changed last."""
    return saved(desk, make_ready_guide(), **{"texts-0-what": "You move a little bit."} | fields)


def decide(desk, guide, verb, **fields):
    return desk.post(address(guide, "review"), {verb: "yes", **fields}, follow=True)


def public():
    return list(Edition.objects.filter(state="live").values_list("title", "number"))


def test_whole_errand_write_send_refuse_correct_approve_public(author, reviewer, client):
    guide = write(author)
    page = page_of(author.get(address(guide, "submit")))
    assert "Sending works when" not in page
    assert told(author.post(address(guide, "submit"), {"note": "Please look at step 2."}, follow=True))[0].startswith(
        "Sent."
    )

    page = page_of(reviewer.get(address(guide, "review")))
    assert "Please look at step 2." in page
    response = decide(reviewer, guide, "send_back", answer="Nearly.", **{"comment-steps": "Say how long."})
    assert told(response) == ["Sent back to Ada."]
    assert client.get("/guides/march-in-a-chair/").status_code == 404

    page = page_of(author.get(change_page(guide)))
    assert "Nearly." in page
    assert "Say how long." in page
    saved(author, guide, **{"texts-0-steps": "Sit tall.\r\nTap one foot for ten seconds."})
    author.post(address(guide, "submit"), {})
    response = decide(reviewer, guide, "approve")
    assert told(response) == ["March in a chair: edition 1 is public."]
    assert "Tap one foot for ten seconds." in page_of(client.get("/guides/march-in-a-chair/"))


def test_incomplete_guide_is_not_sent_and_each_line_says_what_to_do(author):
    guide = saved(author, make_guide(), **{"texts-0-what": "You move a bit."})
    response = author.post(address(guide, "submit"), {"note": "Look."})
    page = page_of(response)
    assert "Not complete yet:" in page
    assert "Choose a deputy." in page
    assert "Look." in page
    assert not Submission.objects.exists()


@pytest.mark.parametrize("verb", ["approve", "send_back"])
def test_own_work_cannot_be_decided_by_a_crafted_request(author, reviewer, verb):
    guide = write(reviewer)
    reviewer.post(address(guide, "submit"), {})
    assert "You sent it. Somebody else has to decide." in page_of(reviewer.get(address(guide, "review")))
    response = decide(reviewer, guide, verb, answer="Fine.")
    assert "You sent it." in page_of(response)
    assert list(Submission.objects.values_list("state", flat=True)) == ["waiting"]
    assert public() == []


def test_deciding_needs_its_right(author, reviewer):
    guide = write(author)
    author.post(address(guide, "submit"), {})
    make_clinician("Cleo")
    outsider = desk_of("Cleo", without=["sign_off_edition"])
    assert "You may read this, not decide." in page_of(outsider.get(address(guide, "review")))
    assert decide(outsider, guide, "approve").status_code == 403
    assert public() == []


@pytest.mark.parametrize(
    ("page", "right", "fields"),
    [
        ("submit", "submit_guide", {}),
        ("publish-alone", "publish_alone_edition", {"reason": "It burns."}),
        ("withdraw", "withdraw_edition", {"reason": "It hurt."}),
        ("checked", "sign_off_edition", {"has_read": "on"}),
    ],
)
def test_each_page_needs_its_right_also_by_a_crafted_request(author, reviewer, page, right, fields):
    guide = write(author)
    signing.approve(signing.submit(guide, person=make_person("Ada")), person=make_person("Bo"))
    make_clinician("Cleo")
    outsider = desk_of("Cleo", without=[right])
    assert outsider.get(address(guide, page)).status_code == 403
    assert outsider.post(address(guide, page), fields).status_code == 403
    assert (Edition.objects.count(), public()) == (1, [("March in a chair", 1)])


def test_review_shows_safety_first_and_marks_the_words_that_changed(author, reviewer):
    guide = write(author)
    signing.approve(signing.submit(guide, person=make_person("Ada")), person=make_person("Bo"))
    saved(author, guide, level="2", **{"texts-0-title": "March on the spot"})
    author.post(address(guide, "submit"), {"change_note": "It is harder now."})
    page = page_of(reviewer.get(address(guide, "review")))
    headings = re.findall(r"<h3>([^<]*?)(?: <|</h3>)", page)
    assert headings[:1] == ["Level"]
    assert "Title" in headings
    assert "<ins>on the spot</ins>" in page or "<ins>on</ins>" in page
    assert "so it cannot be called minor" in page
    assert "It is harder now." in page


def test_refused_decision_keeps_what_was_typed(author, reviewer):
    guide = write(author)
    author.post(address(guide, "submit"), {})
    page = page_of(
        decide(reviewer, guide, "approve", answer="Well done.", review_on="2099-01-01", **{"comment-what": "Good."})
    )
    assert "within twelve months" in page
    assert "Well done." in page
    assert ">Good.</textarea>" in page
    assert public() == []


def test_approval_for_a_later_hour_waits(author, reviewer):
    guide = write(author)
    author.post(address(guide, "submit"), {})
    hour = timezone.now() + timezone.timedelta(days=2)
    fields = {"publish_at_0": f"{hour:%Y-%m-%d}", "publish_at_1": f"{hour:%H:%M:%S}"}
    assert told(decide(reviewer, guide, "approve", **fields))[0].startswith("Signed off. It will be published on")
    assert public() == []
    assert "To be published on" in page_of(author.get(change_page(guide)))
    author.post(address(guide, "take-back"), {})
    assert Submission.objects.get().state == "taken-back"


def test_hour_that_is_over_is_refused(author, reviewer):
    guide = write(author)
    author.post(address(guide, "submit"), {})
    page = page_of(decide(reviewer, guide, "approve", publish_at_0="2020-01-01", publish_at_1="10:00"))
    assert "This hour is over." in page
    assert public() == []


def test_withdrawing_is_one_step_from_the_guide_and_says_why(author, reviewer, client):
    guide = write(author)
    signing.approve(signing.submit(guide, person=make_person("Ada")), person=make_person("Bo"))
    assert f'href="{address(guide, "withdraw")}"' in page_of(reviewer.get(change_page(guide)))
    assert "Say why, in words for the public." in page_of(reviewer.post(address(guide, "withdraw"), {"reason": " "}))
    reviewer.post(address(guide, "withdraw"), {"reason": "It hurt somebody."})
    assert "It hurt somebody." in page_of(client.get("/guides/march-in-a-chair/"), 410)
    assert told(reviewer.get(address(guide, "withdraw"), follow=True))[-1] == "This guide is not public."


def test_publishing_alone_is_badged_everywhere_until_the_second_check(author, reviewer, client):
    guide = write(author)
    assert "Say why this cannot wait" in page_of(author.post(address(guide, "publish-alone"), {"reason": ""}))
    author.post(address(guide, "publish-alone"), {"reason": "The old words could hurt."})
    marked = "Second check still to come"
    for page in (
        "/guides/",
        "/guides/march-in-a-chair/",
        "/guides/march-in-a-chair/print/",
        "/embed/guides/march-in-a-chair/",
    ):
        assert marked in page_of(client.get(page)), page
    assert "Second check pending" in page_of(author.get(change_page(guide)))
    assert told(decide(reviewer, guide, "approve")) == ["March in a chair: edition 2 is public."]
    for page in ("/guides/", "/guides/march-in-a-chair/"):
        assert marked not in page_of(client.get(page)), page


def test_checked_no_change_asks_for_the_tick(author, reviewer):
    guide = write(author)
    signing.approve(signing.submit(guide, person=make_person("Ada")), person=make_person("Bo"))
    make_clinician("Cleo")
    third = desk_of("Cleo")
    page = page_of(third.get(address(guide, "checked")))
    assert "https://doi.org/10.1000/example" in page
    assert "Tick this when it is so." in page_of(third.post(address(guide, "checked"), {}))
    third.post(address(guide, "checked"), {"has_read": "on"})
    assert public() == [("March in a chair", 2)]


def test_history_leads_back_to_an_earlier_edition(author, reviewer):
    guide = write(author)
    first = signing.approve(signing.submit(guide, person=make_person("Ada")), person=make_person("Bo"))
    saved(author, guide, **{"texts-0-what": "Something worse."})
    page = page_of(author.get(address(guide, "history")))
    assert f"{GUIDES}editions/{first.pk}/restore/" in page
    change = re.sub("<[^>]*>", "", page_of(author.get(f"{GUIDES}{guide.pk}/changes/2/")))
    assert "Something worse." in change
    author.post(f"{GUIDES}editions/{first.pk}/restore/", {})
    assert guide.texts.get().what == "You move a little bit."
    assert Revision.objects.filter(guide=guide).first().cause == "restored"


def test_every_change_is_kept_whole_with_who_and_when(author, reviewer):
    guide = make_guide()
    saved(author, guide, minutes="7")
    saved(reviewer, guide, **{"texts-0-tips": "Slowly."})
    kept = [(each.number, each.cause, each.changed_by and each.changed_by.username) for each in guide.revisions.all()]
    assert kept == [(2, "edited", "bo"), (1, "edited", "ada"), (0, "first", None)]
    minutes = [each.document["minutes"] for each in guide.revisions.all()]
    tips = [each.document["texts"]["en"]["tips"] for each in guide.revisions.all()]
    assert (minutes, tips) == ([7, 7, 5], ["Slowly.", "", ""])


def test_comment_is_settled_by_hand(author, reviewer):
    guide = write(author)
    author.post(address(guide, "submit"), {})
    decide(reviewer, guide, "send_back", **{"comment-steps": "Slower."})
    comment = FieldComment.objects.get()
    author.post(f"{GUIDES}comments/{comment.pk}/settle/")
    comment.refresh_from_db()
    assert comment.settled_by.username == "ada"
    assert "Slower." not in page_of(author.get(change_page(guide)))


def test_submission_of_another_language_than_the_hubs_is_not_found(author):
    assert author.get(address(make_guide(), "submit") + "?language=xx").status_code == 404


# Two people at one guide


def stale(desk, guide, other, others_fields, **fields):
    """What happens when the desk's person saves a form that was opened before the other person saved."""
    opened = filled_in(desk.get(change_page(guide)))
    saved(other, guide, **others_fields)
    return desk.post(change_page(guide), opened | fields)


def put_together(desk, guide, response, **choices):
    fields = {"work": response.context["work"]} | choices
    return desk.post(address(guide, "merge"), fields, follow=True)


def test_second_to_save_is_told_who_changed_what_and_neither_loses_a_word(author, reviewer):
    guide = saved(author, make_guide())
    response = stale(reviewer, guide, author, {"texts-0-why": "It is fun."}, **{"texts-0-what": "You dance."})
    page = page_of(response)
    assert "Somebody else changed this guide too" in page
    assert "Ada, " in page
    assert "You changed different things" in page
    assert (guide.texts.get().what, guide.texts.get().why) == ("You move a little.", "It is fun.")
    assert told(put_together(reviewer, guide, response)) == ["Saved: your changes and theirs are both in the guide."]
    assert (guide.texts.get().what, guide.texts.get().why) == ("You dance.", "It is fun.")
    assert Revision.objects.filter(guide=guide).first().cause == "merged"


@pytest.mark.parametrize(
    ("choice", "what"),
    [
        ({"choice-texts.en.what": "mine"}, "Mine."),
        ({"choice-texts.en.what": "theirs"}, "Theirs."),
        ({"choice-texts.en.what": "both", "text-texts.en.what": "Theirs. Mine."}, "Theirs. Mine."),
    ],
)
def test_where_both_changed_the_same_the_second_chooses(author, reviewer, choice, what):
    guide = saved(author, make_guide())
    response = stale(reviewer, guide, author, {"texts-0-what": "Theirs."}, **{"texts-0-what": "Mine."})
    assert "You both changed these. Choose." in page_of(response)
    put_together(reviewer, guide, response, **choice)
    assert guide.texts.get().what == what


def test_row_that_the_first_took_away_is_no_obstacle(author, reviewer):
    guide = make_guide(needs=["chair"])
    saved(author, guide)
    opened = filled_in(reviewer.get(change_page(guide)))
    guide.citations.all().delete()
    guide.citations.create(source=make_source("other-2020"), supports="Something.")
    guide.refresh_from_db()
    working_copy.keep(guide, by=make_person("Ada"))
    response = reviewer.post(change_page(guide), opened | {"texts-0-what": "Mine."})
    assert "Somebody else changed this guide too" in page_of(response)
    put_together(reviewer, guide, response, **{"choice-sources": "theirs"})
    assert guide.texts.get().what == "Mine."
    assert [each.source.key for each in guide.citations.all()] == ["other-2020"]


def test_mistake_in_a_late_form_is_told_and_nothing_is_lost(author, reviewer):
    guide = saved(author, make_guide())
    response = stale(reviewer, guide, author, {"texts-0-why": "It is fun."}, minutes="0", **{"texts-0-what": "Mine."})
    page = page_of(response)
    assert "While you were writing, this guide was changed by: Ada." in page
    assert ">\nMine.</textarea>" in page
    again = filled_in(response) | {"minutes": "7"}
    put_together(reviewer, guide, reviewer.post(change_page(guide), again))
    assert (guide.texts.get().what, guide.texts.get().why, Guide.objects.get().minutes) == ("Mine.", "It is fun.", 7)


def test_third_person_who_is_quicker_is_asked_about_too(author, reviewer):
    guide = saved(author, make_guide())
    response = stale(reviewer, guide, author, {"texts-0-why": "It is fun."}, **{"texts-0-what": "Mine."})
    saved(author, guide, **{"texts-0-tips": "Slowly."})
    second = reviewer.post(address(guide, "merge"), {"work": response.context["work"]})
    assert "Somebody else changed this guide too" in page_of(second)
    put_together(reviewer, guide, second)
    text = guide.texts.get()
    assert (text.what, text.why, text.tips) == ("Mine.", "It is fun.", "Slowly.")


def test_form_that_does_not_say_when_it_was_opened_overwrites_nothing(author, reviewer):
    guide = saved(author, make_guide(), **{"texts-0-what": "Theirs."})
    sent = filled_in(reviewer.get(change_page(guide))) | {"texts-0-what": "Mine."}
    sent.pop("revision_seen")
    assert "You both changed these" in page_of(reviewer.post(change_page(guide), sent))
    assert guide.texts.get().what == "Theirs."


def test_work_that_was_tampered_with_is_refused(author, reviewer):
    guide = saved(author, make_guide())
    response = reviewer.post(address(guide, "merge"), {"work": "abc"})
    assert response.status_code == 400
    assert guide.texts.get().what == "You move a little."


def test_saving_a_guide_that_waits_takes_it_from_the_second_person(author, reviewer):
    guide = write(author)
    author.post(address(guide, "submit"), {})
    saved(author, guide, minutes="9")
    assert Submission.objects.get().state == "overtaken"
    assert "was changed after it was sent" in page_of(author.get(change_page(guide)))


# What was public is never deleted


def test_guide_with_an_edition_has_no_way_to_delete(author):
    guide = write(author)
    editions.publish_demonstration(guide)
    person = make_person("Root", is_superuser=True)
    root = desk_of("Root")
    assert person.is_superuser
    assert root.post(address(guide, "delete"), {"post": "yes"}).status_code == 403
    assert Guide.objects.filter(pk=guide.pk).exists()
