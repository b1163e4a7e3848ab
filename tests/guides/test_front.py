"""The front page of the desk: what needs this person today, and nothing that leads nowhere."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from guides import signing, working_copy
from guides.admin import front
from tests.desk import desk_of
from tests.factories import (
    make_clinician,
    make_edition,
    make_feedback,
    make_person,
    make_ready_guide,
    make_rules,
)
from tests.guides.test_admin import page_of

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()


def sections(person):
    """What the front page shows to somebody: the count by title."""
    found = front.sections_for(type(person).objects.get(pk=person.pk), TODAY)
    return {section.title: section.count for section in found if section.count}


def clinician(name):
    desk_of(name)
    return make_clinician(name)


def sent(title="March in a chair", by="Ada"):
    guide = make_ready_guide(title)
    working_copy.keep(guide, by=make_person(by))
    return signing.submit(guide, person=make_person(by))


def made_alone():
    guide = make_ready_guide("Alone")
    working_copy.keep(guide, by=make_person("Ada"))
    signing.publish_alone(guide, person=make_person("Ada"), reason="It burns.")


def test_each_person_sees_what_waits_for_them():
    ada, bo = clinician("Ada"), clinician("Bo")
    submission = sent()
    assert sections(bo) == {"To check": 1}
    assert sections(ada) == {"What I sent, on its way": 1}
    signing.send_back(submission, person=bo, answer="Slower, please.")
    assert sections(bo) == {}
    assert sections(ada) == {"Sent back to me": 1}


def test_reports_of_harm_come_first():
    bo = clinician("Bo")
    make_feedback(make_edition("Walk"), verdict="hurt")
    make_feedback(make_edition("March"), verdict="helped")
    sent("Sit")
    titles = list(sections(bo))
    assert titles[0] == "Visitors who were hurt"
    assert sections(bo)["Other messages from visitors"] == 1


def test_second_checks_and_guides_without_an_owner_are_listed():
    bo = clinician("Bo")
    made_alone()
    make_edition("Nobody’s")
    found = sections(bo)
    assert (found["Published alone: second check pending"], found["Guides that nobody looks after"]) == (1, 1)


def test_bone_rules_wait_for_a_second_person():
    make_rules()
    assert "Bone rules to decide about" not in sections(clinician("Bo"))


def test_page_leads_to_each_thing():
    desk = desk_of("Bo")
    make_clinician("Bo")
    submission = sent()
    page = page_of(desk.get("/admin/"))
    assert f'href="/admin/guides/guide/{submission.guide_id}/review/?language=en"' in page
    inside = page.split('id="content-main"')[1]
    links = {link for link in re.findall(r'href="(/admin/[^"]*)"', inside) if "logout" not in link}
    broken = [link for link in links if desk.get(link.replace("&amp;", "&")).status_code not in (200, 302)]
    assert broken == []


def test_page_says_when_nothing_needs_anybody():
    assert "Nothing needs you today." in page_of(desk_of("Bo").get("/admin/"))


def test_auditor_sees_no_button_to_press():
    person = make_person("Olaf")
    rights = Permission.objects.filter(content_type__app_label="guides", codename__startswith="view_")
    person.user_permissions.set(rights)
    clinician("Bo")
    sent()
    assert "To check" not in sections(person)


def test_front_page_costs_the_same_with_more_to_do(django_assert_max_num_queries):
    desk = desk_of("Bo")
    make_clinician("Bo")
    counts = []
    for titles in (["One"], ["Two", "Three"]):
        for title in titles:
            sent(title)
            make_feedback(make_edition(f"{title} more"), verdict="hurt")
        with django_assert_max_num_queries(60) as asked:
            desk.get("/admin/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
