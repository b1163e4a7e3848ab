"""The page on which a guide is written: its parts, what stands beside the form, what it asks, and the preview."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guides import bones, derive
from guides.admin import editing
from guides.models import Citation, Edition, Guide, GuideText, Revision
from guides.terms import Rating
from tests.desk import sign_in, signed_in
from tests.factories import (
    make_edition,
    make_guide,
    make_person,
    make_photo,
    make_ready_guide,
    make_rules,
    make_source,
    make_video,
)

pytestmark = pytest.mark.django_db

GUIDES = "/admin/guides/guide/"


def desk_of(name="Ada", *, rights=("view", "add", "change")):
    """A client signed in as somebody with these rights over guides."""
    person = make_person(name)
    names = [f"{right}_guide" for right in rights]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return signed_in(person)


@pytest.fixture
def desk():
    return desk_of()


def page_of(response, status=200):
    assert response.status_code == status
    return html.unescape(response.content.decode())


def change_page(guide):
    return f"{GUIDES}{guide.pk}/change/"


# Parts


def test_form_stands_in_the_order_in_which_a_clinician_thinks(desk):
    page = page_of(desk.get(change_page(make_guide())))
    assert re.findall(r'id="part-(\w+)"', page) == [
        "words", "trains", "dose", "needs", "pictures", "ladder", "sources", "made", "care",
    ]  # fmt: skip
    fields = ["texts-0-title", "columns", "minutes", "rungs-TOTAL_FORMS", "citations-0-supports", "conflicts", "slug"]
    places = [page.index(f'name="{name}"') for name in fields]
    assert places == sorted(places)


def test_every_field_and_every_inline_of_a_guide_has_its_part(desk):
    response = desk.get(change_page(make_guide()))
    parts = {part.key for part in editing.PARTS}
    assert {inline.opts.part for inline in response.context["inline_admin_formsets"]} <= parts
    assert {fieldset.classes for fieldset in response.context["adminform"]} <= {f"part-{part}" for part in parts}
    page = page_of(response)
    for inline in response.context["inline_admin_formsets"]:
        assert page.count(f'name="{inline.formset.prefix}-TOTAL_FORMS"') == 1


def test_new_fields_of_the_standards_can_be_written(desk):
    guide = make_guide()
    page = page_of(desk.get(change_page(guide)))
    for name in ("texts-0-for_whom", "texts-0-not_for", "texts-0-reading_reason", "citations-0-checked_on"):
        assert page.count(f'name="{name}"') == 1
    for name in ("people_involved", "people_involved_on", "conflicts", "conflicts_declared"):
        assert page.count(f'name="{name}"') == 1


def test_change_page_asks_as_much_of_a_large_library_as_of_a_small_one(desk):
    guide = make_guide("One", easier=[make_guide("Two")])
    desk.get(change_page(guide))
    with CaptureQueriesContext(
        connection,
    ) as small:
        desk.get(change_page(guide))
    for number in range(12):
        make_edition(f"Another {number}", needs=["chair"])
        make_source(f"source-{number}")
    with CaptureQueriesContext(connection) as large:
        page = page_of(desk.get(change_page(guide)))
    assert len(large) == len(small)
    assert "Another 3" not in page
    assert "source-3" not in page


# The checklist


def lines_of(response):
    ((_language, lines),) = response.context["beside"].checklists
    return lines


def test_checklist_says_what_to_do_and_leads_to_the_field(desk):
    guide = make_guide()
    lines = {line["label"]: line for line in lines_of(desk.get(change_page(guide)))}
    whom = lines["Who it is for, who should leave it out, when to stop"]
    assert whom["todo"] == "Write: who it is for, who should leave it out, stop signs of this exercise."
    page = page_of(desk.get(change_page(guide)))
    targets = {line["target"] for line in lines.values() if line["target"]}
    assert [target for target in sorted(targets) if f'id="{target}"' not in page] == []


def test_checklist_is_made_anew_after_saving(desk):
    guide = make_ready_guide(movements=["hip-free"])
    assert [line["todo"] for line in lines_of(desk.get(change_page(guide))) if line["part"]] == [""] * 9
    Guide.objects.filter(pk=guide.pk).update(people_involved="")
    response = desk.get(change_page(guide))
    assert [line["label"] for line in lines_of(response) if line["part"] and line["todo"]] == [
        "Patients took part in making it"
    ]
    assert {part["key"]: part["todo"] for part in response.context["beside"].parts if part["todo"]} == {"made": 1}


def test_new_guide_has_no_checklist_and_every_part_open(desk):
    page = page_of(desk.get(f"{GUIDES}add/"))
    assert "Before you send it" not in page
    assert len(re.findall(r'<details class="part [^>]* open>', page)) == len(editing.PARTS)


# The bone table


def derived(response):
    """The ratings of a table by site, and its reasons."""
    page = page_of(response)
    return {
        site: Rating(int(rating)).name.lower()
        for site, rating in re.findall(r'data-derived="(\w+)" data-rating="(\d)"', page)
    }


def test_bone_table_follows_the_tags_that_are_ticked(desk):
    make_rules()
    before = derived(desk.post(f"{GUIDES}derive/", {"columns": ["upper"]}))
    after = derived(desk.post(f"{GUIDES}derive/", {"columns": ["upper"], "movements": ["shoulder-loaded", "twist"]}))
    marks = {"upper", "shoulder-loaded", "twist"}
    by_rules = bones.derive_all(marks, derive.current_rules())
    assert after == {site: result.rating.name.lower() for site, result in by_rules.items()}
    assert {site for site in before if before[site] == after[site]} == {"humerus", "other"}


def test_bone_table_gives_reasons_with_the_source_of_each(desk):
    make_rules()
    response = desk.post(f"{GUIDES}derive/", {"columns": ["weight-bearing"]})
    row = next(row for row in response.context["rows"] if row["site"] == "pelvis")
    (reason,) = row["reasons"]
    assert reason["source"].key == "galvao-table-2018"
    page = page_of(response)
    assert f'href="{reason["source"].link}"' in page
    assert reason["locator"] in page


@pytest.mark.parametrize("marks", [{}, {"columns": ["flying"]}, {"movements": ["twist"]}])
def test_without_a_column_or_with_a_strange_tag_every_site_asks(desk, marks):
    make_rules()
    assert set(derived(desk.post(f"{GUIDES}derive/", marks)).values()) == {"ask"}


def test_working_the_table_out_saves_nothing(desk):
    make_rules()
    guide = make_guide()
    before = list(guide.ratings.values())
    desk.post(f"{GUIDES}derive/", {"columns": ["weight-bearing"]})
    assert list(guide.ratings.values()) == before


def test_override_that_departs_is_named_on_the_page(desk):
    by = {"overridden_by": make_person("Bo"), "override_reason": "Seated, without a load."}
    guide = make_guide(ratings={"pelvis": {"override": Rating.OK, **by}})
    page = page_of(desk.get(change_page(guide)))
    departs = re.findall(r"data-departs [^>]*>([^<]*)</p>", page)
    assert [words for words in departs if words] == ["Looser than the rules. The second person is shown this."]
    assert "By Bo." in page


def test_who_may_only_look_sees_the_override_and_no_field():
    by = {"overridden_by": make_person("Bo"), "override_reason": "Seated, without a load."}
    guide = make_guide(ratings={"pelvis": {"override": Rating.OK, **by}})
    page = page_of(desk_of("Cleo", rights=["view"]).get(change_page(guide)))
    assert "Seated, without a load." in page
    assert 'name="ratings-0-override"' not in page


# Measuring


def test_measuring_marks_each_field_and_sums_up(desk):
    response = desk.post(f"{GUIDES}measure/", {"language": "en", "why": "It helps your gait.", "what": "You walk."})
    assert list(response.context["found"].fields) == ["why"]
    page = page_of(response)
    assert "“gait” is not explained. Say “way you walk” instead, or beside it." in page
    assert 'data-find="It helps your gait"' in page
    assert "1 unexplained term." in page


def test_what_is_measured_is_escaped(desk):
    response = desk.post(f"{GUIDES}measure/", {"why": 'Gait "><script>alert(1)</script>'})
    assert b"<script>" not in response.content


# Who may ask


@pytest.mark.parametrize("address", ["derive/", "measure/"])
def test_questions_are_answered_to_curators_alone(client, address):
    assert client.post(f"{GUIDES}{address}").status_code == 302
    assert desk_of("Cleo", rights=[]).post(f"{GUIDES}{address}").status_code == 403
    response = desk_of("Dora", rights=["view"]).post(f"{GUIDES}{address}")
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)


def test_questions_need_the_token_of_the_form():
    careful = Client(enforce_csrf_checks=True)
    sign_in(careful, make_person("Ada", is_superuser=True))
    assert careful.post(f"{GUIDES}derive/").status_code == 403


# Whether it was saved


def was_saved(desk, guide, since, **fields):
    asked = {"guide": guide.pk if isinstance(guide, Guide) else guide, "since": since.isoformat()} | fields
    return desk.get(f"{GUIDES}saved/", asked).json()["saved"]


def test_saving_is_confirmed_to_who_saved_and_only_after_the_moment(desk):
    guide, now = make_guide(), timezone.now()
    Guide.objects.filter(pk=guide.pk).update(edited_by=make_person("Ada"), edited_at=now)
    assert was_saved(desk, guide, now - timedelta(seconds=1))
    assert not was_saved(desk, guide, now + timedelta(seconds=1))
    assert not was_saved(desk_of("Bo"), guide, now - timedelta(seconds=1))
    assert not was_saved(desk, make_guide("Other"), now - timedelta(seconds=1))


def test_saving_is_confirmed_although_somebody_saved_after_it(desk):
    guide, now = make_guide(), timezone.now()
    person = make_person("Ada")
    Revision.objects.create(guide=guide, number=1, cause="edited", changed_by=person, changed_at=now, document={})
    Guide.objects.filter(pk=guide.pk).update(edited_by=make_person("Bo"), edited_at=now + timedelta(seconds=9))
    assert was_saved(desk, guide, now - timedelta(seconds=1))


def test_new_guide_is_confirmed_by_its_slug(desk):
    guide, now = make_guide(), timezone.now()
    Guide.objects.filter(pk=guide.pk).update(edited_by=make_person("Ada"), edited_at=now)
    assert was_saved(desk, "new", now - timedelta(seconds=1), slug=guide.slug)
    assert not was_saved(desk, "new", now - timedelta(seconds=1), slug="another")


@pytest.mark.parametrize("asked", [{}, {"guide": "1"}, {"guide": "x", "since": "2026-01-01T00:00:00Z"}])
def test_question_that_cannot_be_read_confirms_nothing(desk, asked):
    response = desk.get(f"{GUIDES}saved/", asked)
    assert (response.status_code, response.json()) == (400, {"saved": False})


@pytest.mark.parametrize(("times", "answer"), [(2, (200, {"saved": True})), (3, (503, {"saved": None}))])
def test_locked_table_is_asked_again_and_then_nobody_can_tell(desk, times, answer):
    guide, now = make_guide(), timezone.now()
    Guide.objects.filter(pk=guide.pk).update(edited_by=make_person("Ada"), edited_at=now)
    refused = []

    def locked(execute, sql, *rest):
        if "guides_revision" in sql and len(refused) < times:
            refused.append(sql)
            raise OperationalError("database table is locked: guides_revision")
        return execute(sql, *rest)

    with connection.execute_wrapper(locked):
        response = desk.get(f"{GUIDES}saved/", {"guide": guide.pk, "since": (now - timedelta(seconds=1)).isoformat()})
    assert ((response.status_code, response.json()), len(refused)) == (answer, times)


# The preview


def frame_of(desk, guide, **asked):
    return desk.get(f"{GUIDES}{guide.pk}/preview/frame/", asked)


WAYS = ["page", "phone", "print", "embed"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_preview_shows_the_working_copy_and_says_that_it_is_not_public(desk, client, way, look):
    guide = make_edition("March").guide
    GuideText.objects.filter(guide=guide).update(title="March on")
    page = page_of(frame_of(desk, guide, **{"as": way, "look": look}))
    assert page.count("Preview: not public") == 1
    assert f'data-look="{look}"' in page
    assert len(re.findall(r"<h1[^>]*>(?:<a [^>]*>)?March on<", page)) == 1
    assert "March on" not in page_of(client.get("/guides/march/"))


@pytest.mark.parametrize("way", WAYS)
def test_preview_names_nobody_as_its_signer(desk, way):
    guide = make_edition("March").guide
    page = page_of(frame_of(desk, guide, **{"as": way}))
    assert page.count("(whoever signs it off)") >= 1
    assert "by Bo" not in page


def test_looking_at_a_preview_writes_nothing(desk):
    guide = make_guide()
    for way in WAYS:
        page_of(frame_of(desk, guide, **{"as": way}))
    assert not Edition.objects.exists()
    assert not Revision.objects.exists()


def test_frame_may_be_shown_by_the_desk_alone_and_runs_nothing(desk):
    response = frame_of(desk, make_guide())
    rules = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert (rules["frame-ancestors"], rules["script-src"], rules["form-action"]) == ("'self'", "'none'", "'none'")
    assert ("no-store" in response["Cache-Control"], response["X-Robots-Tag"]) == (True, "noindex")
    assert response.cookies == {}


def test_page_around_frames_the_hub_alone_and_holds_the_frame_tight(desk):
    guide = make_guide()
    response = desk.get(f"{GUIDES}{guide.pk}/preview/", {"as": "phone", "look": "dark"})
    rules = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    assert (rules["frame-src"], rules["frame-ancestors"], rules["script-src"]) == ("'self'", "'none'", "'self'")
    page = page_of(response)
    address = f"{GUIDES}{guide.pk}/preview/frame/?as=phone&language=en&look=dark"
    assert re.findall(r'<iframe [^>]*src="([^"]*)"[^>]* sandbox="([^"]*)"', page) == [(address, "allow-same-origin")]


def test_change_page_may_not_be_framed(desk):
    response = desk.get(change_page(make_guide()))
    assert response["X-Frame-Options"] == "DENY"


def test_tabs_keep_the_other_choices_and_mark_the_current_one(desk):
    response = desk.get(f"{GUIDES}{make_guide().pk}/preview/", {"as": "print", "look": "dark"})
    tabs = dict(response.context["groups"])
    assert [choice["query"] for choice in tabs["Look"]] == [
        "as=print&language=en&look=light",
        "as=print&language=en&look=dark",
    ]
    assert [[str(each["label"]) for each in those if each["is_current"]] for those in tabs.values()] == [
        ["Paper"], ["English"], ["Dark"],
    ]  # fmt: skip


def test_language_without_wording_has_no_frame(desk):
    guide = make_guide()
    page = page_of(desk.get(f"{GUIDES}{guide.pk}/preview/", {"language": "nl"}))
    assert "There is no wording in this language yet." in page
    assert "<iframe" not in page
    assert frame_of(desk, guide, language="nl").status_code == 404


def test_each_wording_has_its_own_preview(desk, settings):
    guide = make_guide()
    text = GuideText.objects.get(guide=guide)
    text.pk, text.language, text.title = None, "nl", "Loop in een stoel"
    text.save()
    page = page_of(frame_of(desk, guide, language="nl"))
    assert '<html lang="nl"' in page
    assert ">Loop in een stoel</h1>" in page


def test_preview_of_photos_takes_them_from_the_desk(desk, client, media):
    guide = make_guide()
    photo = make_photo(guide)
    page = page_of(frame_of(desk, guide))
    (address, *_more) = re.findall(r'src="([^"]*pictures/[^"]*\.jpg)"', page)
    assert address == f"{GUIDES}pictures/{photo.digest}-960.jpg"
    assert desk.get(address).status_code == 200
    assert client.get(address).status_code == 302


def test_preview_of_a_video_allows_no_player(desk):
    guide = make_guide()
    make_video(guide)
    response = frame_of(desk, guide)
    assert "March with Ada" in page_of(response)
    assert "frame-src" not in response["Content-Security-Policy"]


def test_paper_is_the_print_stylesheet_for_a_screen(desk):
    response = desk.get(f"{GUIDES}preview/paper.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    rules = response.content.decode()
    assert ("@media screen" in rules, "@media print" in rules) == (True, False)
    assert f'href="{GUIDES}preview/paper.css"' in page_of(frame_of(desk, make_guide(), **{"as": "print"}))


@pytest.mark.parametrize("address", ["{pk}/preview/", "{pk}/preview/frame/", "preview/paper.css", "saved/"])
def test_previews_are_for_curators_alone(client, address):
    guide = make_guide("Secret plans")
    address = GUIDES + address.format(pk=guide.pk)
    assert client.get(address)["Location"].startswith("/admin/login/")
    assert desk_of("Cleo", rights=[]).get(address).status_code == 403


def test_preview_of_no_guide_is_not_found(desk):
    assert desk.get(f"{GUIDES}999/preview/").status_code == 404
    assert desk.get(f"{GUIDES}999/preview/frame/").status_code == 404


def test_unfinished_guide_can_be_looked_at_too(desk):
    guide = make_guide()
    GuideText.objects.filter(guide=guide).update(steps="", what="", why="", effort="")
    Citation.objects.all().delete()
    guide.ratings.all().delete()
    for way in WAYS:
        page_of(frame_of(desk, guide, **{"as": way}))
