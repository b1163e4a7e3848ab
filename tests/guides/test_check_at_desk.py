"""How guides stand by the review clock, at the desk: the column, the filter, and who looks after a guide."""

from datetime import date

import pytest

from guides import editions
from guides.models import Guide
from tests.factories import make_edition, make_guide, make_person, make_rules, publish
from tests.guides.test_admin import GUIDES, cells, change_page, desk_of, save, saved

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 20)


@pytest.fixture
def guides(time_machine):
    """Guides whose check was or is on the day in their title, looked after by Olga; and some that nobody checks."""
    make_rules()
    for title, day in (
        ("Overdue", "2026-01-18"),
        ("Due", "2026-01-19"),
        ("Also due", "2026-03-19"),
        ("Today", "2026-03-20"),
        ("Soon", "2026-04-19"),
        ("Later", "2026-04-20"),
    ):
        time_machine.move_to(f"{day} 09:00Z", tick=False)
        make_edition(title, owner=make_person("Olga"))
    editions.withdraw(make_edition("Gone", owner=make_person("Olga")).guide, reason="It hurt.")
    make_guide("Draft", owner=make_person("Olga"))
    make_edition("Nobody’s")
    time_machine.move_to(f"{TODAY} 09:00Z", tick=False)


@pytest.fixture
def desk(guides):
    """Ada's desk, on the day it is."""
    return desk_of("Ada")


def checks(response):
    """The column about checks, with plain blanks."""
    return [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells(response, "check_state")]


def test_list_says_how_each_guide_stands(desk):
    response = desk.get(GUIDES)
    assert dict(zip(cells(response, "title"), checks(response), strict=True)) == {
        "Overdue": "Overdue since 18 Jan 2027",
        "Due": "Due since 19 Jan 2027",
        "Also due": "Due since 19 Mar 2027",
        "Today": "By 20 Mar 2027",
        "Soon": "By 19 Apr 2027",
        "Later": "By 20 Apr 2027",
        "Gone": "–",
        "Draft": "–",
        "Nobody’s": "By 20 Apr 2027; no owner",
    }


@pytest.mark.parametrize(
    ("check", "titles"),
    [
        ("current", ["Today", "Soon", "Later", "Nobody’s"]),
        ("soon", ["Today", "Soon"]),
        ("due", ["Due", "Also due"]),
        ("overdue", ["Overdue"]),
        ("no-owner", ["Nobody’s"]),
    ],
)
def test_list_is_narrowed_by_the_check(desk, check, titles):
    assert cells(desk.get(f"{GUIDES}?check={check}"), "title") == titles


def test_what_production_hides_need_not_be_checked(desk, settings):
    editions.publish_demonstration(make_guide("Example", owner=make_person("Olga")))
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert "Example" not in cells(desk.get(f"{GUIDES}?check=current"), "title")
    assert checks(desk.get(f"{GUIDES}?q=example")) == ["–"]


def test_filter_costs_nothing_for_each_guide(desk, django_assert_num_queries):
    with django_assert_num_queries(11):
        desk.get(f"{GUIDES}?check=overdue")
    with django_assert_num_queries(11):
        desk.get(f"{GUIDES}?check=current")


def test_naming_who_looks_after_a_guide_is_no_edit_of_it(desk, client):
    ada, guide = make_person("Ada"), Guide.objects.get(slug="later")
    Guide.objects.filter(pk=guide.pk).update(edited_by=make_person("Bo"))
    named = saved(desk, guide, owner=str(ada.pk), deputy=str(make_person("Pia").pk))
    assert (named.owner, named.deputy) == (ada, make_person("Pia"))
    assert (named.edited_by, named.edited_at) == (make_person("Bo"), None)
    assert cells(desk.get(f"{GUIDES}?q=later"), "needs_sign_off") == ["–"]


def test_naming_somebody_together_with_an_edit_is_an_edit(desk):
    edited = saved(desk, Guide.objects.get(slug="later"), owner=str(make_person("Ada").pk), minutes="9")
    assert edited.edited_by == make_person("Ada")


def test_owner_and_deputy_are_two_people(desk):
    guide, ada = Guide.objects.get(slug="later"), str(make_person("Ada").pk)
    response = save(desk, guide, owner=ada, deputy=ada)
    assert "Owner and deputy are two people." in response.content.decode()


def test_only_staff_is_offered_and_whoever_it_is_now(desk):
    for name, fields in (("Visitor", {"is_staff": False}), ("Left", {"is_active": False})):
        make_person(name, **fields)
    guide = Guide.objects.get(slug="later")
    Guide.objects.filter(pk=guide.pk).update(owner=make_person("Gone", is_active=False))
    form = desk.get(change_page(guide)).context["adminform"].form
    offered = ["ada", "bo", "gone", "olga"]
    assert [person.username for person in form.fields["owner"].queryset] == offered
    crafted = save(desk, guide, owner=str(make_person("Visitor").pk))
    assert "That choice is not one of the available choices." in crafted.content.decode()
    assert saved(desk, guide, minutes="8").owner == make_person("Gone")


def test_guide_that_is_published_anew_is_current_again(desk):
    publish(Guide.objects.get(slug="overdue"))
    assert checks(desk.get(f"{GUIDES}?q=overdue")) == ["By 19 Mar 2028"]
