"""Reminders about messages from visitors: at once, then daily, never twice, and never with what was written."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.mail.backends import locmem
from django.core.management import CommandError, call_command

from guides import feedback, reminders
from guides.models import Feedback
from tests.factories import make_edition, make_feedback, make_person

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


class OneAddressFails(locmem.EmailBackend):
    def send_messages(self, mails):
        if any("dee@example.org" in mail.to for mail in mails):
            raise ConnectionRefusedError
        return super().send_messages(mails)


class AnotherMachineStarts(locmem.EmailBackend):
    def send_messages(self, mails):
        assert not reminders.remind().reminder
        return super().send_messages(mails)


class AllFail(locmem.EmailBackend):
    def send_messages(self, mails):
        raise ConnectionRefusedError


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def answerer(name, **fields):
    person = make_person(name, **{"email": f"{name.lower()}@example.org"} | fields)
    person.user_permissions.add(Permission.objects.get(codename="answer_feedback"))
    return person


@pytest.fixture
def ada(clock):
    return answerer("Ada")


@pytest.fixture
def edition(ada):
    return make_edition("March")


def run(capsys):
    call_command("remind_feedback")
    return capsys.readouterr().out


def test_safety_report_is_mailed_at_once_then_daily_until_it_is_answered(edition, ada, clock, mailoutbox, capsys):
    report = make_feedback(edition, "hurt", text="my left hip")
    assert run(capsys) == "Mailed: 1.\n"
    clock.shift(timedelta(hours=1))
    assert run(capsys) == ""
    for _day in range(2):
        clock.shift(timedelta(days=1))
        run(capsys)
        run(capsys)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == 3 * [
        (["ada@example.org"], "1 safety report waits for an answer")
    ]
    feedback.add_note(feedback=report, by=ada, text="I look at it.")
    clock.shift(timedelta(days=1))
    run(capsys)
    assert len(mailoutbox) == 4
    feedback.answer(feedback=report, by=ada, text="Done.")
    clock.shift(timedelta(days=1))
    run(capsys)
    assert len(mailoutbox) == 4


def test_mail_names_the_guide_and_leads_to_the_thread_without_what_was_written(edition, mailoutbox, capsys, settings):
    report = make_feedback(edition, "hurt", text="my left hip")
    make_feedback(edition, "hard", text="step two")
    run(capsys)
    (mail,) = mailoutbox
    assert mail.from_email == settings.DEFAULT_FROM_EMAIL
    assert mail.body == (
        "Visitors told us that these guides hurt them. Please look and answer at the desk.\n\n"
        "March, since 2 March 2026\n"
        f"https://hub.example.org/admin/guides/feedback/{report.pk}/change/\n\n"
        "1 other message is open:\n"
        "https://hub.example.org/admin/guides/feedback/?state__exact=open\n\n"
        "You may answer messages from visitors, so you get this. What they wrote stays at the desk.\n"
    )


def test_new_report_is_mailed_at_once_while_an_older_one_waits_for_tomorrow(edition, clock, mailoutbox, capsys):
    make_feedback(edition, "hurt")
    run(capsys)
    make_feedback(make_edition("Walk"), "hurt")
    clock.shift(timedelta(hours=1))
    run(capsys)
    assert [("March, since" in mail.body, "Walk, since" in mail.body) for mail in mailoutbox] == [
        (True, False),
        (False, True),
    ]


def test_other_messages_are_mailed_once_a_week_also_when_new_ones_come(edition, clock, mailoutbox, capsys):
    for _day in range(15):
        make_feedback(edition, "helped")
        run(capsys)
        clock.shift(timedelta(days=1))
    assert [mail.subject for mail in mailoutbox] == [
        "1 message about the guides is open",
        "8 messages about the guides are open",
        "15 messages about the guides are open",
    ]


def test_nothing_waits_and_nothing_is_mailed(edition, ada, mailoutbox, capsys):
    feedback.mark_as_spam(feedback=make_feedback(edition, "hurt"), by=ada)
    feedback.answer(feedback=make_feedback(edition, "helped"), by=ada, text="Done.")
    assert (run(capsys), mailoutbox) == ("", [])


def test_mail_goes_to_each_who_may_answer_and_to_nobody_else(edition, mailoutbox, capsys):
    answerer("Dee")
    answerer("Left", is_active=False)
    answerer("Visitor", is_staff=False)
    answerer("Silent", email="")
    make_person("Cy", email="cy@example.org")
    make_person("Root", email="root@example.org", is_superuser=True)
    make_feedback(edition, "hurt")
    assert run(capsys) == "Mailed: 3.\n"
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"], ["dee@example.org"], ["root@example.org"]]


def test_when_nobody_can_be_told_the_timer_fails_and_it_stays_due(clock, mailoutbox, capsys):
    make_feedback(make_edition("March"), "hurt")
    for _run in range(2):
        with pytest.raises(CommandError, match="nobody can be told"):
            run(capsys)
    answerer("Cy")
    run(capsys)
    assert [mail.to for mail in mailoutbox] == [["cy@example.org"]]


def test_one_address_that_fails_is_told_and_the_others_are_mailed_once(edition, settings, mailoutbox, capsys):
    answerer("Dee")
    make_feedback(edition, "hurt")
    settings.EMAIL_BACKEND = f"{__name__}.OneAddressFails"
    with pytest.raises(CommandError, match=r"Not mailed: 1 \(ConnectionRefusedError\). Mailed: 1."):
        run(capsys)
    run(capsys)
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_reports_stay_due_when_nobody_was_reached(edition, settings, mailoutbox, capsys):
    make_feedback(edition, "hurt")
    make_feedback(edition, "helped")
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.AllFail"
    with pytest.raises(CommandError, match=r"Not mailed: 1 \(ConnectionRefusedError\). Mailed: 0."):
        run(capsys)
    assert set(Feedback.objects.values_list("reminded_at", flat=True)) == {None}
    settings.EMAIL_BACKEND = backend
    run(capsys)
    assert [mail.subject for mail in mailoutbox] == ["1 safety report waits for an answer"]


def test_reminder_costs_the_same_for_one_report_and_for_three(edition, mailoutbox, django_assert_num_queries):
    for number in (1, 3):
        while Feedback.objects.count() < number:
            make_feedback(make_edition(f"Guide {Feedback.objects.count()}"), "hurt")
        Feedback.objects.update(reminded_at=None)
        with django_assert_num_queries(8):
            assert len(reminders.remind().reminder.reports) == number


def test_second_machine_that_starts_while_the_first_still_mails_finds_nothing_due(edition, settings, mailoutbox):
    make_feedback(edition, "hurt")
    make_feedback(edition, "helped")
    settings.EMAIL_BACKEND = f"{__name__}.AnotherMachineStarts"
    reminders.remind()
    assert len(mailoutbox) == 1
