"""The bone table at the desk: the grid, the form, what it would change, and the second person's page."""

import html
import re

import pytest
from django.test import Client

from guides import bone_grid
from guides.models import BoneRule, RuleChange
from guides.terms import BoneSite, Column, Movement, Rating
from tests.desk import signed_in
from tests.factories import make_edition, make_person, make_rules
from tests.rule_desk import CHANGES, RULES, clinician, decide, filled_in, proposal, propose, propose_new, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules():
    make_rules()


@pytest.fixture
def ada():
    return clinician("Ada")


@pytest.fixture
def bo():
    return clinician("Bo")


@pytest.fixture
def row(rules):
    return BoneRule.objects.select_related("source").get(site="pelvis", requires="non-weight-bearing")


def page_of(response, status=200):
    assert response.status_code == status
    return html.unescape(response.content.decode())


def text_of(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def rule(site, requires):
    return BoneRule.objects.get(site=site, requires=requires)


def by_field(page):
    return dict(page.context["form"].errors.items())


# The grid


def in_grid(grid):
    """Every rule of a grid as (where it stands, site, its marks)."""
    for table, lines in (("trains", grid.lines), ("movements", grid.precautions)):
        for line in lines:
            for cell in line.cells:
                yield from [(table, cell.site, cell.rule.requires)] if cell.rule else []
                yield from (("exception", each.site, each.requires) for each in cell.exceptions)
            yield from (("together", each.site, each.requires) for each in line.together)


def test_grid_shows_every_rule_exactly_once(ada, rules):
    for requires in ("lower+upper", "grip+neck", "lower+upper+grip", "elbow", "elbow+upper"):
        BoneRule.objects.create(
            site="other", requires=requires, verdict=2, concern="grip", reason="New.", inference=True, confidence="low"
        )
    shown = re.findall(r'data-rule="(\d+)"', page_of(ada.get(RULES)))
    assert sorted(map(int, shown)) == sorted(BoneRule.objects.values_list("pk", flat=True))


def test_each_rule_stands_where_the_paper_has_it(rules):
    for requires in ("lower+upper", "grip+neck"):
        BoneRule.objects.create(
            site="other", requires=requires, verdict=2, concern="grip", reason="New.", inference=True, confidence="low"
        )
    places = list(in_grid(bone_grid.grid(BoneRule.objects.all())))
    assert len(places) == len(set(places)) == BoneRule.objects.count()
    assert ("trains", "pelvis", "lower") in places
    assert ("exception", "pelvis", "hip-loaded+lower") in places
    assert ("exception", "pelvis", "balance+one-leg") in places
    assert ("movements", "pelvis", "hip-loaded") in places
    assert {place for place in places if place[0] == "together"} == {
        ("together", "femur", "hip-loaded+one-leg"),
        ("together", "pelvis", "hip-loaded+one-leg"),
        ("together", "other", "lower+upper"),
        ("together", "other", "grip+neck"),
    }


def test_grid_has_the_columns_of_the_paper_first():
    grid = bone_grid.grid([])
    assert [line.site for line in grid.lines] == list(BoneSite)
    assert grid.columns[: len(bone_grid.PUBLISHED)] == list(bone_grid.PUBLISHED)
    assert (grid.columns, grid.movements) == (list(Column), [])


def cell_of(page, number):
    return text_of(re.search(rf'<td[^>]*>\s*<div class="rule-cell" data-rule="{number}".*?</td>', page, re.DOTALL)[0])


def test_cell_says_verdict_exceptions_source_and_confidence(ada, rules):
    page = page_of(ada.get(RULES))
    assert cell_of(page, rule("thoracic", "stretch").pk) == (
        "Usually suitable (Ribs or middle of the back: Stretching, held still) "
        "galvao-table-2018, Table 4, row Thoracic spine/ribs, column Flexibility. Confidence: high. "
        "Bends, arches or turns the spine a lot Ask your team first "
        "(Ribs or middle of the back: Stretching, held still + Bends, arches or turns the spine a lot) "
        "Table 4, row Thoracic spine/ribs, column Flexibility, note ***. Confidence: high. "
        "Bends or turns the spine a little Suitable with a change "
        "(Ribs or middle of the back: Stretching, held still + Bends or turns the spine a little) "
        "Keep your back and neck long. Make the movement small and slow. "
        "Table 4, row Thoracic spine/ribs, column Flexibility, note ***, softened for small movement. Confidence: low. "
        "Our inference"
    )


def test_empty_cell_asks_and_leads_to_a_proposal(ada, rules):
    page = page_of(ada.get(RULES))
    assert page.count("Not covered: ask") == len(Column)
    assert f'href="{RULES}propose/?site=other&requires=upper"' in page
    form = ada.get(f"{RULES}propose/?site=other&requires=upper").context["form"]
    assert (form["site"].value(), form["requires"].value()) == ("other", ["upper"])


def test_each_cell_leads_to_its_rule(ada, row):
    assert f'href="{RULES}{row.pk}/change/"' in page_of(ada.get(RULES))
    page = page_of(ada.get(f"{RULES}{row.pk}/change/"))
    assert row.reason in page
    assert f'href="{RULES}{row.pk}/propose/"' in page
    assert f'href="{RULES}{row.pk}/remove/"' in page
    assert "It came with version 1 of the starter library" in page


def test_grid_marks_what_is_proposed_and_what_a_demonstration_account_changed(ada, bo, row):
    assert "A change is proposed" not in page_of(ada.get(RULES))
    change = propose(ada, row, verdict=2)
    new = propose_new(bo, **filled_in(row, site="other", requires=["upper"]))
    page = page_of(ada.get(RULES))
    assert re.findall(r'href="([^"]*)">A change is proposed<', page) == [f"{CHANGES}{change.pk}/change/"]
    assert re.findall(r'href="([^"]*)">A rule is proposed<', page) == [f"{CHANGES}{new.pk}/change/"]
    assert "Proposed changes (2 wait)" in page
    RuleChange.objects.filter(pk=change.pk).update(is_demonstration=True)
    decide(bo, change, "approve")
    page = page_of(ada.get(RULES))
    assert cell_of(page, row.pk).endswith("Changed by a demonstration account")
    assert page.count("Changed by a demonstration account") == 1


def test_plain_list_is_still_there_to_search_and_filter(ada, rules):
    page = page_of(ada.get(f"{RULES}list/?site__exact=pelvis&verdict__exact=2"))
    shown = re.findall(r'field-requires"><a[^>]*>([^<]*)<', page)
    assert sorted(shown) == sorted(BoneRule.objects.filter(site="pelvis", verdict=2).values_list("requires", flat=True))
    assert len(shown) == 5


def test_grid_costs_the_same_with_few_rules_and_with_all(ada, bo, rules, django_assert_num_queries):
    kept = BoneRule.objects.filter(site="pelvis", requires="upper")
    BoneRule.objects.exclude(pk=kept.get().pk).delete()
    with django_assert_num_queries(7):
        ada.get(RULES)
    BoneRule.objects.all().delete()
    make_rules()
    propose(bo, rule("pelvis", "upper"), verdict=2)
    with django_assert_num_queries(7):
        assert len(re.findall("data-rule", page_of(ada.get(RULES)))) == 125


# The rules are not edited past it


@pytest.mark.parametrize("who", ["a clinician", "an administrator"])
def test_rule_is_not_added_changed_or_deleted_by_a_crafted_request(who, admin_client, ada, row):
    desk = admin_client if who == "an administrator" else ada
    before = list(BoneRule.objects.order_by("pk").values())
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    requests = [
        (f"{RULES}{row.pk}/change/", filled_in(row, verdict=2)),
        (f"{RULES}add/", filled_in(row, requires=["elbow"])),
        (f"{RULES}{row.pk}/delete/", {"post": "yes"}),
        (RULES, action),
    ]
    assert [desk.post(address, sent).status_code for address, sent in requests] == [403] * 4
    desk.post(f"{RULES}list/", action)
    assert [desk.get(f"{RULES}{part}").status_code for part in ("add/", f"{row.pk}/delete/")] == [403] * 2
    assert list(BoneRule.objects.order_by("pk").values()) == before


def test_record_is_not_edited_by_a_crafted_request(admin_client, ada, row):
    change = propose(ada, row, verdict=2)
    before = RuleChange.objects.values().get()
    requests = [
        (f"{CHANGES}add/", {"note": "x"}),
        (f"{CHANGES}{change.pk}/delete/", {"post": "yes"}),
        (f"{CHANGES}{change.pk}/change/", {"note": "x", "state": "approved"}),
        (CHANGES, {"action": "delete_selected", "_selected_action": [change.pk], "post": "yes"}),
    ]
    assert [admin_client.post(address, sent).status_code for address, sent in requests] == [403] * 4
    assert RuleChange.objects.values().get() == before


# Proposing


def test_form_shows_what_it_would_change_before_anything_is_sent(ada, row):
    make_edition("Cycle")
    page = ada.post(f"{RULES}{row.pk}/propose/", filled_in(row, verdict=2) | {"step": "preview"})
    words = text_of(page_of(page))
    assert "1 Stricter in public at once" in words.replace(
        "Stricter in public at once 1", "1 Stricter in public at once"
    )
    assert "shows 1 guides now, 0 as soon as this is approved, and 0 once all" in words
    assert re.search("moment it is approved Usually suitable → becomes Ask your team first .*? 1 guide Cycle", words)
    assert "Nothing is sent yet." in words
    assert "The verdict is different, but its reason is still the old one." in words
    assert RuleChange.objects.count() == 0


def test_form_can_be_taken_up_again_from_the_preview(ada, row):
    page = ada.post(f"{RULES}{row.pk}/propose/", filled_in(row, verdict=2, note="Mine.") | {"step": "edit"})
    assert page.templates[0].name == "admin/guides/rule_propose.html"
    assert (page.context["form"]["note"].value(), page.context["form"]["verdict"].value()) == ("Mine.", "2")


def test_sent_without_a_look_at_what_it_would_change_is_shown_that_first(ada, row):
    page = ada.post(f"{RULES}{row.pk}/propose/", filled_in(row, verdict=2) | {"step": "send", "seen": "made-up"})
    assert page.context["refusal"] == "What it would change is different now. Look at it again, then decide."
    assert RuleChange.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"note": ""}, {"note": ["Say why the rule should change."]}),
        ({"reason": ""}, {"reason": ["This field is required."]}),
        ({"verdict": 1}, {"__all__": ["“Suitable with a change” needs the change in words."]}),
        ({"source": ""}, {"__all__": ["Name the source, or say that it is an inference."]}),
        ({"verdict": 7}, {"verdict": ["Select a valid choice. 7 is not one of the available choices."]}),
    ],
)
def test_form_says_what_is_wrong(ada, row, fields, errors):
    page = ada.post(f"{RULES}{row.pk}/propose/", filled_in(row, **fields) | {"step": "send"})
    assert by_field(page) == errors
    assert RuleChange.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"__all__": ["There is already a rule for this site and these tags."]}),
        ({"requires": []}, {"requires": ["This field is required."]}),
        ({"site": "skull"}, {"site": ["Select a valid choice. skull is not one of the available choices."]}),
        (
            {"requires": ["upper", "wings"]},
            {"requires": ["Select a valid choice. wings is not one of the available choices."]},
        ),
    ],
)
def test_form_for_a_new_rule_says_what_is_wrong(ada, row, fields, errors):
    assert by_field(ada.post(f"{RULES}propose/", filled_in(row, **fields) | {"step": "send"})) == errors


