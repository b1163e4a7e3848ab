"""The review clock in public: a due guide says so, an overdue one leaves every list and keeps its address."""

import html
import re
from datetime import date, timedelta

import pytest
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from guides import catalogue, editions, filters, pagecache, review
from guides.models import Edition, Guide
from guides.review import Standing
from guides.selection import Selection
from tests.factories import make_collection, make_edition, make_guide, make_rules, publish

CHECK = date(2027, 1, 10)
LAST_DUE_DAY = date(2027, 3, 11)
OVERDUE = date(2027, 3, 12)
DUE_SAYS = "This guide was due to be checked by 10 January 2027. Nobody has checked it since."
OVERDUE_SAYS = "It is not in the lists any more until a clinician has checked it."


# The clock itself


@pytest.mark.parametrize(
    ("late", "standing"),
    [(-400, "current"), (0, "current"), (1, "due"), (60, "due"), (61, "overdue"), (900, "overdue")],
)
def test_standing_changes_after_the_day_and_after_the_grace_period(late, standing):
    assert review.standing(CHECK, CHECK + timedelta(days=late)) == standing


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-1000, 1000))
def test_a_guide_leaves_the_lists_on_the_day_it_is_overdue(review_on, late):
    today = review_on + timedelta(days=late)
    is_overdue = review.standing(review_on, today) == Standing.OVERDUE
    assert is_overdue == (today >= review.leaves_lists_on(review_on)) == (review_on < review.oldest_listed(today))


@pytest.mark.parametrize(
    ("late", "stage"),
    [
        *((-31, None), (-30, -30), (-8, -30), (-7, -7), (-1, -7), (0, 0), (29, 0), (30, 30), (59, 30), (60, 60)),
        (365, 360),
    ],
)
def test_newest_reminder_is_the_one_that_counts(late, stage):
    assert review.stage(CHECK, CHECK + timedelta(days=late)) == stage


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-1000, 1000))
def test_somebody_is_reminded_of_exactly_the_checks_that_are_near(today, ahead):
    review_on = today + timedelta(days=ahead)
    assert (review.stage(review_on, today) is not None) == (review_on <= review.reminders_from(today))


@pytest.mark.parametrize(
    ("checked_on", "for_safety", "at_most"),
    [
        (date(2026, 1, 10), date(2027, 1, 10), date(2029, 1, 10)),
        (date(2028, 2, 29), date(2029, 2, 28), date(2031, 2, 28)),
    ],
)
def test_check_is_within_a_year_for_safety_content_and_three_for_any(checked_on, for_safety, at_most):
    assert review.latest_check(checked_on) == for_safety
    assert review.latest_check(checked_on, is_about_safety=False) == at_most


@pytest.mark.django_db
def test_what_is_published_is_to_be_checked_within_a_year(time_machine):
    for day in ("2026-01-10 23:59Z", "2027-03-01 00:00Z", "2028-02-29 12:00Z"):
        time_machine.move_to(day, tick=False)
        edition = make_edition(day)
        assert edition.review_on <= review.latest_check(review.today())


# In public


@pytest.fixture
def clock(db, time_machine):
    """Turns to a day. March was published a year before its check, Walk half a year later."""
    make_rules()
    time_machine.move_to("2026-01-10 09:00Z", tick=False)
    march = make_edition("March")
    time_machine.move_to("2026-06-01 09:00Z", tick=False)
    make_edition("Walk", easier=[march.guide], columns=["weight-bearing"])
    make_edition("Far", harder=[march.guide])
    make_collection("For a start", filter="", guides=["march", "walk"], is_closed=True)
    make_collection("Sitting down", filter="level=1")
    return lambda day, time="12:00": time_machine.move_to(f"{day} {time}Z", tick=False)


SURFACES = [
    "/guides/",
    "/guides/?bones=lumbar",
    "/guides/?q=march",
    "/guides/?level=1&kit=none&position=seated&minutes=10&kind=aerobic",
    "/guides/left-out/?bones=other&because=bones-no-rule",
    "/guides/left-out/?level=2&because=level-1",
    "/collections/for-a-start/",
    "/collections/for-a-start/left-out/?bones=other&because=bones-no-rule",
    "/collections/sitting-down/?bones=thoracic",
    "/embed/guides/",
    "/embed/guides/?bones=lumbar",
    "/sitemap.xml",
    "/api/v1/guides/",
    "/api/v1/guides/?bones=lumbar&q=march",
    "/guides/walk/",
    "/guides/far/",
]


