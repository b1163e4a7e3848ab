"""Whole errands at the desk by two people, each in a browser of their own: from the first word to the public and out
again."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import timedelta
from itertools import chain, cycle, repeat
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from guides import editions, signing, working_copy
from guides.models import BoneRule
from guides.roles import set_roles
from tests.browser.conftest import CHROMIUM, PASSWORD, QUIET, Visitor
from tests.browser.test_sign_in import RULES, code_now, give_password, heading, is_at_the_desk
from tests.desk import signed_in
from tests.factories import (
    make_clinician,
    make_edition,
    make_feedback,
    make_guide,
    make_person,
    make_ready_guide,
    make_rules,
    publish,
)
from tests.rule_desk import proposal

pytestmark = pytest.mark.browser

GUIDES = "/admin/guides/guide/"
ROLE_OF = {"Ada": "Author", "Bo": "Clinical reviewer", "Cleo": "Clinical reviewer"}


@pytest.fixture
def site(live_server):
    return live_server.url.replace("localhost", "127.0.0.1")  # the browser asks nobody for names


@pytest.fixture
def chromium():
    """Start it when everything of the test is in the database: while it runs, this thread may ask nothing there."""
    with ExitStack() as stack:

        def start():
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            stack.callback(browser.close)
            return browser

        yield start


class People:
    """Browsers of their own, in which nothing may go wrong."""

    def __init__(self, chromium, site):
        self.chromium, self.site, self.visitors = chromium, site, []

    def come(self, path="/", *, session=None, width=1280, **wishes):
        visitor = Visitor(self.chromium, self.site, width, 900, **wishes)
        self.visitors.append(visitor)
        if session:
            visitor.context.add_cookies([cookie(session)])
        visitor.page.goto(path)
        return visitor.page

    def leave(self):
        """Everyone goes; what the browsers were left with."""
        return [visitor.close() for visitor in self.visitors]


def cookie(session):
    return {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "127.0.0.1", "path": "/admin/"}


def session_of(person):
    return signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value


def colleague(name, **fields):
    """Ada, who writes, or Bo or Cleo, who sign; with the rights of the role and no others."""
    set_roles()  # a test with a database of its own may have emptied the tables
    make = make_person if ROLE_OF[name] == "Author" else make_clinician
    person = make(name, password=make_password(PASSWORD), **fields)
    person.groups.set([Group.objects.get(name=ROLE_OF[name])])
    return person


def made_public(title, **fields):
    """A guide whose first edition two others signed."""
    guide = make_ready_guide(title, **fields)
    publish(guide, author=make_person("Olga"), approver=make_clinician("Pia"))
    return guide


def sign_in(page, name):
    give_password(page, name)
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in").click()
    is_at_the_desk(page)


def in_section(page, title):
    """The links in one section of the front page."""
    return page.get_by_role("region", name=title).locator("li a")


def write(page, **fields):
    """Write into the wording on the form of a guide, and save.

    The page that follows asks the hub on its own. It is let finish: a test's database in memory, unlike a file, refuses
    to be read while somebody else writes.
    """
    page.locator('[data-unsaved="ready"]').wait_for(state="attached")
    for name, words in fields.items():
        page.locator(f"#id_texts-0-{name}").fill(words)
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name="Save and continue editing").last.click()


def told(page, words):
    expect(page.locator(".messagelist")).to_have_text(words)


# Write, send, refuse, correct, approve, public

SENT = "Sent. Everyone who may sign off finds it on the front page of the desk."


@pytest.mark.django_db(transaction=True)
def test_guide_goes_from_one_person_to_the_other_and_back_and_to_the_public(site, chromium, settings):
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may end between reading the code and sending it
    colleague("Ada")
    colleague("Bo")
    made_public("March in a chair")
    people = People(chromium(), site)

    ada = people.come("/admin/")
    sign_in(ada, "ada")
    ada.goto(GUIDES)
    ada.get_by_role("link", name="March in a chair").click()
    write(ada, steps="Sit tall. | Feet flat.\nTap one foot ten times.\nTap the other foot.")
    ada.get_by_role("link", name="Send to a second person…").click()
    expect(ada.get_by_text("To do", exact=True)).to_have_count(0)
    ada.get_by_label("Note to the second person").fill("Please look at the number.")
    ada.get_by_role("button", name="Send").click()
    expect(ada.locator(".errorlist")).to_have_text("Say in words for patients what changed: it touches their safety.")
    expect(ada.get_by_label("Note to the second person")).to_have_value("Please look at the number.")
    ada.get_by_label("What changed, in words for patients").fill("It says how often.")
    ada.get_by_role("button", name="Send").click()
    told(ada, SENT)

    bo = people.come("/admin/")
    sign_in(bo, "bo")
    in_section(bo, "To check").click()
    expect(bo.get_by_text("Please look at the number.")).to_be_visible()
    expect(bo.locator(".change h3")).to_have_text(["Steps Safety"])
    expect(bo.locator(".change ins")).to_have_text([" ten times"])
    bo.get_by_text("Comment on: Steps").click()
    bo.get_by_role("textbox", name="Comment on: Steps").fill("Ten is a lot. Say eight.")
    bo.get_by_label("Your answer").fill("Nearly there.")
    bo.get_by_role("button", name="Send back").click()
    told(bo, "Sent back to Ada.")

    ada.goto("/admin/")
    expect(ada.get_by_role("region", name="Sent back to me")).to_contain_text("by Bo: Nearly there.")
    in_section(ada, "Sent back to me").click()
    standing = ada.get_by_role("region", name="Where this guide stands")
    expect(standing.locator(".standing__answer")).to_contain_text("Nearly there.")
    expect(standing.locator(".standing__comments li")).to_contain_text("Ten is a lot. Say eight.")
    write(ada, steps="Sit tall. | Feet flat.\nTap one foot eight times.\nTap the other foot.")
    ada.get_by_role("link", name="Send to a second person…").click()
    ada.get_by_label("What changed, in words for patients").fill("It says how often.")
    ada.get_by_role("button", name="Send").click()
    told(ada, SENT)

    visitor = people.come("/guides/march-in-a-chair/")
    expect(visitor.get_by_text("Tap one foot.", exact=True).first).to_be_visible()
    bo.goto("/admin/")
    in_section(bo, "To check").click()
    expect(bo.locator(".change ins")).to_have_text([" eight times"])
    bo.get_by_role("button", name="Sign off").click()
    told(bo, "March in a chair: edition 2 is public.")

    visitor.goto("/guides/march-in-a-chair/")
    expect(visitor.get_by_text("Tap one foot eight times.").first).to_be_visible()
    expect(visitor.get_by_text("Checked and signed by Bo (Physiotherapist")).to_be_visible()
    assert people.leave()[-1] == {"cookies": [], "origins": []}


@pytest.mark.django_db(transaction=True)
def test_nobody_finds_a_button_to_sign_off_what_they_wrote(site, chromium):
    colleague("Cleo")  # without her nobody could, and it could not be sent
    guide, session = make_ready_guide("Nod in a chair"), session_of(colleague("Bo"))
    people = People(chromium(), site)
    bo = people.come(f"{GUIDES}{guide.pk}/change/", session=session)
    write(bo, what="You nod.")
    bo.get_by_role("link", name="Send to a second person…").click()
    bo.get_by_role("button", name="Send").click()
    told(bo, SENT)
    bo.get_by_role("link", name="Look and decide").click()
    expect(bo.locator(".errornote")).to_have_text("You sent it. Somebody else has to decide.")
    expect(bo.locator(".submit-row")).to_have_count(0)
    expect(bo.get_by_role("button", name="Sign off")).to_have_count(0)
    bo.goto("/admin/")
    expect(bo.get_by_role("region", name="To check")).to_have_count(0)
    people.leave()


# Two people at one guide


def stale_form(people, guide, sessions):
    """Bo opened the form before Ada saved hers. Both forms, Ada's first."""
    forms = [people.come(f"{GUIDES}{guide.pk}/change/", session=session) for session in sessions]
    for form in forms:
        form.wait_for_load_state("networkidle")
    return forms