def test_cell_of_a_rule_cannot_be_changed_in_its_form(ada, row):
    change = propose(ada, row, site="femur", requires=["upper"], version=9, verdict=2)
    assert (change.site, change.requires) == ("pelvis", "non-weight-bearing")
    assert change.after["version"] == 1


# The second person


def test_list_has_those_that_wait_for_me_first(ada, bo, rules):
    mine = propose(bo, rule("pelvis", "upper"), verdict=2)
    theirs = propose(ada, rule("lumbar", "upper"), verdict=2)
    done = propose(ada, rule("femur", "upper"), verdict=2)
    decide(bo, done, "refuse", "No.")
    page = page_of(bo.get(CHANGES))
    assert re.findall(rf'{CHANGES}(\d+)/change/">', page) == [str(each.pk) for each in (theirs, mine, done)]
    states = re.findall(r"<td>(?:<strong>)?(Waiting[^<]*|Refused)<", page)
    assert states == ["Waiting for you", "Waiting for a second person", "Refused"]


def test_second_person_sees_old_beside_new_and_what_it_would_do_now(ada, bo, row):
    change = propose(ada, row, verdict=2, reason="It is too early to say.", note="Read Trials 2018.")
    make_edition("Cycle")
    page = bo.get(f"{CHANGES}{change.pk}/change/")
    words = text_of(page_of(page))
    assert "Verdict different Usually suitable Ask your team first" in words
    assert f"Reason in plain words different {row.reason} It is too early to say." in words
    assert "Source galvao-table-2018 galvao-table-2018" in words
    assert re.search(r"Proposed by Ada on \d+ \w+ \d{4}, \d\d:\d\d\. Read Trials 2018\.", words)
    assert page.context["preview"].tightened_count == 1


