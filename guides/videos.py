"""Addresses of videos elsewhere: which hosts may be linked, and what is kept of an address."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext


class Host(NamedTuple):
    """A site that shows videos. In `paths` and `watch`, `key` is the video's name there."""

    name: str
    domains: frozenset[str]
    key: str  # what a key looks like
    paths: tuple[str, ...]  # where a key stands in an address, as patterns
    watch: str
    player: str


HOSTS = {
    "youtube": Host(
        name="YouTube",
        domains=frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"}),
        key=r"[A-Za-z0-9_-]{11}",
        paths=(r"/(?:shorts|live|embed)/([^/]+)/?", r"/(?!watch$)([^/]+)"),
        watch="https://www.youtube.com/watch?v={key}",
        player="https://www.youtube-nocookie.com/embed/{key}",
    ),
    "vimeo": Host(
        name="Vimeo",
        domains=frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"}),
        key=r"[0-9]{6,12}",
        paths=(r"/(?:video/)?([0-9]+)/?",),
        watch="https://vimeo.com/{key}",
        player="https://player.vimeo.com/video/{key}?dnt=1",
    ),
}


class UnusableVideo(ValueError):
    """The address cannot be linked. The message says to a person why."""


def read(address):
    """The host (a key of HOSTS) and the video's key in an address that somebody copied from a browser.

    Nothing else of the address is kept: no start time, no playlist, no name of who shared it. Raises UnusableVideo.
    """
    try:
        parts = urlsplit(address.strip())
        domain, port = parts.hostname, parts.port
    except ValueError:
        raise UnusableVideo(gettext("This is not an address. Copy it from the top of the browser.")) from None
    if parts.scheme != "https" or not domain:
        raise UnusableVideo(gettext("Copy the whole address from the top of the browser. It starts with https://"))
    name = next((name for name, host in HOSTS.items() if domain in host.domains), None)
    if name is None or port or parts.username is not None:
        raise UnusableVideo(gettext("Only videos on %s can be linked.") % names_of_hosts())
    key = _key(HOSTS[name], parts)
    if not key:
        raise UnusableVideo(
            gettext("This is a page of %s, but not of one video. Open the video and copy its address.")
            % HOSTS[name].name
        )
    return name, key


def _key(host, parts):
    found = parse_qs(parts.query).get("v", []) if parts.path == "/watch" else []
    found += [match[1] for pattern in host.paths if (match := re.fullmatch(pattern, parts.path))]
    return next((key for key in found if re.fullmatch(host.key, key)), None)


def names_of_hosts():
    return gettext(" or ").join(host.name for host in HOSTS.values())


def watch_address(host, key):
    """Where people watch it."""
    return HOSTS[host].watch.format(key=key)


def player_address(host, key):
    """Where the host's player for other sites is, in its form that stores least about people."""
    return HOSTS[host].player.format(key=key)


def player_origin(host):
    """What a page with that player must allow in frames, like `https://player.vimeo.com`."""
    parts = urlsplit(HOSTS[host].player)
    return f"{parts.scheme}://{parts.netloc}"
