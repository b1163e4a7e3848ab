"""Measure the hub as Lighthouse sees it on a phone: production settings, the starter library and one guide that two
people signed, in a folder that is thrown away. Needs Node and Chromium; `npx` fetches Lighthouse. It is not part of CI,
since scores of performance differ from machine to machine.

    .venv/bin/python .ci/lighthouse.py [/usr/bin/chromium]
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = "lighthouse@13"
PAGES = ("/", "/find/", "/guides/", "/guides/sway-by-the-sink/", "/do/#guides=sway-by-the-sink&bones=none")
AT_LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PLAYER = "/do/"  # is no page for search engines: what it shows stands behind the #, so it asks them to leave it out
SIGNED = """
from tests.factories import make_guide, publish
publish(make_guide("Sway by the sink", number=901, level=2, positions=["standing"], columns=["balance"], movements=[]))
"""


def environment(folder, port):
    address = f"http://127.0.0.1:{port}"
    return os.environ | {
        "DEBUG": "no",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_URL": address,
        "SECURE_SSL_REDIRECT": "no",
        "SHOW_DEMONSTRATION_EDITIONS": "yes",
        "VAR_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "hub.benchmark.settings",
    }


def manage(around, *arguments):
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=around, check=True, stdout=subprocess.DEVNULL
    )


def measure(address, browser):
    call = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", "--only-categories=" + ",".join(AT_LEAST)]
    call.append("--chrome-flags=--headless=new --no-sandbox --disable-gpu")
    told = subprocess.run(call, env=os.environ | {"CHROME_PATH": browser}, check=True, stdout=subprocess.PIPE).stdout
    return json.loads(told)


def failures(report):
    """The audits of a report that are not met, by category."""
    audits = report["audits"]
    for name, category in report["categories"].items():
        for each in category["auditRefs"]:
            score = audits[each["id"]]["score"]
            if each["weight"] and score is not None and score < 0.9:
                yield f"{name}: {each['id']} ({audits[each['id']].get('displayValue', score)})"


def main(browser="/usr/bin/chromium"):
    os.environ |= environment(tempfile.gettempdir(), 0)
    sys.path.insert(0, str(ROOT))
    django.setup()
    from hub.benchmark.serving import Server

    fell_short = False
    with tempfile.TemporaryDirectory() as folder:
        server = Server({})
        server.environment = around = environment(folder, server.port)
        for arguments in (["migrate"], ["load_library"], ["shell", "-c", SIGNED], ["collectstatic", "--no-input"]):
            manage(around, *arguments)
        with server:
            for path in PAGES:
                report = measure(f"http://127.0.0.1:{server.port}{path}", browser)
                wanted = {name: 0 if name == "seo" and path.startswith(PLAYER) else AT_LEAST[name] for name in AT_LEAST}
                scores = {name: round(report["categories"][name]["score"] * 100) for name in wanted}
                print(path, scores, *failures(report), sep="\n  ", flush=True)
                fell_short |= any(scores[name] < wanted[name] for name in wanted)
    return 1 if fell_short else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
