"""A client that asks one server for pages as fast as it answers, and addresses for it to ask for."""

import re
import time
from http.client import HTTPConnection
from random import Random

from guides.filters import REGIONS
from guides.selection import MINUTES
from guides.terms import Kind, Level, Position

KIT = ("none", "chair", "worktop", "wall", "bed", "mat", "band", "weights", "ball", "bike", "step", "stick")
WORDS = ("march", "chair", "tired", "sore hip", "balance", "shoudler", "stairs", "breathe", "getting out of a chair")
HEADERS = {"Accept-Encoding": "gzip", "Connection": "keep-alive"}


def choices(seed, *, with_words=False):
    """Addresses of lists, each with other choices of the public contract, none given twice."""
    random, given = Random(seed), set()
    while True:
        pairs = [("level", v) for v in random.sample(Level.values, random.randrange(3))]
        pairs += [("kind", v) for v in random.sample(Kind.values, random.randrange(3))]
        pairs += [("position", v) for v in random.sample(Position.values, random.randrange(3))]
        pairs += [("kit", v) for v in random.sample(KIT, random.choice((0, 0, 1, 2, 4)))]
        pairs += [("minutes", random.choice(MINUTES))] * random.randrange(2)
        pairs += [("bones", v) for v, _ in random.sample(REGIONS, random.choice((0, 1, 1, 2)))]
        if with_words:
            pairs.append(("q", random.choice(WORDS).replace(" ", "+")))
        address = "/guides/?" + "&".join(f"{name}={value}" for name, value in pairs)
        if address not in given:
            given.add(address)
            yield address


class Client:
    """One connection that stays open."""

    def __init__(self, port):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, address, **headers):
        """(status, headers, body as it travelled)."""
        self.connection.request("GET", address, headers=HEADERS | headers)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()

    def rate(self, addresses, seconds, **headers):
        """(answers in a second, bytes of the last answer) while asking for one address after the other."""
        asked, until = 0, time.perf_counter() + seconds
        start = time.perf_counter()
        while time.perf_counter() < until:
            status, _headers, body = self.get(next(addresses), **headers)
            if status not in (200, 304):
                raise RuntimeError(f"The server answered {status}.")
            asked += 1
        return asked / (time.perf_counter() - start), len(body)


def first_visit(client, address):
    """(bytes of the page, bytes of everything a first visit loads) as they travel."""
    _status, _headers, page = client.get(address)
    html = client.get(address, **{"Accept-Encoding": "identity"})[2].decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    styles = [file for file in files if file.endswith(".css")]
    for style in styles:
        css = client.get(style, **{"Accept-Encoding": "identity"})[2].decode()
        files |= {"/static/" + name for name in re.findall(r"url\(\.\./([^)]+)\)", css)}
    icons = {file for file in files if re.search(r"(favicon|apple-touch)", file)}  # asked for apart from the page
    bodies = [client.get(file, **{"Accept-Encoding": "br, gzip"})[2] for file in sorted(files - icons)]
    return len(page), len(page) + sum(map(len, bodies))
