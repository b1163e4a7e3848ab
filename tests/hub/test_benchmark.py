"""The benchmark judges every target, and leaves nothing running."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from hub.benchmark.desk import Cost
from hub.benchmark.targets import NEW_LIST, SAME_LIST, Measurement, desk_judgements, judgements

GOOD = Measurement(
    shares={NEW_LIST: 8.0, SAME_LIST: 80.0},
    queries={"first list": 3, "another list": 3, "guide": 2},
    bytes={
        "list": {"page": 19_999, "first": 169_999, "return": 19_999},
        "guide": {"page": 19_999, "first": 109_999, "return": 19_999},
    },
)


def missed(measurements):
    return [words.partition(":")[0] for words, is_met in judgements(measurements) if not is_met]


def test_a_measurement_at_the_limits_meets_every_target():
    growing = replace(GOOD, shares={NEW_LIST: 4.0, SAME_LIST: 40.0})
    assert missed({10_000: GOOD, 100_000: growing}) == []


@pytest.mark.parametrize(
    ("worse", "target"),
    [
        ({"shares": GOOD.shares | {NEW_LIST: 7.9}}, "a list never asked before, 10,000 guides"),
        ({"shares": GOOD.shares | {SAME_LIST: 79.9}}, "the same list again, 10,000 guides"),
        ({"queries": GOOD.queries | {"another list": 4}}, "another list, 10,000 guides"),
        ({"queries": GOOD.queries | {"guide": 3}}, "guide, 10,000 guides"),
        ({"bytes": GOOD.bytes | {"guide": GOOD.bytes["guide"] | {"page": 20_000}}}, "guide, 10,000 guides, page"),
        ({"bytes": GOOD.bytes | {"guide": GOOD.bytes["guide"] | {"first": 110_000}}}, "guide, 10,000 guides, first"),
        ({"bytes": GOOD.bytes | {"list": GOOD.bytes["list"] | {"first": 170_000}}}, "list, 10,000 guides, first"),
    ],
)
def test_each_target_can_be_missed(worse, target):
    assert missed({10_000: replace(GOOD, **worse)}) == [target]


def test_growth_beyond_twice_the_cost_is_missed():
    growing = replace(GOOD, shares={NEW_LIST: 3.9, SAME_LIST: 40.0})
    assert missed({10_000: GOOD, 100_000: growing}) == ["a list never asked before"]


PAGE = Cost(queries=9, plain=80_000, bytes=59_999, ratio=25.0)


def missed_at_the_desk(measurements):
    return [words for words, is_met in desk_judgements(measurements) if not is_met]


def test_a_desk_at_the_limits_meets_every_target():
    assert missed_at_the_desk({80: {"list": PAGE}, 10_000: {"list": PAGE}}) == []


@pytest.mark.parametrize(
    ("worse", "words"),
    [
        ({"queries": 10}, "list, 10,000 guides: as many queries as at 80 (9): 10"),
        ({"ratio": 25.1}, "list, 10,000 guides: at most 25 times the empty page: 25.1 times"),
        ({"bytes": 60_000}, "list, 10,000 guides: under 60 KB: 60.0 KB"),
    ],
)
def test_each_target_of_the_desk_can_be_missed(worse, words):
    assert missed_at_the_desk({80: {"list": PAGE}, 10_000: {"list": replace(PAGE, **worse)}}) == [words]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all: the second run finds its database made."""
    return tmp_path_factory.mktemp("benchmark")


@pytest.fixture
def benchmark(place):
    """Start the command as a person would; what is still running afterwards is ended."""
    environment = os.environ | {"DEBUG": "yes", "VAR_DIR": str(place)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    call = [sys.executable, "manage.py", "benchmark", "--seconds", "0.1"]
    started = []

    def start(*options):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen([*call, *options], cwd=settings.BASE_DIR, env=environment, text=True, **pipes))
        return started[0]

    yield start
    started[0].kill()
    started[0].communicate()


def servers_of(process):
    """The ids of the gunicorn processes that a process started."""
    listing = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    children = listing.read_text().split() if listing.exists() else []
    return [pid for pid in children if "gunicorn" in command_of(pid)]


def command_of(pid):
    """What a process runs; nothing when it has just ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_benchmark_measures_every_row_and_judges_it(benchmark):
    output, errors = benchmark("--sizes", "40").communicate(timeout=120)
    assert errors == ""
    rows = re.findall(r"^  (.+): \d+ a second, [\d.]+ % of the empty page", output, re.M)
    assert rows[:4] == ["/benchmark/empty/", NEW_LIST, "the same with words to search", SAME_LIST]
    assert re.findall(
        r"^  bytes, ([a-z ]+): plain [\d,]+, page [\d,]+, first [\d,]+, return [\d,]+$", output, re.M
    ) == [
        "list",
        "list with answers",
        "guide",
    ]
    assert "guide, 40 guides: at most 2 queries: 2, met" in output


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux lists a process's children in /proc.")
def test_a_benchmark_that_is_ended_early_ends_its_server(benchmark):
    process = benchmark("--sizes", "40")
    until = time.monotonic() + 60
    while not (servers := servers_of(process)):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert [pid for pid in servers if Path(f"/proc/{pid}").exists()] == []


def test_benchmark_measures_the_desk_for_somebody_signed_in_with_both_factors(benchmark):
    output, errors = benchmark("--desk", "--sizes", "70", "--only", "list of so", "--check").communicate(timeout=120)
    assert errors == ""
    pages = re.findall(r"^  (.+): \d+ queries, [\d.]+ times, [\d,]+ bytes$", output, re.M)
    assert pages[0] == "list of sources"
    assert {"list of sources, kind: Trial", "list of sources, searched", "list of sources, by year"} <= {*pages}
    assert f"Targets of the desk: {3 * len(pages)} of {3 * len(pages)} met" in output
