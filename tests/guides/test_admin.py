"""The desk, through its own pages: an author edits, a second person signs off, and the public reads."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model

from guides import editions
from guides.models import BoneRating, ContentVersion, Edition, Equipment, Guide, Source
from guides.terms import BoneSite
from tests.desk import desk_of, sign_in
from tests.factories import make_edition, make_equipment, make_guide, make_person, make_rules, make_source, publish

pytestmark = pytest.mark.django_db

GUIDES = "/admin/guides/guide/"
EDITIONS = "/admin/guides/edition/"


@pytest.fixture
def author():
    return desk_of("Ada")


@pytest.fixture
def reviewer():
    return desk_of("Bo")


def page_of(response, status=200):
    assert response.status_code == status
    return html.unescape(response.content.decode())


def told(response):
    return [str(message) for message in response.context["messages"]]


def key(value):
    return str(value.pk if isinstance(value, Model) else value)


def filled_in(response):
    """What a browser would send for the form on this page when nothing was touched."""
    parts = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form, *(part.management_form for part in parts)]
    forms += [form for part in parts for form in part.forms]
    sent = {"revision_seen": str(response.context.get("revision_seen", 0))}
    sent |= {"draft_seen": response.context["draft_seen"]} if response.context.get("draft_seen") else {}
    for field in (form[name] for form in forms for name in form.fields):
        value = field.value()
        if isinstance(value, (list, tuple)):
            sent[field.html_name] = [key(each) for each in value]
        elif value is not None and value is not False:
            sent[field.html_name] = key(value)
    return sent


def change_page(guide):
    return f"{GUIDES}{guide.pk}/change/"


def save(desk, guide, **fields):
    """Open a guide, change some fields and press the button."""
    return desk.post(change_page(guide), filled_in(desk.get(change_page(guide))) | fields)


def saved(desk, guide, **fields):
    response = save(desk, guide, **fields)
    assert response.status_code == 302, response.context["errors"]
    desk.get(response["Location"])
    return Guide.objects.get(pk=guide.pk)


def act(desk, action, *guides, **fields):
    sent = {"action": action, "_selected_action": [guide.pk for guide in guides]} | fields
    return desk.post(GUIDES, sent, follow=True)


def cells(response, column):
    """One column of a list, from top to bottom."""
    found = re.findall(rf'class="[^"]*field-{column}[^"]*"[^>]*>(.*?)</t[dh]>', page_of(response))
    return [re.sub("<[^>]*>", "", cell) for cell in found]


# Who stands behind a guide


def test_whoever_saves_a_guide_without_an_author_stands_behind_it(author):
    guide = saved(author, make_guide())
    assert guide.edited_by == make_person("Ada")
    assert guide.edited_at is not None


def test_whoever_changes_a_guide_last_is_its_author(author, reviewer):
    guide = saved(author, make_guide())
    assert saved(reviewer, guide, **{"texts-0-tips": "Slowly."}).edited_by == make_person("Bo")


def test_saving_without_a_change_makes_nobody_the_author(author, reviewer):
    guide = saved(author, make_guide())
    assert saved(reviewer, guide).edited_by == make_person("Ada")
    assert Guide.objects.get().revision == 1


def test_withdrawal_is_a_right_of_its_own():
    guide = make_edition().guide
    desk = desk_of("Bo", without=["withdraw_edition"])
    assert '<option value="withdraw">' not in page_of(desk.get(GUIDES))
    act(desk, "withdraw", guide, reason="It hurt.", confirmed="yes")
    assert list(Edition.objects.values_list("number", "state")) == [(1, "live")]


def test_desk_is_closed_to_those_without_rights(client):
    assert client.get(GUIDES)["Location"] == f"/admin/login/?next={GUIDES}"
    sign_in(client, make_person("Cleo"))
    assert client.get(GUIDES).status_code == 403


# Withdrawing and renaming


def test_withdrawing_asks_for_a_public_reason_first(reviewer):
    guide = make_edition().guide
    page = page_of(act(reviewer, "withdraw", guide))
    assert "March in a chair" in page
    assert "Why? In words for the public" in page
    assert Edition.objects.get().state == "live"


@pytest.mark.parametrize("reason", ["", "   "])
def test_withdrawing_without_a_reason_is_refused(reviewer, reason):
    guide = make_edition().guide
    page = page_of(act(reviewer, "withdraw", guide, confirmed="yes", reason=reason))
    assert "Say why, in words for the public." in page
    assert Edition.objects.get().state == "live"


def test_withdrawing_with_a_reason_takes_the_guide_from_the_public(reviewer, client):
    guides = [make_edition("March").guide, make_edition("Walk").guide]
    make_edition("Cycle")
    response = act(reviewer, "withdraw", *guides, confirmed="yes", reason="A step was wrong.")
    assert told(response) == ["No longer public: March, Walk."]
    assert "A step was wrong." in page_of(client.get("/guides/march/"), 410)
    assert re.findall(r'card__title"><a href="/guides/(\w+)', page_of(client.get("/guides/"))) == ["cycle"]


def test_withdrawing_what_is_not_public_says_so(reviewer):
    guide = make_edition().guide
    editions.withdraw(guide, reason="It hurt.")
    assert told(act(reviewer, "withdraw", guide, make_guide("Draft"))) == ["None of these is public."]


def test_renaming_moves_the_guide_and_leaves_a_redirect(author, client):
    guide = make_edition().guide
    assert 'value="march-in-a-chair"' in page_of(act(author, "rename", guide))
    response = act(author, "rename", guide, confirmed="yes", slug="march")
    assert told(response) == ["The guide is now at march. Old links lead there."]
    assert client.get("/guides/march-in-a-chair/")["Location"] == "/guides/march/"


def test_renaming_to_a_taken_name_is_refused(author):
    guide = make_edition().guide
    make_guide("Walk")
    page = page_of(act(author, "rename", guide, confirmed="yes", slug="walk"))
    assert "Guide with this Name in the address already exists." in page
    assert Guide.objects.get(pk=guide.pk).slug == "march-in-a-chair"


def test_renaming_takes_one_guide_at_a_time(author):
    response = act(author, "rename", make_guide("One"), make_guide("Two"))
    assert told(response) == ["Choose one guide to rename."]


# The form of a guide


def test_guide_is_made_on_one_page(author):
    make_rules()
    source, chair = make_source(), make_equipment("chair")
    easier = make_guide("Sit", number=41)
    page = author.get(f"{GUIDES}add/")
    sent = filled_in(page)
    assert sent["number"] == "42"
    for prefix, rows in (("needs", 1), ("rungs", 1), ("citations", 1)):
        sent[f"{prefix}-TOTAL_FORMS"] = str(rows)
    sent |= {
        "slug": "stand-up", "kind": "strength", "level": "2", "positions": ["standing", "seated"], "minutes": "5",
        "columns": ["lower"], "movements": ["hip-loaded"], "repetitions": "8",
        "texts-0-title": "Stand up", "texts-0-summary": "Rise.", "texts-0-what": "You rise.", "texts-0-why": "Helps.",
        "texts-0-steps": "Lean.\nRise.", "texts-0-effort": "You can talk.",
        "needs-0-alternatives": [str(chair.pk)], "needs-0-order": "0",
        "rungs-0-direction": "easier", "rungs-0-leads_to": str(easier.pk), "rungs-0-order": "0",
        "citations-0-source": str(source.pk), "citations-0-supports": "It was there.", "citations-0-order": "0",
    }  # fmt: skip
    response = author.post(f"{GUIDES}add/", sent)
    assert response.status_code == 302, response.context["errors"]
    guide = Guide.objects.get(slug="stand-up")
    assert (guide.number, guide.positions, guide.columns, guide.movements) == (
        42, ["standing", "seated"], ["lower"], ["hip-loaded"],
    )  # fmt: skip
    assert (guide.edited_by, guide.was_ever_public) == (make_person("Ada"), False)
    assert {rating.site for rating in guide.ratings.all()} == set(BoneSite.values)
    assert guide.ratings.get(site="pelvis").derived == 2
    edition = publish(guide)
    assert (edition.title, edition.needs, edition.document["easier_guides"]) == ("Stand up", "chair", [41])


def test_guide_without_wording_is_refused(author):
    sent = filled_in(author.get(f"{GUIDES}add/")) | {
        "slug": "stand-up", "kind": "strength", "level": "2", "positions": ["standing"], "minutes": "5",
        "columns": ["lower"], "repetitions": "8",
    }  # fmt: skip
    response = author.post(f"{GUIDES}add/", sent)
    assert "This field is required." in page_of(response)
    assert not Guide.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"positions": []}, "This field is required."),
        ({"columns": []}, "This field is required."),
        ({"columns": ["flying"]}, "flying is not one of the available choices."),
        ({"movements": ["flying"]}, "flying is not one of the available choices."),
        ({"repetitions": "", "seconds": ""}, "Say how many times, or for how many seconds."),
        ({"texts-0-steps": "\n".join("123456789")}, "Write between one and eight steps, one a line."),
        ({"texts-0-watch_for": "Dizzy"}, "Say what to do, after a bar, for: Dizzy"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_form_says_what_is_wrong(author, fields, message):
    guide = make_guide()
    assert message in page_of(save(author, guide, **fields))
    assert Guide.objects.get().edited_by is None


def test_unticking_the_last_movement_takes_it_away(author):
    guide = make_guide(movements=["twist"])
    assert saved(author, guide, movements=[]).movements == []


def test_address_and_number_stay_once_public(author):
    guide = make_edition().guide
    page = page_of(author.get(change_page(guide)))
    assert 'name="slug"' not in page
    assert "To move it, choose “Rename…” in the list." in page
    assert saved(author, guide, slug="other", number="9").slug == "march-in-a-chair"
    assert Guide.objects.get().number == guide.number


def test_address_of_a_guide_that_was_never_public_may_change(author):
    assert saved(author, make_guide(), slug="other", number="9").slug == "other"


def test_guide_that_was_public_cannot_be_deleted(admin_client):
    guide = make_edition().guide
    editions.withdraw(guide, reason="It hurt.")
    assert f"{guide.pk}/delete/" not in page_of(admin_client.get(change_page(guide)))
    assert admin_client.post(f"{GUIDES}{guide.pk}/delete/", {"post": "yes"}).status_code == 403
    act(admin_client, "delete_selected", guide, post="yes")
    assert Guide.objects.exists()


def test_guide_that_was_never_public_can_be_deleted(admin_client):
    guide = make_guide()
    admin_client.post(f"{GUIDES}{guide.pk}/delete/", {"post": "yes"})
    assert not Guide.objects.exists()


def test_author_takes_parts_away_without_a_right_to_delete(author):
    guide = make_guide("March", needs=["chair"], easier=[make_guide("Sit")])
    saved(author, guide, **{"needs-0-DELETE": "on", "rungs-0-DELETE": "on"})
    assert (guide.needs.count(), guide.rungs.count()) == (0, 0)


def test_viewer_can_read_a_guide_and_change_nothing(client):
    person = make_person("Cleo")
    person.user_permissions.set(Permission.objects.filter(codename="view_guide"))
    sign_in(client, person)
    guide = make_guide()
    assert "You move a little." in page_of(client.get(change_page(guide)))
    assert client.post(change_page(guide), {"minutes": "9"}).status_code == 403


# Bone ratings


def rating_fields(guide, site, /, **fields):
    place = [rating.site for rating in guide.ratings.all()].index(site)
    return {f"ratings-{place}-{name}": value for name, value in fields.items()}


def test_ratings_follow_the_tags_that_were_saved(author):
    make_rules()
    guide = make_guide()
    assert guide.ratings.get(site="pelvis").derived == 0
    saved(author, guide, columns=["weight-bearing"])
    assert guide.ratings.get(site="pelvis").derived == 2


def test_override_is_on_record_with_its_reason_and_person(author):
    make_rules()
    guide = make_guide(columns=["weight-bearing"])
    saved(author, guide, **rating_fields(guide, "pelvis", override="0", override_reason="Seen with many."))
    rating = guide.ratings.get(site="pelvis")
    assert (rating.derived, rating.override, rating.override_reason) == (2, 0, "Seen with many.")
    assert rating.overridden_by == make_person("Ada")
    assert set(guide.ratings.exclude(site="pelvis").values_list("override", "overridden_by")) == {(None, None)}


def test_override_that_is_taken_back_leaves_nobody_on_record(author):
    override = {"override": 0, "override_reason": "Seen."}
    guide = make_guide(ratings={"pelvis": override})
    saved(author, guide, **rating_fields(guide, "pelvis", override="", override_reason=""))
    rating = guide.ratings.get(site="pelvis")
    assert (rating.override, rating.override_reason, rating.overridden_by) == (None, "", None)


def test_override_saved_with_new_tags_leaves_no_old_rating_behind(author):
    make_rules()
    guide = make_guide()
    fields = rating_fields(guide, "pelvis", override="2", override_reason="Careful.")
    saved(author, guide, columns=["weight-bearing"], **fields)
    rating = guide.ratings.get(site="pelvis")
    assert (rating.derived, rating.override) == (2, 2)
    assert rating.reasons[0]["concern"] == "on-feet"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"override": "0"}, "Say why you depart from the rules."),
        ({"override": "1", "override_reason": "Seen."}, "“Suitable with a change” needs the change in words."),
        ({"override_reason": "Seen."}, "Choose a rating, or leave the reason and the change empty."),
    ],
)
def test_override_is_refused_until_it_is_complete(author, fields, message):
    guide = make_guide()
    assert message in page_of(save(author, guide, **rating_fields(guide, "pelvis", **fields)))
    assert not BoneRating.objects.exclude(override=None).exists()


def test_derived_rating_is_shown_with_its_reasons_and_cannot_be_typed(author):
    make_rules()
    guide = make_guide(columns=["weight-bearing"])
    page = page_of(author.get(change_page(guide)))
    assert guide.ratings.get(site="pelvis").reasons[0]["text"] in page
    saved(author, guide, **rating_fields(guide, "pelvis", derived="0", site="other", overridden_by="1"))
    assert guide.ratings.get(site="pelvis").derived == 2


# Editions are there to read


def test_edition_shows_the_document_that_was_signed(reviewer):
    edition = make_edition("March", text={"steps": "Sit <tall>. | Feet flat."})
    response = reviewer.get(f"{EDITIONS}{edition.pk}/change/")
    page = response.content.decode()
    assert "<dt>action</dt><dd>Sit &lt;tall&gt;.</dd>" in page
    assert "<dt>tip</dt><dd>Feet flat.</dd>" in page
    assert 'href="/guides/march/" class="viewsitelink"' in page
    assert '<input type="submit"' not in page.split('id="content-start"')[1]


def test_withdrawn_edition_has_no_page_to_view(reviewer):
    edition = make_edition()
    editions.withdraw(edition.guide, reason="It hurt.")
    page = page_of(reviewer.get(f"{EDITIONS}{edition.pk}/change/"))
    assert "viewsitelink" not in page
    assert "It hurt." in page


def test_edition_cannot_be_added_changed_or_deleted_even_by_an_administrator(admin_client):
    edition = make_edition()
    before = Edition.objects.values().get()
    addresses = [f"{EDITIONS}add/", f"{EDITIONS}{edition.pk}/change/", f"{EDITIONS}{edition.pk}/delete/"]
    sent = {"title": "Other", "state": "withdrawn", "withdrawn_reason": "It hurt.", "post": "yes"}
    assert [admin_client.post(address, sent).status_code for address in addresses] == [403, 403, 403]
    assert [admin_client.get(address).status_code for address in addresses] == [403, 200, 403]
    delete = {"action": "delete_selected", "_selected_action": [edition.pk], "post": "yes"}
    admin_client.post(EDITIONS, delete)
    assert Edition.objects.values().get() == before


# Equipment and sources


def test_equipment_is_offered_to_visitors_as_soon_as_it_is_saved(author):
    page = author.get("/admin/guides/equipment/add/")
    sent = filled_in(page) | {"slug": "towel", "name": "Towel", "substitutes": "A scarf", "order": "1"}
    author.post("/admin/guides/equipment/add/", sent)
    assert ContentVersion.current()[1] == '[["towel", "Towel", "A scarf"]]'
    towel, stamp = Equipment.objects.get(), ContentVersion.current()[0]
    address = f"/admin/guides/equipment/{towel.pk}/change/"
    author.post(address, filled_in(author.get(address)) | {"name": "Bath towel", "slug": "other"})
    assert ContentVersion.current()[1] == '[["towel", "Bath towel", "A scarf"]]'
    assert ContentVersion.current()[0] != stamp


def test_equipment_that_a_guide_needs_or_needed_cannot_be_deleted(admin_client):
    needed, once_needed = make_equipment("chair"), make_equipment("band")
    make_guide("Sit", needs=["chair"])
    make_edition("Row", needs=["band"]).guide.needs.all().delete()
    for thing in (needed, once_needed):
        assert admin_client.post(f"/admin/guides/equipment/{thing.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [needed.pk, once_needed.pk], "post": "yes"}
    admin_client.post("/admin/guides/equipment/", chosen)
    assert Equipment.objects.count() == 2


def test_equipment_that_nothing_needs_can_be_deleted(admin_client):
    make_edition()
    thing, stamp = make_equipment("towel"), ContentVersion.current()[0]
    admin_client.post(f"/admin/guides/equipment/{thing.pk}/delete/", {"post": "yes"})
    assert not Equipment.objects.exists()
    assert ContentVersion.current()[0] != stamp


def test_source_in_use_says_what_rests_on_it_and_stays(admin_client):
    make_guide()
    source = Source.objects.get()
    address = f"/admin/guides/source/{source.pk}/delete/"
    page = page_of(admin_client.get(address))
    assert "It was part of the programme." in page
    assert 'value="Yes, I’m sure"' not in page
    page_of(admin_client.post(address, {"post": "yes"}))
    assert Source.objects.exists()


def test_source_needs_a_way_to_look_it_up(author):
    sent = {"key": "x", "kind": "trial", "year": "2024", "citation": "A study.", "doi": "", "address": ""}
    page = page_of(author.post("/admin/guides/source/add/", sent))
    assert "Give a DOI or a web address, so that readers can look it up." in page


def test_names_that_others_go_by_cannot_be_changed(author):
    source = make_source()
    address = f"/admin/guides/source/{source.pk}/change/"
    author.post(address, filled_in(author.get(address)) | {"key": "other", "citation": "Another."})
    assert list(Source.objects.values_list("key", "citation")) == [("effect-2024", "Another.")]


# The lists


def test_list_says_what_is_public_and_what_waits_for_a_second_person(author, reviewer):
    make_rules()
    make_guide("Draft")
    publish(make_guide("Public"))
    editions.publish_demonstration(make_guide("Example"))
    editions.withdraw(publish(make_guide("Gone")).guide, reason="It hurt.")
    saved(author, publish(make_guide("Edited")).guide, minutes="9")
    freed = publish(make_guide("Freed", columns=["weight-bearing"])).guide
    freed.ratings.filter(site="pelvis").update(derived=0)
    response = reviewer.get(GUIDES)
    assert list(zip(*(cells(response, name) for name in ("title", "public_state", "needs_sign_off")), strict=True)) == [
        ("Draft", "Never", "Yes: not public"),
        ("Public", "Live, edition 1", "–"),
        ("Example", "Live, edition 1 (demonstration)", "Yes: not checked by a clinician"),
        ("Gone", "Withdrawn, edition 1", "Yes: not public"),
        ("Edited", "Live, edition 1", "Yes: edited since"),
        ("Freed", "Live, edition 1", "Yes: bone ratings got looser"),
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Draft", "Public", "Gone", "Back"]),
        ("public=live", ["Public", "Back"]),
        ("public=withdrawn", ["Gone"]),
        ("public=never", ["Draft"]),
        ("q=publ", ["Public"]),
    ],
)
def test_list_is_narrowed(reviewer, query, titles):
    make_guide("Draft")
    make_edition("Public")
    for title in ("Gone", "Back"):
        editions.withdraw(make_edition(title).guide, reason="It hurt.")
    publish(Guide.objects.get(slug="back"))
    assert cells(reviewer.get(f"{GUIDES}?{query}"), "title") == titles


@pytest.mark.parametrize(
    ("name", "queries"), [("guide", 11), ("edition", 9), ("bonerule/list", 8), ("source", 9), ("equipment", 8)]
)
def test_list_costs_the_same_with_one_row_and_with_three(author, django_assert_num_queries, name, queries):
    make_rules() if name == "bonerule/list" else None
    for number, title in enumerate(("One", "Two", "Three")):
        edition = make_edition(title, needs=[title.lower()])
        make_source(title.lower())
        Guide.objects.filter(pk=edition.guide_id).update(edited_by=make_person("Ada"))
        if number in (0, 2):
            with django_assert_num_queries(queries):
                assert author.get(f"/admin/guides/{name}/").status_code == 200


# The frame around it all

STYLED = r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"


def test_sign_in_page_has_a_heading_and_the_name_of_the_hub(client):
    page = page_of(client.get("/admin/login/", follow=True))
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Sign in to the desk"]
    assert "<title>\n  Sign in to the desk | Physical Activity Resource Hub – desk\n</title>" in page


def test_desk_leads_to_the_public_site(author):
    assert '<a href="/">View site</a>' in page_of(author.get("/admin/"))


def test_live_guide_leads_to_its_public_page(author):
    guide = make_edition().guide
    assert 'href="/guides/march-in-a-chair/" class="viewsitelink"' in page_of(author.get(change_page(guide)))
    assert "viewsitelink" not in page_of(author.get(change_page(make_guide("Draft"))))


def test_no_page_of_the_desk_needs_an_inline_style_or_script(admin_client):
    make_rules()
    edition = make_edition(needs=["chair"])
    lists = [f"/admin/guides/{name}/" for name in ("guide", "edition", "bonerule", "source", "equipment")]
    forms = [f"{address}add/" for address in lists if address != EDITIONS and "bonerule" not in address]
    pages = [*lists, *forms, "/admin/", change_page(edition.guide), f"{EDITIONS}{edition.pk}/change/"]
    responses = [admin_client.get(address) for address in pages] + [act(admin_client, "withdraw", edition.guide)]
    for response in responses:
        assert re.findall(STYLED, page_of(response)) == [], response.request["PATH_INFO"]
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'; style-src 'self';" in policy


def test_fields_in_tables_name_themselves(author):
    guide = make_guide(needs=["chair"], easier=[make_guide("Sit")])
    page = page_of(author.get(change_page(guide)))
    rows = r'<(?:input|select|textarea)(?=[^>]*name="(?:needs|rungs|citations)-\d+-)(?![^>]*type="hidden")[^>]*>'
    fields = [field for field in re.findall(rows, page) if 'name="needs-0-alternatives"' not in field]
    assert len(fields) == 2 + 4 + 5
    assert [field for field in fields if not re.search(r'aria-label="[^"]+"', field)] == []