@pytest.mark.django_db(transaction=True)
def test_second_to_save_is_told_who_changed_what_and_nothing_is_lost(site, chromium):
    guide, sessions = make_ready_guide("March in a chair"), [session_of(colleague(name)) for name in ("Ada", "Bo")]
    people = People(chromium(), site)

    ada, bo = stale_form(people, guide, sessions)
    write(ada, why="It is fun.")
    told(ada, re.compile("was changed successfully"))
    write(bo, what="You dance.")
    expect(heading(bo)).to_have_text("Somebody else changed this guide too")
    expect(bo.locator("#content > ul li")).to_have_text(re.compile("^Ada, .* UTC: Edited$"))
    expect(bo.get_by_text("You changed different things, so both fit together.")).to_be_visible()
    expect(bo.locator(".change ins")).to_have_text(["is", "fun", "dance"])
    bo.get_by_role("button", name="Save both").click()
    told(bo, "Saved: your changes and theirs are both in the guide.")
    assert wording(bo, "what", "why") == ["You dance.", "It is fun."]

    ada, bo = stale_form(people, guide, sessions)
    write(ada, tips="Go slowly.", effort="You can sing.")
    write(bo, tips="Look ahead.", effort="You can talk.")
    effort, tips = (bo.get_by_role("group", name=name) for name in ("Effort", "Tips"))
    expect(effort.locator("mark")).to_have_text(["sing", "talk"])
    effort.get_by_label("Keep theirs").check()
    tips.get_by_label("Write it from both, below").check()
    tips.get_by_role("textbox").fill("Go slowly. Look ahead.")
    bo.get_by_role("button", name="Save both").click()
    told(bo, "Saved: your changes and theirs are both in the guide.")
    kept = ["You dance.", "It is fun.", "Go slowly. Look ahead.", "You can sing."]
    assert wording(bo, "what", "why", "tips", "effort") == kept
    people.leave()


