"""Asking a link, against a server on this machine that plays everything a source can become. No test leaves it."""

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from guides import asking
from guides.models import SourceCheck
from tests.factories import make_source

GUIDES = Path(asking.__file__).parent


class Stage(BaseHTTPRequestHandler):
    """Plays `scenes`: path to (status, headers, body), or to a function of the handler."""

    scenes: dict
    asked: list
    over: threading.Event

    def play(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        scene = self.scenes.get(self.path, (404, {}, b""))
        if callable(scene):
            return scene(self)
        status, headers, body = scene
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        return self.wfile.write(body if self.command == "GET" else b"")

    do_GET = do_HEAD = play

    def log_message(self, *said):
        pass


@pytest.fixture
def stage(settings):
    """The server: `scenes` is what it plays, `asked` what it was asked, and `at(path)` an address of it."""
    settings.SOURCES_ON_LOOPBACK = True
    played = type("Played", (Stage,), {"scenes": {}, "asked": [], "over": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), played)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    played.at = staticmethod(lambda path: f"http://127.0.0.1:{server.server_port}{path}")
    yield played
    played.over.set()
    server.shutdown()
    server.server_close()


def page(title="A study", text="We looked at this.", status=200, **headers):
    body = f"<html><head><title>{title}</title><script>ignored</script></head><body><p>{text}</p></body></html>"
    return status, headers, body.encode()


def redirect(to, status=301):
    return status, {"Location": to}, b""


def no_wait():
    """A pace whose second is over at once."""
    return asking.Pace(seconds=0)


def ask(address):
    return asking.ask(address, no_wait())


def refusal(address):
    with pytest.raises(asking.CannotAsk) as refused:
        ask(address)
    return str(refused.value)


# What comes back


def test_page_is_asked_by_head_then_read_for_its_title_and_text(stage):
    stage.scenes["/"] = page("A  study\n", "We looked.")
    assert ask(stage.at("/")) == asking.Answer(200, stage.at("/"), title="A study", length=10)
    assert [how for how, _path, _who in stage.asked] == ["HEAD", "GET"]
    assert {who for *_, who in stage.asked} == {
        "PhysicalActivityResourceHub (checks its sources; +https://hub.example.org)"
    }


def test_file_is_asked_by_head_only(stage):
    stage.scenes["/a.pdf"] = 200, {"Content-Type": "application/pdf"}, b"x" * 99
    assert ask(stage.at("/a.pdf")) == asking.Answer(200, stage.at("/a.pdf"), length=99)
    assert [how for how, *_ in stage.asked] == ["HEAD"]


def test_refused_head_is_asked_again_by_get(stage):
    stage.scenes["/"] = lambda it: (
        it.send_error(405)
        if it.command == "HEAD"
        else it.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>There</title>")
    )
    assert ask(stage.at("/")).title == "There"


def test_gone_is_asked_twice_and_said(stage):
    assert ask(stage.at("/none")).status == 404
    assert [how for how, *_ in stage.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [((301,), "/1"), ((308, 301), "/2"), ((302,), ""), ((301, 302), "/1"), ((302, 301), ""), ((307, 303), "")],
)
def test_lasting_redirects_say_where_it_moved(stage, hops, moved_to):
    for place, status in enumerate(hops):
        stage.scenes[f"/{place}"] = redirect(f"/{place + 1}#part", status)
    stage.scenes[f"/{len(hops)}"] = page()
    answer = ask(stage.at("/0"))
    assert answer.leads_to == stage.at(f"/{len(hops)}")
    assert answer.moved_to == (stage.at(moved_to) if moved_to else "")


def test_huge_page_is_read_up_to_the_limit(stage):
    stage.scenes["/"] = page(text="x" * (4 * asking.MOST_BYTES))
    assert 0.9 * asking.MOST_BYTES < ask(stage.at("/")).length < asking.MOST_BYTES


def test_page_in_a_strange_charset_and_with_broken_marks_is_read(stage):
    stage.scenes["/"] = 200, {"Content-Type": "text/html; charset=klingon"}, b"<title>\xff A</title><![x[<!"
    assert ask(stage.at("/")).title == "� A"


# What is not followed


def test_ring_of_redirects_ends(stage):
    stage.scenes |= {"/a": redirect("/b", 302), "/b": redirect("/a", 302)}
    assert refusal(stage.at("/a")) == "It leads on and on and never arrives."
    assert len(stage.asked) == asking.MOST_HOPS


@pytest.mark.parametrize(
    "there",
    [
        "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/", "http://100.64.0.1/", "http://[fd00::1]/", "http://[fe80::1]/", "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/", "http://[2002:a00:1::]/", "http://224.0.0.1/", "http://167772161/", "http://0x0a000001/",
    ],
)  # fmt: skip
def test_redirect_to_a_private_address_is_not_followed(stage, there):
    stage.scenes["/"] = redirect(there, 302)
    assert refusal(stage.at("/")) == "It leads to a private address, which the hub never asks."
    assert len(stage.asked) == 1


def test_loopback_is_private_too_outside_tests(stage, settings):
    stage.scenes["/"] = page()
    settings.SOURCES_ON_LOOPBACK = False
    assert refusal("http://127.0.0.1/") == "It leads to a private address, which the hub never asks."
    assert refusal("http://localhost/") == "It leads to a private address, which the hub never asks."
    assert refusal(stage.at("/")) == "It leads to a port that is not for web pages."
    assert stage.asked == []


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07::1", True),
        ("127.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
    ],
)  # fmt: skip
def test_public_addresses_are_told_from_private_ones(settings, address, is_public):
    assert asking.may_be_asked(address) == is_public


