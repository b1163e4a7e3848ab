"""Reminders by mail: to whom, when, once each, and what happens when a run or a mail fails."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from guides import digest, editions, review_mail
from guides.management.commands import daily
from guides.models import Digest, Edition, Guide, Reminder, Submission
from tests.factories import make_edition, make_guide, make_person, publish
from tests.mail import WhileAnotherMachineRuns

pytestmark = pytest.mark.django_db

CHECK = date(2027, 1, 13)  # a Wednesday, and so is every seventh day


def make_signer(name):
    """Somebody who may sign guides off, and has an address."""
    person = make_person(name, email=f"{name.lower()}@example.org")
    person.user_permissions.add(Permission.objects.get(codename="sign_off_edition"))
    return person


def look_after(guide, **people):
    Guide.objects.filter(pk=guide.pk).update(**people)


@pytest.fixture
def olga(db):
    return make_person("Olga", email="olga@example.org")


@pytest.fixture
def march(olga, time_machine):
    """A public guide that Olga looks after, to be checked on CHECK."""
    time_machine.move_to("2026-01-13 09:00Z", tick=False)
    guide = make_guide("March")
    look_after(guide, owner=olga)
    return publish(guide)


@pytest.fixture
def run(time_machine, mailoutbox):
    """Runs the command so many days after the day of the check; returns who got which subject."""

    def run_on(late, *arguments):
        time_machine.move_to(f"{CHECK + timedelta(days=late)} 05:30Z", tick=False)
        mailoutbox.clear()
        call_command("remind_reviews", *arguments, stdout=StringIO())
        return sorted((address, mail.subject) for mail in mailoutbox for address in mail.to)

    return run_on


TO_OLGA = [("olga@example.org", "1 guide to check")]


def test_owner_is_reminded_before_on_the_day_and_every_thirty_days_after(march, run):
    told = [late for late in range(-40, 130) if ("olga@example.org", "1 guide to check") in run(late)]
    assert told == [-30, -7, 0, 30, 60, 90, 120]


@pytest.mark.parametrize(
    ("late", "says"),
    [
        (-30, "March: check it by 13 January 2027."),
        (0, "March: check it today."),
        (30, "March: its check was due by 13 January 2027. It leaves the lists on 15 March 2027."),
        (90, "March: its check was due by 13 January 2027. It is not in the lists any more."),
    ],
)
def test_mail_says_what_to_check_by_when_and_where(march, run, mailoutbox, late, says):
    run(late)
    assert mailoutbox[0].body == (
        "Hello Olga,\n\nPlease look whether each of these guides is still right, and say so at the desk. If you "
        f"cannot, please ask somebody who can.\n\n{says}\n"
        f"https://hub.example.org/admin/guides/guide/{march.guide_id}/change/\n"
    )


def test_a_second_run_sends_nothing(march, run):
    assert run(-30) == TO_OLGA
    assert run(-30) == []
    assert run(-29) == []


def test_a_second_machine_sends_nothing_twice(march, run, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.mail.WhileAnotherMachineRuns"
    make_signer("Sia")
    editions.publish_demonstration(make_guide("Nobody’s"))
    WhileAnotherMachineRuns.other_machine = lambda: call_command("remind_reviews", "--digest", stdout=StringIO())
    run(-7, "--digest")
    received = [(*mail.to, mail.subject) for mail in mailoutbox]
    assert sorted(received) == [
        ("olga@example.org", "1 guide to check"),
        ("sia@example.org", "1 guide to check"),
        ("sia@example.org", "Guides: the week’s overview"),
    ]


@pytest.mark.parametrize(("before", "late", "stage"), [(None, -6, -7), (-30, 3, 0), (-7, 95, 90), (None, 1, 0)])
def test_after_missed_runs_one_mail_is_sent(march, run, before, late, stage):
    if before is not None:
        run(before)
        Reminder.objects.exclude(stage=before).delete()
    assert run(late) == TO_OLGA
    assert Reminder.objects.order_by("pk").last().stage == stage
    assert run(late + 1) == []


def test_a_guide_published_anew_starts_from_the_beginning(march, run):
    run(-7)
    publish(march.guide)
    assert run(0) == []
    assert run(365 - 7 - 30) == TO_OLGA


def test_one_mail_lists_all_guides_of_a_person(march, olga, run, mailoutbox, time_machine):
    time_machine.move_to("2026-01-20 09:00Z", tick=False)
    walk = make_edition("Walk")
    look_after(walk.guide, owner=make_person("Pia", email="pia@example.org"), deputy=olga)
    assert run(-25) == [("olga@example.org", "1 guide to check")]
    assert run(0) == [("olga@example.org", "2 guides to check"), ("pia@example.org", "1 guide to check")]
    to_olga = next(mail.body for mail in mailoutbox if mail.to == ["olga@example.org"])
    assert to_olga.index("March: check it today.") < to_olga.index("Walk: check it by 20 January 2027.")


def test_a_new_owner_hears_where_the_guide_stands(march, run):
    run(-7)
    look_after(march.guide, owner=make_person("Pia", email="pia@example.org"))
    assert run(-6) == [("pia@example.org", "1 guide to check")]
    assert run(-5) == []


@pytest.mark.parametrize("why", ["no owner", "left", "no address"])
def test_without_a_reachable_owner_those_who_sign_off_are_told(march, olga, run, mailoutbox, why):
    make_signer("Sia")
    make_signer("Tom")
    make_person("Uma", email="uma@example.org")  # may not sign off
    look_after(march.guide, owner=None if why == "no owner" else olga)
    type(olga).objects.filter(pk=olga.pk).update(
        is_active=why != "left", email="" if why == "no address" else olga.email
    )
    assert run(-29) == [("sia@example.org", "1 guide to check"), ("tom@example.org", "1 guide to check")]
    assert "March: check it by 13 January 2027. Nobody who looks after it can be reached." in mailoutbox[0].body
    assert run(-28) == []


def test_deputy_alone_is_enough(march, run):
    make_signer("Sia")
    look_after(march.guide, owner=None, deputy=make_person("Pia", email="pia@example.org"))
    assert run(-29) == [("pia@example.org", "1 guide to check")]


def test_when_nobody_can_be_told_the_command_fails_every_time(march, run):
    look_after(march.guide, owner=None)
    for late in (-30, -29):
        with pytest.raises(CommandError, match="Guides and collections nobody can be told about: 1"):
            run(late)
    assert not Reminder.objects.exists()


def test_a_guide_that_is_not_public_reminds_nobody(march, run, settings):
    editions.withdraw(march.guide, reason="It hurt.")
    editions.publish_demonstration(make_guide("Example"))
    settings.SHOW_DEMONSTRATION_EDITIONS = False
    assert run(0) == []


def test_a_mail_that_fails_is_tried_again_and_the_others_are_sent(march, olga, run, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.mail.RefusesBrokenAddresses"
    pia = make_person("Pia", email="broken-pia@example.org")
    look_after(march.guide, deputy=pia)
    for late in (-30, -29):
        with pytest.raises(CommandError) as refusal:
            run(late)
        assert str(refusal.value) == "Mails that could not be sent: 1. The next run tries again."
        assert refusal.value.__cause__ is refusal.value.__context__ is None
    assert list(Reminder.objects.values_list("person__first_name", "stage")) == [("Olga", -30)]
    assert mailoutbox == []
    type(pia).objects.filter(pk=pia.pk).update(email="pia@example.org")
    assert run(-28) == [("pia@example.org", "1 guide to check")]


def test_dry_run_prints_the_mails_and_sends_and_remembers_nothing(march, run, mailoutbox, time_machine):
    make_signer("Sia")
    time_machine.move_to(f"{CHECK} 05:30Z", tick=False)
    said = StringIO()
    call_command("remind_reviews", "--dry-run", "--digest", stdout=said)
    assert "To olga: 1 guide to check\n\nHello Olga," in said.getvalue()
    assert "To sia: Guides: the week’s overview\n\nHello Sia," not in said.getvalue()  # on the day nothing is due
    assert "Dry run, nothing was sent. Mails: 1 reminders, 0 overviews." in said.getvalue()
    assert "@" not in said.getvalue()
    assert (mailoutbox, Reminder.objects.count(), Digest.objects.count()) == ([], 0, 0)


def test_run_costs_the_same_with_one_guide_and_with_three(march, olga, time_machine, django_assert_num_queries):
    for titles in ((), ("Walk", "Far")):
        for title in titles:
            time_machine.move_to("2026-01-13 09:00Z", tick=False)
            look_after(make_edition(title).guide, owner=olga, deputy=make_person("Pia", email="pia@example.org"))
        with django_assert_num_queries(5):
            review_mail.remind(CHECK, dry_run=True)


# The overview of the week


def make_alone(title):
    """A guide that one person published alone, as the database holds it."""
    signed = make_edition(title)
    columns = {field.attname: getattr(signed, field.attname) for field in Edition._meta.concrete_fields}
    del columns["id"]
    Edition.objects.filter(pk=signed.pk).update(state="superseded", ended_at=timezone.now())
    alone = {"number": 2, "approver_id": None, "signed_at": None, "emergency_reason": "Bo is away."}
    return Edition.objects.create(**columns | alone)


@pytest.fixture
def week(march, olga, time_machine):
    """Sia may sign off. March is overdue, Walk is due, Draft waits, Alone lacks its second check and Lost an owner."""
    make_signer("Sia")
    time_machine.move_to("2026-03-13 09:00Z", tick=False)
    look_after(make_edition("Walk").guide, owner=olga)
    time_machine.move_to("2027-01-13 09:00Z", tick=False)
    look_after(make_alone("Alone").guide, owner=olga)
    make_edition("Lost")
    Submission.objects.create(
        guide=make_guide("Draft"),
        revision=1,
        document={"title": "Draft"},
        submitted_by=olga,
        submitted_at=timezone.now(),
    )
    return date(2027, 3, 22)  # a Monday


def test_overview_says_all_that_waits(week):
    numbers = dict(Guide.objects.values_list("texts__title", "pk"))

    def row(title, check=""):
        check = f" (check by {check})" if check else ""
        return f"- {title}{check}: https://hub.example.org/admin/guides/guide/{numbers[title]}/change/"

    mail = digest.send(week, dry_run=True).mails[0]
    assert mail.body.split("\n\n") == [
        "Hello Sia,",
        "This is how the guides stand this week.",
        "\n".join(["Not in the lists any more, because nobody checked them: 1", row("March", "13 January 2027")]),
        "\n".join(["Due, and still in the lists: 1", row("Walk", "13 March 2027")]),
        "\n".join(["Waiting for a second person: 1", row("Draft")]),
        "\n".join(
            ["Published by one person alone, second check to come: 1", row("Alone", "13 January 2028")],
        ),
        "\n".join(["Public, and nobody looks after them: 1", row("Lost")]) + "\n",
    ]


OVERVIEW = ("sia@example.org", "Guides: the week’s overview")


def test_overview_comes_on_mondays_once(week, run):
    monday = (week - CHECK).days
    arrived = [late for late in range(monday - 1, monday + 14) if OVERVIEW in run(late)]
    assert arrived == [monday, monday + 7]
    assert OVERVIEW not in run(monday + 7)


def test_overview_that_was_missed_can_be_sent_on_another_day(week, run):
    wednesday = (week - CHECK).days + 2
    assert OVERVIEW not in run(wednesday)
    assert OVERVIEW in run(wednesday, "--digest")
    assert OVERVIEW not in run(wednesday + 1, "--digest")


def test_overview_with_nothing_to_say_is_not_sent(march, run):
    make_signer("Sia")
    assert OVERVIEW not in run(-9)  # a Monday
    assert run(-8, "--digest") == []


def test_overview_that_fails_is_tried_again(week, run, settings):
    settings.EMAIL_BACKEND = "tests.mail.RefusesBrokenAddresses"
    make_signer("broken-tom")
    with pytest.raises(CommandError, match="Mails that could not be sent: 1"):
        run((week - CHECK).days)
    assert list(Digest.objects.values_list("person__username", "week")) == [("sia", week)]


def test_long_sections_are_cut_and_say_where_the_rest_is(march, time_machine):
    make_signer("Sia")
    for number in range(23):
        make_edition(f"Lost {number:02}")
    body = digest.send(CHECK, dry_run=True).mails[0].body
    assert "Public, and nobody looks after them: 23" in body
    assert "Lost 19" in body
    assert "Lost 20" not in body
    assert body.endswith("and 3 more: https://hub.example.org/admin/guides/guide/\n")


# The timer


def test_daily_runs_the_reminders(march, time_machine, mailoutbox):
    time_machine.move_to(f"{CHECK} 05:30Z", tick=False)
    for _twice in range(2):
        call_command("daily", stdout=StringIO())
    assert [mail.to for mail in mailoutbox] == [["olga@example.org"]]


def test_daily_goes_on_after_a_command_that_fails_and_says_so(march, monkeypatch, mailoutbox, time_machine):
    time_machine.move_to(f"{CHECK} 05:30Z", tick=False)
    monkeypatch.setattr(daily, "COMMANDS", ("no_such_command", "remind_reviews"))
    errors = StringIO()
    with pytest.raises(CommandError, match=r"^Did not finish: no_such_command\.$"):
        call_command("daily", stdout=StringIO(), stderr=errors)
    assert "no_such_command: Unknown command" in errors.getvalue()
    assert len(mailoutbox) == 1
