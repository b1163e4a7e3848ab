import os
import secrets
import socket
import subprocess
import sys
import time
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from guides import catalogue
from guides.models import ContentVersion
from hub.benchmark.asking import Client, choices, first_visit
from hub.benchmark.filling import fill

ROUNDS = 3
REPEATED = "/guides/?bones=lumbar&level=1&level=2"
GUIDE = "/guides/stand-up-from-a-chair/"
TARGETS = {
    ("a list never asked before", 10_000): 8,
    ("the same list again", 10_000): 80,
}


class Command(BaseCommand):
    help = "Measure lists and guide pages against an empty page on the same server, on throw-away libraries."

    def add_arguments(self, parser):
        parser.add_argument("--sizes", default="100,1000,10000,100000", help="numbers of guides, with commas")
        parser.add_argument("--seconds", type=float, default=6, help="seconds for each row")
        parser.add_argument("--check", action="store_true", help="fail when a target is not met")
        parser.add_argument("--inside", help="for the command itself: what to do in the throw-away hub")

    def handle(self, *, sizes, seconds, check, inside, **options):
        if inside:
            return self.inside(inside)
        sizes = [int(size) for size in sizes.split(",")]
        results = {size: self.measure(size, seconds) for size in sizes}
        missed = [*self.judge(results), *self.judge_growth(results)]
        if missed and check:
            raise CommandError("Not met: " + "; ".join(missed))
        return None

    # In the throw-away hub

    def inside(self, what):
        task, _colon, size = what.partition(":")
        if task == "fill":
            call_command("migrate", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            fill(int(size))
        else:
            self.count()

    def count(self):
        """Queries of a first list after a publication, of another list, of a guide; and the time a catalogue takes."""
        client = InProcess(HTTP_HOST="127.0.0.1")
        for name, address in (("first list", REPEATED), ("another list", "/guides/?kind=balance"), ("guide", GUIDE)):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            self.stdout.write(f"  queries, {name}: {len(queries)}")
        start = time.perf_counter()
        stamp, kit, collections = ContentVersion.current()
        catalogue.Catalogue(stamp, kit, collections, "en")
        self.stdout.write(
            f"  the catalogue, made anew after each publication: {(time.perf_counter() - start) * 1000:.0f} ms"
        )
        start = time.perf_counter()
        catalogue.current().find("sore hip")
        self.stdout.write(
            f"  the words index, at the first search after it: {(time.perf_counter() - start) * 1000:.0f} ms"
        )

    # Outside

    def measure(self, size, seconds):
        with TemporaryDirectory(prefix="hub-benchmark-") as folder:
            environment = self.environment(folder)
            self.stdout.write(f"\n{size:,} guides")
            for task in (f"fill:{size}", "count"):
                self.run_inside(task, environment)
            with Server(environment) as server:
                return self.rates(server, seconds)

    def environment(self, folder):
        unset = {"DATABASE_URL", "CACHE_URL", "DEBUG"}
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "hub.benchmark.settings", "VAR_DIR": folder, "DEBUG": "no",
            "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "127.0.0.1", "PUBLIC_URL": "http://127.0.0.1",
            "SECURE_SSL_REDIRECT": "no", "SHOW_DEMONSTRATION_EDITIONS": "yes",
        }  # fmt: skip

    def run_inside(self, task, environment):
        call = [sys.executable, "manage.py", "benchmark", "--inside", task]
        done = subprocess.run(call, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
        if done.returncode:
            raise CommandError(done.stderr)
        if done.stdout:
            self.stdout.write(done.stdout.rstrip())

    def rates(self, server, seconds):
        client = Client(server.port)
        client.get(REPEATED)
        cold, cold_words = choices("warm"), choices("warm", with_words=True)
        for _ in range(150):
            client.get(next(cold))
        client.get(next(cold_words))
        tag = client.get(REPEATED)[1]["ETag"]
        rows = {
            "an empty page": (repeat("/benchmark/empty/"), {}),
            "a list never asked before": (choices("measured"), {}),
            "the same with words to search": (choices("measured", with_words=True), {}),
            "the same list again": (repeat(REPEATED), {}),
            "the same list, unchanged (304)": (repeat(REPEATED), {"If-None-Match": tag}),
            "a guide": (repeat(GUIDE), {}),
            "a guide with bone answers": (repeat(GUIDE + "?bones=hip"), {}),
        }
        # In turns, so that whatever else the machine does falls on every row alike.
        totals = dict.fromkeys(rows, 0.0)
        for _ in range(ROUNDS):
            for name, (addresses, headers) in rows.items():
                totals[name] += client.rate(addresses, seconds / ROUNDS, **headers)[0] / ROUNDS
        empty = totals["an empty page"]
        for name, rate in totals.items():
            self.stdout.write(f"  {name}: {100 * rate / empty:.1f} % of the empty page ({rate:.0f} a second)")
        for name, address in (("list", "/guides/"), ("list with answers", REPEATED), ("guide", GUIDE)):
            page, everything = first_visit(client, address)
            self.stdout.write(f"  bytes, {name}: {page:,} the page, {everything:,} a first visit")
        self.stdout.write(f"  memory of the server: {server.memory():.0f} MB")
        return {name: 100 * rate / empty for name, rate in totals.items()}

    def judge(self, results):
        self.stdout.write("\nTargets")
        for (row, size), least in TARGETS.items():
            if size in results:
                share = results[size][row]
                verdict = "met" if share >= least else "NOT met"
                self.stdout.write(
                    f"  {row}, {size:,} guides: at least {least} % of the empty page: {share:.1f} %, {verdict}"
                )
                if share < least:
                    yield row

    def judge_growth(self, results):
        if not {10_000, 100_000} <= results.keys():
            return
        row = "a list never asked before"
        growth = results[10_000][row] / results[100_000][row]
        verdict = "met" if growth <= 2 else "NOT met"
        self.stdout.write(f"  {row}, 100,000 guides: at most twice the cost at 10,000: {growth:.1f} times, {verdict}")
        if growth > 2:
            yield "growth"


class Server:
    """The hub behind gunicorn with one worker on a free port of this machine, until the block ends."""

    def __init__(self, environment):
        self.environment = environment
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self):
        call = [
            sys.executable, "-m", "gunicorn", "hub.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1",
            "--worker-class", "gthread", "--threads", "2", "--keep-alive", "60", "--log-level", "error",
            "--no-control-socket",
        ]  # fmt: skip
        self.process = subprocess.Popen(call, env=self.environment, cwd=settings.BASE_DIR)  # noqa: S603 (our own server)
        for _ in range(100):
            time.sleep(0.1)
            try:
                Client(self.port).get("/benchmark/empty/")
            except OSError:
                continue
            return self
        self.__exit__()
        raise CommandError("The server did not start.")

    def __exit__(self, *problem):
        self.process.terminate()
        self.process.wait(timeout=30)

    def memory(self):
        """Resident memory of the worker in MB (Linux only; 0 elsewhere)."""
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        workers = listing.read_text().split() if listing.exists() else []
        status = "".join(Path(f"/proc/{worker}/status").read_text() for worker in workers)
        return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