@pytest.mark.parametrize(
    "there",
    [
        "ftp://127.0.0.1/", "file:///etc/passwd", "http://user:word@127.0.0.1/", "http://[", "http://127.0.0.1:99999/",
        "http://a b/", "data:,x", "http://127.0.0.1/\x00",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_not_followed(stage, there):
    stage.scenes["/"] = redirect(there, 302)
    assert refusal(stage.at("/")) == "It leads to something that is no web address."


def test_address_that_is_too_long_is_not_followed(stage):
    stage.scenes["/"] = redirect("/" + "x" * asking.LONGEST_ADDRESS)
    assert refusal(stage.at("/")) == "It leads to an address that is too long."


# What holds out


def test_silence_ends(stage, monkeypatch):
    monkeypatch.setattr(asking, "TIMEOUT_SECONDS", 0.2)
    stage.scenes["/"] = lambda it: it.over.wait(30)
    assert refusal(stage.at("/")) == "It took too long to answer."


@pytest.mark.parametrize("start", [b"HTTP/1.0 200 OK\r\nX-", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"])
def test_server_that_drips_is_hung_up_on(stage, monkeypatch, start):
    monkeypatch.setattr(asking, "DEADLINE_SECONDS", 0.4)

    def drip(it):
        it.wfile.write(start)
        while it.command == "GET" or b"\r\n\r\n" not in start:
            it.wfile.write(b"x")
            if it.over.wait(0.05):
                return

    def quiet(it):
        try:
            drip(it)
        except OSError:
            it.close_connection = True  # the hub has hung up

    stage.scenes["/"] = quiet
    assert refusal(stage.at("/")) == "It took too long to answer."


def test_server_that_hangs_up_or_talks_nonsense_is_not_reached(stage):
    stage.scenes |= {"/nothing": lambda it: None, "/nonsense": lambda it: it.wfile.write(b"Hello!\r\n\r\n")}
    assert refusal(stage.at("/nothing")) == "It does not answer."
    assert refusal(stage.at("/nonsense")) == "It does not answer."


def test_closed_port_is_not_reached(stage, unused_port):
    assert refusal(f"http://127.0.0.1:{unused_port}/") == "It does not answer."


@pytest.fixture
def unused_port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stage)
    server.server_close()
    return server.server_port


# Manners


def test_each_host_is_asked_once_a_second_at_most():
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    pace = asking.Pace(clock=lambda: now[0], sleep=sleep)
    for host in ("a.example", "b.example", "a.example", "a.example"):
        pace.wait(host)
    now[0] += 5
    pace.wait("a.example")
    assert slept == [1.0, 1.0]


def test_each_hop_and_each_method_waits_its_turn(stage):
    waits = []
    pace = no_wait()
    pace.wait = waits.append
    stage.scenes |= {"/": redirect("/there"), "/there": page()}
    asking.ask(stage.at("/"), pace)
    assert waits == [stage.at("").removeprefix("http://")] * 3


def test_only_the_command_asks_the_network():
    mentions = {path.name for path in GUIDES.rglob("*.py") if "asking" in path.read_text() and path.name != "asking.py"}
    imports = {name for name in mentions if "import asking" in next(GUIDES.rglob(name)).read_text()}
    assert imports == {"check_sources.py"}


# The command


def run():
    said = StringIO()
    call_command("check_sources", stdout=said)
    return said.getvalue().splitlines()


@pytest.mark.django_db
def test_command_asks_nobody_unless_it_is_switched_on(stage):
    make_source("leaflet", doi="", address=stage.at("/"))
    assert run() == ["Nobody was asked: the hub asks other sites only where CHECK_SOURCES=yes is set."]
    assert (stage.asked, SourceCheck.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_command_asks_each_source_once_in_seven_days(stage, settings, monkeypatch):
    monkeypatch.setattr(asking, "Pace", partial(asking.Pace, seconds=0))
    settings.CHECK_SOURCES = True
    stage.scenes |= {"/moved": redirect("/there"), "/there": page(), "/away": redirect("http://10.0.0.1/")}
    for path in ("there", "moved", "gone", "away"):
        make_source(path, doi="", address=stage.at(f"/{path}"))
    assert run() == [
        "away: Could not be asked. It leads to a private address, which the hub never asks.",
        "gone: Gone. It answers 404: not there.",
        "moved: Moved for good.",
        "there: There.",
        "Asked: 4.",
    ]
    assert SourceCheck.objects.get(source__key="moved").leads_to == stage.at("/there")
    asked = len(stage.asked)
    assert run() == ["Asked: 0."]
    assert (len(stage.asked), SourceCheck.objects.count()) == (asked, 4)