def wording(page, *names):
    """What stands in these fields of the form."""
    return [page.locator(f"#id_texts-0-{name}").input_value() for name in names]


# Withdrawn in one process, gone from the next answer of another

PREPARE = """
import json
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import make_edition
from tests.guides.test_errands_in_browser import TITLES, colleague, session_of
guides = {title: make_edition(title).guide_id for title in TITLES}
print(json.dumps({"session": session_of(colleague("Cleo")), "guides": guides}))
"""
TITLES = ("Amble", "Breathe", "Curl", "Dance", "Embrace", "Float", "Glide", "Hover", "Imagine")
REASON = "A step was wrong."
SURFACES = {  # each with what its answer says about a guide while it is public
    "/guides/": "/guides/{slug}/",
    "/guides/?q={slug}": "/guides/{slug}/",
    "/embed/guides/": "/guides/{slug}/",
    "/sitemap.xml": "/guides/{slug}/<",
    "/guides/{slug}/": "Move one leg.",
    "/guides/{slug}/print/": "Move one leg.",
    "/embed/guides/{slug}/": "Move one leg.",
    "/api/v1/guides/": "/guides/{slug}/",
    "/api/v1/guides/{slug}/": "Move one leg.",
}


@pytest.fixture
def elsewhere(tmp_path):
    """The surroundings of a hub of its own, on a database file: whatever the suite itself runs on."""
    chosen = ("DATABASE_URL", "CACHE_URL", "PUBLIC_URL", "SHOW_DEMONSTRATION_EDITIONS")
    ours = {name: value for name, value in os.environ.items() if name not in chosen}
    return ours | {"DEBUG": "yes", "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hub.settings"}