def test_approval_is_told_with_what_got_stricter(ada, bo, row):
    make_edition("Cycle")
    said = decide(bo, propose(ada, row, verdict=2), "approve", "I read it too.")
    assert said == ["Approved. The rule counts from now on.", "Stricter in public from now on: Cycle."]
    record = text_of(page_of(ada.get(f"{RULES}{row.pk}/change/")).split("Its record")[1])
    assert re.match(
        r"Change the rule : Approved Proposed by Ada on .*?\. Approved by Bo on .*?\. I read the paper\. "
        r"Answer: I read it too\. Verdict: Usually suitable → Ask your team first It came with version 1",
        record.removeprefix("<h2>").strip(),
    )


def test_nobody_approves_their_own_through_the_page_or_past_it(ada, row):
    change = propose(ada, row, verdict=2)
    page = ada.get(f"{CHANGES}{change.pk}/change/")
    buttons = re.findall(r'name="decision" value="([^"]*)"', page_of(page))
    assert buttons == ["take-back"]
    assert decide(ada, change, "approve") == ["You proposed this. A second person must decide."]
    assert decide(ada, change, "refuse", "No.") == ["You proposed this. A second person must decide."]
    assert rule("pelvis", "non-weight-bearing").verdict == Rating.OK


def test_administrator_who_proposed_cannot_approve_either(admin_client, row):
    change = propose(admin_client, row, verdict=2)
    assert decide(admin_client, change, "approve") == ["You proposed this. A second person must decide."]
    assert RuleChange.objects.get().is_waiting


