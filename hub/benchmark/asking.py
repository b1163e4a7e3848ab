"""A client that asks one server for pages as fast as it answers, and addresses for it to ask for."""

import re
import socket
import time
from random import Random

from guides.filters import REGIONS
from guides.selection import MINUTES
from guides.terms import Kind, Level, Position

KIT = ("none", "chair", "worktop", "wall", "bed", "mat", "band", "weights", "ball", "bike", "step", "stick")
WORDS = ("march", "chair", "tired", "sore hip", "balance", "shoudler", "stairs", "breathe", "getting out of a chair")


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
    """One connection that stays open. It reads answers by hand: a library's parsing would cost more than the server's
    work on a kept page, and so make the server look better than it is."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.socket.close()

    def get(self, address, encoding="gzip", tag=""):
        """(status, headers by lower-case name, body as it travelled, bytes of the whole answer)."""
        condition = f"If-None-Match: {tag}\r\n" if tag else ""
        lines = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: {encoding}\r\n{condition}\r\n"
        self.socket.sendall(lines.encode())
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        status, *lines = received[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
        whole = end + 4 + int(headers.get("content-length", 0))
        while len(received) < whole:
            received += self._more()
        return int(status.split()[1]), headers, received[end + 4 :], whole

    def _more(self):
        some = self.socket.recv(65536)
        if not some:
            raise ConnectionError("The server closed the connection.")
        return some

    def ask(self, addresses, seconds, **request):
        """(answers, seconds that passed) while asking for one address after the other."""
        asked, start = 0, time.perf_counter()
        while time.perf_counter() < start + seconds:
            status = self.get(next(addresses), **request)[0]
            if status not in (200, 304):
                raise RuntimeError(f"The server answered {status}.")
            asked += 1
        return asked, time.perf_counter() - start


def weigh(client, address):
    """What a page weighs on its way, in bytes: `plain` and `page` (the HTML as it is and compressed), `first` (with
    all that a first visit loads, pictures too) and `return` (what is asked again: the page alone)."""
    plain = client.get(address, encoding="identity")[2]
    page = client.get(address)[3]
    html = plain.decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    for style in [file for file in files if file.endswith(".css")]:
        css = client.get(style, encoding="identity")[2].decode()
        files |= {"/static/" + name for name in re.findall(r"url\(\.\./([^)]+)\)", css)}
    icons = {file for file in files if re.search(r"(favicon|apple-touch)", file)}  # asked for apart from the page
    loaded = sum(client.get(file, encoding="br, gzip")[3] for file in sorted(files - icons))
    return {"plain": len(plain), "page": page, "first": page + loaded, "return": page}
