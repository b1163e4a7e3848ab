import json
import os
import secrets
import subprocess
import sys
import time
from itertools import repeat
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from guides import catalogue, review
from guides.models import ContentVersion
from hub.benchmark import desk
from hub.benchmark.asking import Client, choices, weigh
from hub.benchmark.desk_filling import fill_desk
from hub.benchmark.filling import fill
from hub.benchmark.serving import Server, stop_when_told
from hub.benchmark.targets import NEW_LIST, SAME_LIST, Measurement, desk_judgements, judgements

SIZES, DESK_SIZES = "100,1000,10000,100000", "80,1000"
ROUNDS = 3
EMPTY = "/benchmark/empty/"
REPEATED = "/guides/?bones=lumbar&level=1&level=2"
GUIDE = "/guides/stand-up-from-a-chair/"


class Command(BaseCommand):
    help = "Measure lists and guide pages against an empty page on the same server, on throw-away libraries."

    def add_arguments(self, parser):
        parser.add_argument("--desk", action="store_true", help="measure the pages of the desk instead")
        parser.add_argument("--only", default="", help="with --desk: only the pages whose names begin so")
        parser.add_argument("--sizes", help="numbers of guides, with commas (100,1000,10000,100000; the desk 80,1000)")
        parser.add_argument("--seconds", type=float, default=6, help="seconds for each row")
        parser.add_argument("--check", action="store_true", help="fail when a target is not met")
        parser.add_argument("--inside", help="for the command itself: what to do in the throw-away hub")

    def handle(self, *, only, sizes, seconds, check, inside, **options):
        if inside:
            return self.inside(inside, only)
        stop_when_told()
        of_desk = options["desk"]
        named = [int(size) for size in (sizes or (DESK_SIZES if of_desk else SIZES)).split(",")]
        if of_desk:
            missed = self.judge_desk({size: self.measure_desk(size, only) for size in named})
        else:
            missed = self.judge({size: self.measure(size, seconds) for size in named})
        if missed and check:
            raise CommandError("Not met: " + "; ".join(missed))
        return None

    def judge_desk(self, measurements):
        """The same, but said of what is missed alone: there are hundreds of pages."""
        found = list(desk_judgements(measurements))
        missed = [words for words, is_met in found if not is_met]
        self.stdout.write(f"\nTargets of the desk: {len(found) - len(missed)} of {len(found)} met")
        for words in missed:
            self.stdout.write(f"  {words}, NOT met")
        return missed

    def judge(self, measurements):
        self.stdout.write("\nTargets")
        found = list(judgements(measurements))
        for words, is_met in found:
            self.stdout.write(f"  {words}, {'met' if is_met else 'NOT met'}")
        return [words for words, is_met in found if not is_met]

    # In the throw-away hub

    def inside(self, what, only):
        task, _colon, size = what.partition(":")
        if task == "fill":
            call_command("migrate", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            fill(int(size))
        elif task == "desk":
            call_command("migrate", verbosity=0)
            person = fill_desk(int(size))
            self.stdout.write(json.dumps(desk.costs(person, only)))
        else:
            self.stdout.write(json.dumps({"queries": self.queries(), "milliseconds": self.milliseconds()}))

    def queries(self):
        """How many queries the first list after a publication, another list and a guide take."""
        client, counts = InProcess(HTTP_HOST="127.0.0.1"), {}
        for name, address in (("first list", REPEATED), ("another list", "/guides/?kind=balance"), ("guide", GUIDE)):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts[name] = len(queries)
        return counts

    def milliseconds(self):
        """What a process makes anew after a publication, and how long that takes."""
        start = time.perf_counter()
        stamp, kit, collections = ContentVersion.current()
        catalogue.Catalogue(stamp, kit, collections, "en", review.today())
        made = time.perf_counter()
        catalogue.current().find("sore hip")
        found = time.perf_counter()
        return {"the catalogue": 1000 * (made - start), "the words index, at its first search": 1000 * (found - made)}

    # Outside

    def measure(self, size, seconds):
        """A Measurement of a library of this size; what is not judged is only printed."""
        with TemporaryDirectory(prefix="hub-benchmark-") as folder:
            environment = self.environment(folder)
            self.stdout.write(f"\n{size:,} guides")
            self.run_inside(f"fill:{size}", environment)
            counted = json.loads(self.run_inside("count", environment))
            for name, value in counted["milliseconds"].items():
                self.stdout.write(f"  made anew after each publication: {name}: {value:.0f} ms")
            with Server(environment) as server, Client(server.port) as client:
                shares, weights = self.shares(server, client, seconds), self.weights(client)
                self.stdout.write(f"  memory of the server: {server.memory():.0f} MB")
        return Measurement(shares, counted["queries"], weights)

    def measure_desk(self, size, only):
        """What each page of the desk costs over a library of this size, by name (hub.benchmark.desk.Cost)."""
        with TemporaryDirectory(prefix="hub-benchmark-") as folder:
            environment = self.environment(folder) | {"DJANGO_SETTINGS_MODULE": "hub.benchmark.desk_settings"}
            self.stdout.write(f"\nThe desk, {size:,} guides (times of an empty page of the desk; bytes as they travel)")
            found = json.loads(self.run_inside(f"desk:{size}", environment, "--only", only).splitlines()[-1])
        costs = {name: desk.Cost(**said) for name, said in found.items()}
        for name, cost in costs.items():
            self.stdout.write(f"  {name}: {cost.queries} queries, {cost.ratio:.1f} times, {cost.bytes:,} bytes")
        return costs

    def environment(self, folder):
        unset = {"DATABASE_URL", "CACHE_URL", "DEBUG"}
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "hub.benchmark.settings", "VAR_DIR": folder, "DEBUG": "no",
            "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "127.0.0.1", "PUBLIC_URL": "http://127.0.0.1",
            "SECURE_SSL_REDIRECT": "no", "SHOW_DEMONSTRATION_EDITIONS": "yes",
        }  # fmt: skip

    def run_inside(self, task, environment, *more):
        call = [sys.executable, "manage.py", "benchmark", "--inside", task, *more]
        done = subprocess.run(call, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(done.stderr)
        return done.stdout

    def shares(self, server, client, seconds):
        """Percent of the empty page's throughput, by row."""
        rows = self.rows(client)
        # In turns, so that whatever else the machine does falls on every row alike.
        totals = {name: [0, 0.0, 0.0] for name in rows}
        for _ in range(ROUNDS):
            for name, (addresses, request) in rows.items():
                before = server.busy()
                asked, passed = client.ask(addresses, seconds / ROUNDS, **request)
                for index, more in enumerate((asked, passed, server.busy() - before)):
                    totals[name][index] += more
        return {name: self.share(name, total, totals[EMPTY]) for name, total in totals.items()}

    def rows(self, client):
        """Each row's addresses and what its requests have, after a warm-up."""
        cold, cold_words = choices("warm"), choices("warm", with_words=True)
        for _ in range(150):
            client.get(next(cold))
        client.get(next(cold_words))
        tag = client.get(REPEATED)[1]["etag"]
        return {
            EMPTY: (repeat(EMPTY), {}),
            NEW_LIST: (choices("measured"), {}),
            "the same with words to search": (choices("measured", with_words=True), {}),
            SAME_LIST: (repeat(REPEATED), {}),
            "the same list, unchanged (304)": (repeat(REPEATED), {"tag": tag}),
            "a guide": (repeat(GUIDE), {}),
            "a guide with bone answers": (repeat(GUIDE + "?bones=hip"), {}),
        }

    def share(self, name, total, empty):
        """The lower of two comparisons with the empty page: answers a second, and answers a processor second."""
        (asked, passed, busy), (empty_asked, empty_passed, empty_busy) = total, empty
        by_clock = 100 * asked / passed / (empty_asked / empty_passed)
        by_processor = 100 * (asked / busy) / (empty_asked / empty_busy) if busy and empty_busy else by_clock
        self.stdout.write(
            f"  {name}: {asked / passed:.0f} a second, {by_clock:.1f} % of the empty page; "
            f"by the server's processor time {by_processor:.1f} %"
        )
        return min(by_clock, by_processor)

    def weights(self, client):
        pages = {"list": "/guides/", "list with answers": REPEATED, "guide": GUIDE}
        weights = {name: weigh(client, address) for name, address in pages.items()}
        for name, weight in weights.items():
            self.stdout.write(f"  bytes, {name}: " + ", ".join(f"{what} {size:,}" for what, size in weight.items()))
        return weights
