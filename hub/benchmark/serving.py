"""The hub behind gunicorn with one worker, for as long as a measurement takes."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from hub.benchmark.asking import Client

GUNICORN = ("gunicorn", "hub.wsgi", "--workers", "1", "--worker-class", "gthread", "--threads", "2")
QUIET = ("--keep-alive", "60", "--log-level", "error", "--no-control-socket")


def stop_when_told():
    """Let a polite end of this process (SIGTERM) unwind like any other, so that its server ends too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


class Server:
    """A server on a free port of this machine until the block ends, however it ends."""

    def __init__(self, environment):
        self.environment = environment
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self):
        call = [sys.executable, "-m", *GUNICORN, *QUIET, "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(call, env=self.environment, cwd=settings.BASE_DIR)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait_until_it_answers(self):
        for _ in range(300):
            time.sleep(0.1)
            try:
                with Client(self.port) as client:
                    client.get("/benchmark/empty/")
            except OSError:
                continue
            return
        raise CommandError("The server did not start.")

    def __exit__(self, *problem):
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _worker(self, file):
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        workers = listing.read_text().split() if listing.exists() else []
        return [Path(f"/proc/{worker}/{file}").read_text() for worker in workers]

    def memory(self):
        """Resident memory of the worker in MB (Linux only; 0 elsewhere)."""
        lines = [line for status in self._worker("status") for line in status.splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def busy(self):
        """Processor seconds that the worker has used (Linux only; 0 elsewhere)."""
        fields = [stat.rpartition(")")[2].split() for stat in self._worker("stat")]
        return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")