def page_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def leads_to_march(client, address):
    response = client.get(address)
    assert response.status_code in (200, 404 if "left-out" in address else 200)
    return "/guides/march/" in response.content.decode()


@pytest.mark.parametrize("address", SURFACES)
def test_an_overdue_guide_leaves_every_list_at_midnight(client, clock, address):
    clock(LAST_DUE_DAY, "23:59:59")
    assert leads_to_march(client, address)
    clock(OVERDUE, "00:00:00")
    assert not leads_to_march(client, address)


def test_other_guides_stay_in_the_lists(client, clock):
    clock(OVERDUE)
    listed = re.findall(r'card__title"><a href="([^"]*)"', page_of(client, "/guides/"))
    assert listed == ["/guides/far/", "/guides/walk/"]
    assert re.findall(r"/guides/(\w+)/<", page_of(client, "/sitemap.xml")) == ["walk", "far"]


def test_counts_leave_an_overdue_guide_out(client, clock):
    clock(LAST_DUE_DAY)
    assert "3 guides fit, of 3" in page_of(client, "/guides/")
    assert page_of(client, "/collections/").count("3 guides") == 1
    clock(OVERDUE)
    assert "2 guides fit, of 2" in page_of(client, "/guides/")
    assert "3 guides" not in page_of(client, "/collections/")


def test_nobody_has_to_run_anything_for_it(client, clock, django_assert_num_queries):
    clock(LAST_DUE_DAY, "23:59:59")
    page_of(client, "/guides/")
    clock(OVERDUE, "00:00:00")
    version = catalogue.ContentVersion.objects.get().stamp
    with django_assert_num_queries(2):  # the content version, and the catalogue; the cards are there
        assert "2 guides fit" in page_of(client, "/guides/?bones=none")
    assert catalogue.ContentVersion.objects.get().stamp == version


def test_browser_is_not_told_that_yesterdays_list_is_still_right(client, clock):
    clock(LAST_DUE_DAY, "23:59:59")
    tag = client.get("/guides/")["ETag"]
    clock(OVERDUE, "00:00:00")
    response = client.get("/guides/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "/guides/march/" not in response.content.decode()


def test_list_that_was_on_its_way_at_midnight_is_not_kept_for_the_next_day(clock):
    def view_of(words, *, then=None):
        def view(request):
            page = pagecache.keep(HttpResponse(words), catalogue.current(request).stamp)
            if then:
                clock(*then)
            return page

        return pagecache.KeptPagesMiddleware(view)

    request = RequestFactory().get("/guides/")
    clock(LAST_DUE_DAY, "23:59:59")
    assert view_of("with March", then=(OVERDUE, "00:00:00"))(request).content
    new = RequestFactory().get("/guides/", headers={"Accept-Encoding": "identity"})
    assert view_of("without March")(new).content == b"without March"


@pytest.mark.parametrize("late", [-1, 0, 1, 60, 61, 62])
@pytest.mark.parametrize("query", ["", "bones=lumbar", "q=march", "level=1&kit=none", "kind=balance"])
def test_memory_and_database_list_the_same_on_each_day(clock, late, query):
    clock(CHECK + timedelta(days=late))
    asked = filters.read(QueryDict(query))
    assert asked.is_valid()
    kept = catalogue.current()
    listed = {kept.pks[position] for position in Selection(kept, asked.choices).page(1, 100)}
    assert listed == set(asked.qs.values_list("pk", flat=True))
    march = Edition.objects.get(title="March").pk
    assert (march in listed) == (late <= 60 and query != "kind=balance")


def test_question_to_the_database_goes_by_the_day_of_its_catalogue(clock):
    clock(LAST_DUE_DAY, "23:59:59")
    kept = catalogue.current()
    clock(OVERDUE, "00:00:00")
    assert filters.read(QueryDict(""), kept).qs.count() == kept.size == 3
    assert filters.read(QueryDict("")).qs.count() == catalogue.current().size == 2


PAGES = ["/guides/march/", "/guides/march/?bones=lumbar", "/guides/march/print/", "/embed/guides/march/"]


@pytest.mark.parametrize("address", PAGES)
def test_guide_says_that_its_check_is_due(client, clock, address):
    clock(CHECK, "23:59:59")
    assert "due to be checked" not in page_of(client, address)
    for day in (CHECK + timedelta(days=1), LAST_DUE_DAY):
        clock(day)
        page = page_of(client, address)
        assert page.count(DUE_SAYS) == 1
        assert OVERDUE_SAYS not in page


@pytest.mark.parametrize("address", PAGES)
def test_overdue_guide_keeps_its_address_and_says_so(client, clock, address):
    clock(OVERDUE)
    page = page_of(client, address)
    assert f"{DUE_SAYS} {OVERDUE_SAYS} Ask your team before you use it." in page
    assert "You move a little." in page or "Sit tall." in page
    assert '<meta name="robots" content="noindex' in page


def test_only_an_overdue_guide_is_kept_from_search_engines(client, clock):
    clock(LAST_DUE_DAY)
    assert "noindex" not in page_of(client, "/guides/march/")
    clock(OVERDUE)
    assert "noindex" in page_of(client, "/guides/march/")
    assert "noindex" not in page_of(client, "/guides/walk/")


@pytest.mark.parametrize("address", ["/guides/march/", "/guides/march/print/"])
def test_guide_says_when_its_next_check_is_or_was(client, clock, address):
    clock(CHECK)
    assert "Next check by 10 January 2027." in page_of(client, address)
    clock(CHECK + timedelta(days=1))
    page = page_of(client, address)
    assert "The next check was due by 10 January 2027." in page
    assert "Next check by" not in page


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/guides/walk/", 2), ("/guides/walk/?bones=lumbar", 2), ("/guides/walk/print/", 1), ("/embed/guides/walk/", 1)],
)
def test_overdue_guide_costs_as_much_as_any(client, clock, django_assert_num_queries, address, queries):
    for day in ("2026-06-02", "2027-06-02", "2027-08-01"):
        clock(day)
        with django_assert_num_queries(queries):
            page_of(client, address)
    assert OVERDUE_SAYS in page_of(client, address)