def test_proposer_takes_it_back(ada, row):
    change = propose(ada, row, verdict=2)
    assert decide(ada, change, "take-back") == ["Taken back. Nothing has changed."]
    assert RuleChange.objects.get().state == "taken-back"


def test_nothing_is_approved_twice(ada, bo, row):
    change = propose(ada, row, verdict=2)
    sent = {"decision": "approve", "seen": bo.get(f"{CHANGES}{change.pk}/change/").context["seen"]}
    address = f"{CHANGES}{change.pk}/change/"
    assert told(bo.post(address, sent, follow=True))[0] == "Approved. The rule counts from now on."
    BoneRule.objects.filter(pk=row.pk).update(verdict=0)
    assert told(bo.post(address, sent, follow=True)) == ["This was decided already: Approved."]
    assert rule("pelvis", "non-weight-bearing").verdict == Rating.OK


def test_rule_that_moved_is_shown_with_what_moved_and_cannot_be_approved(ada, bo, row):
    change = propose(ada, row, verdict=2)
    sight = bo.get(f"{CHANGES}{change.pk}/change/").context["seen"]
    BoneRule.objects.filter(pk=row.pk).update(confidence="low", verdict=1, change="Less.")
    page = page_of(bo.get(f"{CHANGES}{change.pk}/change/"))
    words = text_of(page)
    assert "The rule has changed since this was proposed, so it cannot be approved." in words
    assert "Verdict: Usually suitable → Suitable with a change" in words
    assert "Confidence: “High” → “Low”" in words
    assert re.findall(r'name="decision" value="([^"]*)"', page) == ["refuse"]
    for seen in ("", sight):
        said = told(bo.post(f"{CHANGES}{change.pk}/change/", {"decision": "approve", "seen": seen}, follow=True))
        assert said == ["The rule has changed since this was proposed. It must be proposed anew."]
    assert rule("pelvis", "non-weight-bearing").verdict == Rating.CHANGE


