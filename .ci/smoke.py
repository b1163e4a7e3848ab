"""Start the hub as a newcomer does, twice, and look at it as a visitor: `make run` must serve the library."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PATIENCE_SECONDS = 180  # a fresh machine installs first


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_alive(server, address):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            return urlopen(f"{address}/healthz", timeout=5).close()
        except (URLError, TimeoutError):
            time.sleep(0.5)
    raise SystemExit("make run did not come up")


def expect(address, path, words):
    with urlopen(address + path, timeout=30) as response:
        page = response.read().decode()
    if response.status != 200 or not re.search(words, page):
        raise SystemExit(f"{path} answered {response.status} without {words!r}")
    print(f"{path} answers with {words!r}")


def visit(address):
    expect(address, "/", "Physical Activity Resource Hub")
    expect(address, "/guides/", 'href="/guides/[a-z-]+/')
    expect(address, "/guides/", "Example content")
    expect(address, "/embed/guides/", "Example content")
    expect(address, "/admin/login/", 'name="password"')


def run_once(var_dir):
    """Start, visit, stop. Returns what the person at the keyboard saw."""
    port = free_port()
    with tempfile.TemporaryFile("w+") as screen:
        server = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            env=os.environ | {"VAR_DIR": var_dir},
            stdin=subprocess.DEVNULL,
            stdout=screen,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_until_alive(server, f"http://127.0.0.1:{port}")
            visit(f"http://127.0.0.1:{port}")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=20)
            screen.seek(0)
            seen = screen.read()
            print(seen)
    return seen


def main():
    with tempfile.TemporaryDirectory() as var_dir:
        first, second = run_once(var_dir), run_once(var_dir)
    if not re.search(r"shown only now: demo-author", first):
        raise SystemExit("The first start printed no password for the desk")
    if re.search(r"shown only now: demo-author", second):
        raise SystemExit("The second start printed a password again")


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    sys.exit(main())