@pytest.fixture
def start(elsewhere, tmp_path):
    """Starts a server with one worker process, as it is deployed, and gives its address. All end with the test."""
    servers = []

    def start():
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{free.getsockname()[1]}"
        call = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "hub.wsgi"]
        with (tmp_path / "log").open("a") as log:
            surroundings = elsewhere | {"BIND": place, "WEB_CONCURRENCY": "1"}
            servers.append(subprocess.Popen(call, env=surroundings, cwd=settings.BASE_DIR, stdout=log, stderr=log))
        return f"http://{place}"

    yield start
    for server in servers:
        server.terminate()
    for server in servers:
        server.wait(timeout=15)


def wait_until_alive(address):
    for _ in range(200):
        try:
            return urlopen(f"{address}/readyz", timeout=10).close()
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not come up.")


def answer(address, path, etag=""):
    """Status, words and tag of an answer, asked as a browser does that has the page already."""
    request = Request(address + path, headers={"If-None-Match": etag} if etag else {})
    try:
        with urlopen(request, timeout=30) as response:
            return response.status, response.read().decode(), response.headers.get("ETag", "")
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode(), ""


def shows(words, slug, status, page):
    return status == 200 and words.format(slug=slug) in page


def test_guide_withdrawn_in_one_process_is_gone_from_the_next_answer_of_another(elsewhere, start, chromium):
    call = [sys.executable, "-c", PREPARE]
    made = json.loads(subprocess.run(call, env=elsewhere, cwd=settings.BASE_DIR, check=True, stdout=-1).stdout)
    one, other = start(), start()
    wait_until_alive(one)
    wait_until_alive(other)
    tags = {}
    for title in TITLES:
        for surface, words in SURFACES.items():
            path = surface.format(slug=title.lower())
            assert shows(words, title.lower(), *answer(one, path)[:2]), path
            status, page, tags[path] = answer(other, path)
            assert shows(words, title.lower(), status, page), path

    withdraw = withdrawing(People(chromium(), one), made["session"])
    # Each surface is once the first that is asked, so that none profits from what another noticed.
    for title, first in zip(TITLES, SURFACES, strict=True):
        slug = title.lower()
        withdraw(title, made["guides"][title])
        for path in (surface.format(slug=slug) for surface in (first, *SURFACES)):
            status, page, _ = answer(other, path, tags[path])
            expected = (410, True) if f"guides/{slug}/" in path else (200, False)
            assert (status, REASON in page) == expected, path
            assert (f"/guides/{slug}/" in page.split("<main")[-1], "Move one leg." in page) == (False, False), path


def withdrawing(people, session):
    """Withdraws guides at the desk: the first by its buttons, the others by what these send, which is quicker."""
    desk = people.come("/admin/", session=session)

    def by_its_buttons(title, guide):
        desk.goto(f"{GUIDES}{guide}/change/")
        desk.get_by_role("link", name="Withdraw…").click()
        desk.get_by_label("Why? In words for the public").fill(REASON)
        desk.get_by_role("button", name="Withdraw").click()
        told(desk, f"No longer public: {title}.")

    def by_its_request(title, guide):
        token = next(each["value"] for each in desk.context.cookies() if each["name"] == "csrftoken")
        sent = {"csrfmiddlewaretoken": token, "reason": REASON}
        response = desk.request.post(f"{people.site}{GUIDES}{guide}/withdraw/", form=sent, max_redirects=0)
        assert response.status == 302, title

    ways = chain([by_its_buttons], repeat(by_its_request))
    return lambda title, guide: next(ways)(title, guide)


# Every page of the desk, with something in it, for everyone

LOOKS = [(1280, "light", RULES), (390, "dark", RULES)]  # in turn: two seconds each, and the pages share their parts


def changed(guide, by, **words):
    guide.refresh_from_db()
    working_copy.keep_what_was(guide)
    guide.texts.update(**words)
    working_copy.keep(guide, by=make_person(by))
    return guide


def published_then(title, days_ago):
    with time_machine.travel(timezone.now() - timedelta(days=days_ago)):
        return made_public(title)