def test_rule_that_is_gone_meanwhile_is_said(ada, bo, row):
    change = propose(ada, row, verdict=2)
    BoneRule.objects.filter(pk=row.pk).delete()
    words = text_of(page_of(bo.get(f"{CHANGES}{change.pk}/change/")))
    assert "Verdict: Usually suitable → –" in words


def test_refusal_needs_an_answer(ada, bo, row):
    change = propose(ada, row, verdict=2)
    assert decide(bo, change, "refuse", "  ") == ["Say why it is refused."]
    assert decide(bo, change, "refuse", "Not in the paper.") == ["Refused. Nothing has changed."]
    assert "Not in the paper." in page_of(ada.get(f"{CHANGES}{change.pk}/change/"))


# Rights


def test_proposing_and_approving_are_rights_of_their_own(row):
    make_edition("Cycle")
    change = propose(clinician("Ada"), row, verdict=2)
    proposer, approver = clinician("Cy", without=["approve_bonerule"]), clinician("Di", without=["propose_bonerule"])
    for part in ("propose/", f"{row.pk}/propose/", f"{row.pk}/remove/"):
        assert [desk.get(f"{RULES}{part}").status_code for desk in (proposer, approver)] == [200, 403]
        assert approver.post(f"{RULES}{part}", filled_in(row, verdict=2)).status_code == 403
    address = f"{CHANGES}{change.pk}/change/"
    page = page_of(proposer.get(address))
    assert "You have no right to approve changes of the bone table." in page
    assert '"decision"' not in page
    sight = proposer.get(address).context["seen"]
    for decision in ("approve", "refuse", "made-up"):
        assert proposer.post(address, {"decision": decision, "seen": sight, "answer": "No."}).status_code == 403
    assert "Propose" not in page_of(approver.get(RULES)).split('id="trains"')[1]
    assert decide(approver, change, "approve")[0] == "Approved. The rule counts from now on."


def test_table_and_record_are_closed_to_those_without_rights(row):
    change = proposal(row, verdict="ask", proposer=make_person("Ada"))
    stranger = signed_in(make_person("Stranger"))
    pages = ["", "list/", f"{row.pk}/change/", "propose/"]
    pages = [f"{RULES}{page}" for page in pages] + [CHANGES, f"{CHANGES}{change.pk}/change/"]
    assert [stranger.get(page).status_code for page in pages] == [403] * 6
    assert stranger.post(pages[-1], {"decision": "take-back"}).status_code == 403
    assert [Client().get(page).status_code for page in pages] == [302] * 6
    assert RuleChange.objects.get().is_waiting


def test_what_is_not_there_is_not_found(ada, rules):
    addresses = [f"{RULES}99999/propose/", f"{RULES}99999/remove/"]
    assert [ada.get(address).status_code for address in addresses] == [404, 404]
    assert [ada.get(f"{each}99999/change/").status_code for each in (RULES, CHANGES)] == [302, 302]


@pytest.mark.parametrize("path", ["propose/", "list/", ""])
def test_no_page_needs_an_inline_style_or_script(ada, row, path):
    styled = r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"
    assert re.findall(styled, page_of(ada.get(f"{RULES}{path}"))) == []


def test_marks_are_told_in_words():
    assert bone_grid.words("hip-free+lower") == "Strength work for the legs + Moves the hip without a load"
    assert bone_grid.movement_words("hip-free+lower") == Movement.HIP_FREE.label