def test_publishing_it_again_brings_it_back(client, clock):
    clock(OVERDUE)
    assert not leads_to_march(client, "/guides/")
    publish(Guide.objects.get(slug="march"))
    assert leads_to_march(client, "/guides/")
    assert "due to be checked" not in page_of(client, "/guides/march/")


def test_withdrawn_guide_says_only_that_it_was_withdrawn(client, clock):
    clock(OVERDUE)
    editions.withdraw(Guide.objects.get(slug="march"), reason="It hurt.")
    page = page_of(client, "/guides/march/", status=410)
    assert "It hurt." in page
    assert "due to be checked" not in page


def test_demonstration_edition_is_held_to_the_same_clock(client, clock):
    clock("2026-01-10")
    editions.publish_demonstration(make_guide("Example"))
    clock(LAST_DUE_DAY)
    assert DUE_SAYS in page_of(client, "/guides/example/")
    assert "/guides/example/" in page_of(client, "/guides/")
    clock(OVERDUE)
    assert OVERDUE_SAYS in page_of(client, "/guides/example/")
    assert "/guides/example/" not in page_of(client, "/guides/")


@pytest.mark.parametrize("late", [-31, -30, -1, 0, 1, 60, 61, 500])
def test_querysets_and_clock_agree(clock, late):
    today, march = CHECK + timedelta(days=late), Edition.objects.filter(title="March")
    standing = review.standing(CHECK, today)
    assert march.live().exists()
    assert march.current(today).exists() == (standing == Standing.CURRENT)
    assert march.due_within(30, today).exists() == (-30 <= late <= 0)
    assert march.due(today).exists() == (standing == Standing.DUE)
    assert march.overdue(today).exists() == (standing == Standing.OVERDUE)
    assert march.listed(today).exists() == (standing != Standing.OVERDUE)


def test_nothing_is_due_that_the_public_does_not_see(clock, settings):
    editions.publish_demonstration(make_guide("Example"))
    editions.withdraw(Guide.objects.get(slug="march"), reason="It hurt.")
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    late = date(2030, 1, 1)
    assert sorted(Edition.objects.overdue(late).values_list("title", flat=True)) == ["Far", "Walk"]