def furnish():
    """Something for each section of the front page and for each list. Gives the addresses of the pages."""
    make_rules()
    ada, bo = colleague("Ada"), colleague("Bo")
    colleague("Cleo")
    clash, unready = make_ready_guide("Dance"), make_guide("Nod")
    march, gone = made_public("March"), made_public("Clap")
    signing.submit(
        changed(march, "Ada", steps="Sit tall. | Feet flat.\nTap one foot ten times.", title="March on"),
        person=ada,
        note="Look at the number.",
        change_note="It says how often.",
    )
    mine = signing.submit(changed(make_ready_guide("Hum"), "Bo", what="You move slowly."), person=bo)
    signing.send_back(mine, person=make_clinician("Cleo"), answer="Nearly.", comments={"steps": "Say eight."})
    signing.submit(changed(make_ready_guide("Sing"), "Bo", what="You move slowly."), person=bo)
    signing.publish_alone(
        changed(make_ready_guide("Tap"), "Ada", what="You move slowly."), person=ada, reason="It could hurt."
    )
    for title, days_ago in (("Stretch", 500), ("Swim", 400), ("Walk", 350)):
        published_then(title, days_ago)
    editions.withdraw(gone, reason="A step was wrong.")
    make_feedback(make_edition("Sway"), verdict="hurt", text="My back hurt.")
    make_feedback(make_edition("Rise"), verdict="helped")
    proposal(BoneRule.objects.get(site="pelvis", requires="non-weight-bearing"), verdict="ask", proposer=ada)
    return clash, {
        "front page": "/admin/",
        "list of guides": GUIDES,
        "form": f"{GUIDES}{mine.guide_id}/change/",
        "history": f"{GUIDES}{march.pk}/history/",
        "one change": f"{GUIDES}{march.pk}/changes/1/",
        "sending": f"{GUIDES}{unready.pk}/submit/",
        "deciding": f"{GUIDES}{march.pk}/review/",
        "withdrawing": f"{GUIDES}{march.pk}/withdraw/",
        "publishing alone": f"{GUIDES}{unready.pk}/publish-alone/",
        "checked": f"{GUIDES}{march.pk}/checked/",
        "edition": f"/admin/guides/edition/{gone.editions.get().pk}/change/",
        "editions": "/admin/guides/edition/",
        "submissions": "/admin/guides/submission/",
        "qualifications": "/admin/guides/qualification/",
        "qualification": f"/admin/guides/qualification/{bo.qualification.pk}/change/",
        "messages": "/admin/guides/feedback/",
        "sources": "/admin/guides/source/",
        "bone rules": "/admin/guides/bonerule/",
        "nothing found": f"{GUIDES}?q=xylophone",
    }


def faults_of(page, width, rules):
    """What axe-core and a ruler have against a page."""
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    page.evaluate("() => Promise.all(document.getAnimations().map((change) => change.finished))")
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    faults = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return faults + ([("too wide", wide)] if wide > width else [])


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_any_page_of_the_desk(site, chromium):
    guide, pages = furnish()
    boss = make_clinician("Bo", is_superuser=True)
    type(boss).objects.filter(pk=boss.pk).update(is_superuser=True)
    sessions = [session_of(make_person("Ada")), session_of(boss)]
    people, faults = People(chromium(), site), {}
    ada, bo = stale_form(people, guide, sessions)
    write(ada, tips="Go slowly.", why="It is fun.")
    write(bo, tips="Look ahead.", what="You dance.")
    expect(heading(bo)).to_have_text("Somebody else changed this guide too")
    for name, (width, scheme, rules) in zip(("merging", *pages), cycle(LOOKS), strict=False):
        if name in pages:
            bo.goto(pages[name])
        bo.set_viewport_size({"width": width, "height": 900})
        bo.emulate_media(color_scheme=scheme)
        if found := faults_of(bo, width, rules):
            faults[f"{name}, {width}, {scheme}"] = found
    assert faults == {}
    people.leave()
