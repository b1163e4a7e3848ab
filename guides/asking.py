"""Asks one link on another site whether it is still there. Only `manage.py check_sources` may: never while rendering.

A source's address was typed by somebody, and whoever runs its server chooses where it leads. So each hop is looked up
first and must be a public address, the connection goes to the address that was looked up, and time and size have
limits.
"""

import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address, ip_network
from threading import Timer
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext

TIMEOUT_SECONDS = 10  # for each wait
DEADLINE_SECONDS = 30  # for the whole of one request
MOST_BYTES = 500_000
MOST_HOPS = 8
LONGEST_ADDRESS = 2000
PORTS = (None, 80, 443)
LASTING, PASSING = (301, 308), (302, 303, 307)
# Ways to write an IPv4 address as an IPv6 one, which could carry a private address past the question "is it public?"
TUNNELS = [ip_network(net) for net in ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class CannotAsk(Exception):
    """Why a link could not be asked, in words for the desk."""


@dataclass(frozen=True)
class Answer:
    """What a link answered in the end. `moved_to` is where redirects that are meant to last lead; empty without any.
    `length` counts the characters of the page's text, or the bytes of what is no page; None when unknown."""

    status: int
    leads_to: str
    moved_to: str = ""
    title: str = ""
    length: int | None = None


class Pace:
    """At most one request a second to each host. `clock` and `sleep` are those of the time module."""

    def __init__(self, clock=time.monotonic, sleep=time.sleep, seconds=1.0):
        self.clock, self.sleep, self.seconds = clock, sleep, seconds
        self.next = {}

    def wait(self, host):
        """Return when this host may be asked again."""
        now = self.clock()
        at = max(now, self.next.get(host, now))
        if at > now:
            self.sleep(at - now)
        self.next[host] = at + self.seconds


def ask(address, pace):
    """The Answer of a link, after its redirects. HEAD first; GET for pages and where HEAD is refused.

    Raises CannotAsk when it leads to a private address or in a ring, is too slow, or cannot be reached.
    """
    start, lasting, method, still_lasting = address, address, "HEAD", True
    for _hop in range(MOST_HOPS):
        pace.wait(urlsplit(address).netloc.lower())
        reply = request(method, address)
        if reply.status in (*LASTING, *PASSING) and reply.location:
            address = following(address, reply.location)
            still_lasting = still_lasting and reply.status in LASTING
            lasting = address if still_lasting else lasting
        elif method == "HEAD" and (reply.status >= 400 or reply.is_page):
            method = "GET"
        else:
            title, length = text_of(reply) if reply.is_page else ("", reply.length)
            return Answer(reply.status, address, lasting if lasting != start else "", title, length)
    raise CannotAsk(gettext("It leads on and on and never arrives."))


def following(address, location):
    """Where a redirect leads, without its fragment. Raises CannotAsk for what nobody could keep or follow."""
    try:
        there = urldefrag(urljoin(address, location)).url
    except ValueError:
        raise CannotAsk(gettext("It leads to something that is no web address.")) from None
    if not there.isprintable():
        raise CannotAsk(gettext("It leads to something that is no web address."))
    if len(there) > LONGEST_ADDRESS:
        raise CannotAsk(gettext("It leads to an address that is too long."))
    return there


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    content_type: str
    charset: str
    length: int | None
    body: bytes

    @property
    def is_page(self):
        return self.status < 300 and self.content_type in ("text/html", "application/xhtml+xml")


def request(method, address):
    """One request without following anything. Raises CannotAsk."""
    connection, target = prepared(address)
    try:
        connection.connect()
        return _exchange(connection, method, target)
    except TimeoutError:
        raise CannotAsk(gettext("It took too long to answer.")) from None
    except ssl.SSLError:
        raise CannotAsk(gettext("Its certificate is not valid.")) from None
    except (OSError, HTTPException, ValueError):
        raise CannotAsk(gettext("It does not answer.")) from None
    finally:
        connection.close()


def prepared(address):
    """The connection for an address, not yet made, and what to ask it for."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise CannotAsk(gettext("It leads to something that is no web address.")) from None
    kind = {"http": PublicConnection, "https": PublicSecureConnection}.get(parts.scheme)
    if kind is None or not parts.hostname or "@" in parts.netloc:
        raise CannotAsk(gettext("It leads to something that is no web address."))
    if port not in PORTS and not settings.SOURCES_ON_LOOPBACK:
        raise CannotAsk(gettext("It leads to a port that is not for web pages."))
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    target += f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    try:
        # With a port of None, http.client would take the end of an IPv6 address for one.
        return kind(parts.hostname, port or kind.default_port, timeout=TIMEOUT_SECONDS), target
    except HTTPException:
        raise CannotAsk(gettext("It leads to something that is no web address.")) from None


def _exchange(connection, method, target):
    """Send and read. A timer hangs up at the deadline: a server that sends a byte now and then would hold us."""
    wire, started = connection.sock, time.monotonic()
    timer = Timer(DEADLINE_SECONDS, _hang_up, (wire,))
    timer.daemon = True
    timer.start()
    try:
        connection.request(method, target, headers=headers())
        with connection.getresponse() as reply:
            body = reply.read(MOST_BYTES) if method == "GET" else b""
    except (OSError, HTTPException):
        if time.monotonic() - started >= DEADLINE_SECONDS:
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
    if time.monotonic() - started >= DEADLINE_SECONDS:
        raise TimeoutError
    return _reply(reply, body)


def _reply(reply, body):
    size = reply.headers.get("Content-Length", "")
    return Reply(
        reply.status,
        reply.headers.get("Location", ""),
        reply.headers.get_content_type(),
        reply.headers.get_content_charset("utf-8"),
        int(size) if size.isdecimal() and len(size) < 10 else None,
        body,
    )


def _hang_up(wire):
    with suppress(OSError):  # it has ended by itself
        wire.shutdown(socket.SHUT_RDWR)


def headers():
    return {
        "User-Agent": f"PhysicalActivityResourceHub (checks its sources; +{settings.PUBLIC_URL})",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


# Public addresses only


class PublicConnection(HTTPConnection):
    def connect(self):
        self.sock = public_socket(self.host, self.port, self.timeout)


class PublicSecureConnection(HTTPSConnection, PublicConnection):
    """HTTPSConnection wraps whatever the next class in line connected."""


def public_socket(host, port, timeout):
    """A connection to one of the host's addresses, all of which must be public. Raises CannotAsk or OSError."""
    try:
        found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise CannotAsk(gettext("There is no site of this name.")) from None
    if not found or not all(map(may_be_asked, found)):
        raise CannotAsk(gettext("It leads to a private address, which the hub never asks."))
    for address in found[:-1]:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError:
            continue
    return socket.create_connection((found[-1], port), timeout)


def may_be_asked(text):
    """Whether an IP address is public. Tests may keep their sources on loopback, and nowhere else."""
    address = ip_address(text.partition("%")[0])
    if settings.SOURCES_ON_LOOPBACK and address.is_loopback:
        return True
    is_tunnel = any(address in net for net in TUNNELS if net.version == address.version)
    return address.is_global and not address.is_multicast and not is_tunnel


# What a page says


class PageText(HTMLParser):
    """Collects the title and counts the characters that readers see."""

    HIDDEN = ("script", "style", "noscript", "template", "svg")

    def __init__(self):
        super().__init__()
        self.title, self.length = "", 0
        self.inside = []

    def handle_starttag(self, tag, attrs):
        if tag in ("title", *self.HIDDEN):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            del self.inside[self.inside.index(tag) :]

    def handle_data(self, text):
        words = " ".join(text.split())
        if self.inside == ["title"]:
            self.title += words
        elif not self.inside:
            self.length += len(words)


def text_of(reply):
    """The title of a page and the length of the text that readers see, of its first half megabyte."""
    try:
        words = reply.body.decode(reply.charset, "replace")
    except LookupError:
        words = reply.body.decode("utf-8", "replace")
    page = PageText()
    with suppress(AssertionError):  # the parser understands no more; what it read until there counts
        page.feed(words)
        page.close()
    return page.title, page.length
