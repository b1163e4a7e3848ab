"""What a check of a source found means, what is asked again, and what somebody should look at."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from guides import source_checks
from guides.asking import Answer
from guides.models import Citation, Source, SourceCheck
from tests.factories import make_guide, make_source, make_source_check

pytestmark = pytest.mark.django_db

THERE = Answer(200, "https://example.org/a", title="A study", length=1000)


class Unreachable(Exception):
    pass


def leaflet(key="leaflet", **fields):
    return make_source(key, doi="", address=f"https://example.org/{key}", **fields)


def check(answer=THERE, days=0):
    """Ask all sources that are due, as if everything before were so many days older."""
    for row in SourceCheck.objects.all():
        SourceCheck.objects.filter(pk=row.pk).update(checked_at=row.checked_at - timedelta(days=days))
    return [each.outcome for each in source_checks.check_due(lambda _link: answer, Unreachable)]


def other(**changes):
    return Answer(**vars(THERE) | changes)


# Outcomes


@pytest.mark.parametrize(
    ("answer", "outcome", "note"),
    [
        (THERE, "ok", ""),
        (other(moved_to="https://example.org/b"), "moved", ""),
        (other(status=404), "gone", "It answers 404: not there."),
        (other(status=410), "gone", "It answers 410: not there."),
        (other(status=403), "unreachable", "The site lets no program in (403). Open it yourself."),
        (other(status=500), "unreachable", "It answers 500."),
        (other(status=304), "unreachable", "It answers 304."),
    ],
)
def test_answer_becomes_an_outcome(answer, outcome, note):
    leaflet()
    check(answer)
    assert list(SourceCheck.objects.values_list("outcome", "note")) == [(outcome, note)]


def test_doi_that_leads_elsewhere_has_not_moved():
    make_source()
    assert check(other(moved_to="https://publisher.example.org/a")) == ["ok"]


def test_what_cannot_be_asked_is_kept_with_its_reason_and_the_next_one_is_asked():
    leaflet("a")
    leaflet("b")

    def ask(link):
        if link.endswith("/a"):
            raise Unreachable("It does not answer.")
        return THERE

    kept = [(each.source.key, each.outcome, each.note) for each in source_checks.check_due(ask, Unreachable)]
    assert kept == [("a", "unreachable", "It does not answer."), ("b", "ok", "")]


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (THERE, "ok"),
        (other(length=1190), "ok"),
        (other(length=801), "ok"),
        (other(length=1300), "changed"),
        (other(length=700), "changed"),
        (other(length=None), "ok"),
        (other(title="Page not found"), "changed"),
        (other(title=""), "changed"),
    ],
)
def test_page_with_another_title_or_length_has_changed(now, outcome):
    leaflet()
    assert check() == ["ok"]
    assert check(now, days=8) == [outcome]


def test_change_is_measured_against_the_last_reading_not_the_last_failure():
    leaflet()
    check()
    check(other(status=500), days=8)
    assert check(other(title="Another"), days=8) == ["changed"]
    assert check(other(title="Another"), days=8) == ["ok"]


# When


def test_source_is_left_alone_for_seven_days():
    leaflet()
    assert [check(), check(days=6), check(days=2), check()] == [["ok"], [], ["ok"], []]


def test_new_link_is_asked_at_once_and_starts_anew():
    source = leaflet()
    check()
    Source.objects.filter(pk=source.pk).update(address="https://example.org/new")
    assert check(other(title="Another")) == ["ok"]


def test_interrupted_run_keeps_what_it_has_and_the_next_goes_on():
    leaflet("a")
    leaflet("b")
    assert next(source_checks.check_due(lambda _link: THERE, Unreachable)).source.key == "a"
    assert [each.source.key for each in source_checks.check_due(lambda _link: THERE, Unreachable)] == ["b"]


# What to look at


def troubles():
    return [
        (each.source.key, each.check.outcome, [citation.guide.slug for citation in each.citations], each.rules)
        for each in source_checks.troubles()
    ]


def test_gone_and_changed_sources_come_with_the_guides_that_cite_them():
    guide = make_guide("March")
    for key in ("ok", "moved", "unreachable", "changed", "gone"):
        source = leaflet(key)
        Citation.objects.create(guide=guide, source=source, supports="It.")
        make_source_check(source, key)
    leaflet("never-asked")
    assert troubles() == [("gone", "gone", ["march"], 0), ("changed", "changed", ["march"], 0)]


def test_source_that_is_back_is_no_trouble_but_a_change_stays_until_it_is_read():
    march, squat = make_guide("March"), make_guide("Squat")
    back, changed = leaflet("back"), leaflet("changed")
    for source in (back, changed):
        for guide in (march, squat):
            Citation.objects.create(guide=guide, source=source, supports="It.")
    long_ago = timezone.now() - timedelta(days=20)
    make_source_check(back, "gone", checked_at=long_ago)
    make_source_check(changed, "changed", checked_at=long_ago)
    make_source_check(back)
    make_source_check(changed)
    assert troubles() == [("changed", "changed", ["march", "squat"], 0)]
    march.citations.update(checked_on=long_ago.date() - timedelta(days=1))
    squat.citations.update(checked_on=timezone.now().date())
    assert troubles() == [("changed", "changed", ["march"], 0)]
    march.citations.update(checked_on=timezone.now().date())
    assert troubles() == []


def test_trouble_with_a_former_link_is_over():
    source = leaflet()
    make_source_check(source, "gone", asked="https://example.org/former")
    make_source_check(source, "changed", asked="https://example.org/former")
    assert troubles() == []


def test_troubles_cost_the_same_with_one_source_and_with_three(django_assert_num_queries):
    for number, key in enumerate(("a", "b", "c")):
        source = leaflet(key)
        Citation.objects.create(guide=make_guide(key), source=source, supports="It.")
        make_source_check(source, "gone")
        make_source_check(source, "changed")
        if number in (0, 2):
            with django_assert_num_queries(4):
                assert len(troubles()) == number + 1


# What the database holds


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"outcome": "fine"}, "source_check_outcome_is_known"),
        ({"outcome": "moved", "leads_to": ""}, "source_check_of_a_move_says_where"),
        ({"outcome": "gone", "note": ""}, "source_check_that_failed_says_why"),
        ({"outcome": "unreachable", "note": ""}, "source_check_that_failed_says_why"),
        ({"asked": ""}, "source_check_names_the_link"),
    ],
)
def test_database_refuses_a_check_that_says_nothing(fields, constraint):
    source = leaflet()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_source_check(source, **fields)


def test_source_that_was_checked_cannot_be_deleted():
    source = leaflet()
    make_source_check(source)
    with pytest.raises(ProtectedError):
        source.delete()
