"""What a newcomer is told when something is in the way. Nothing is installed or changed before these checks."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("python3", "python3.11", "python3.12", "python3.13")


def make(*arguments, **environment):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def python_that(tmp_path):
    """Put a stand-in for every Python first on the path; returns that path. The stand-in is a shell script."""

    def python_that(script):
        for name in NAMES:
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)
        return f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    return python_that


def test_make_alone_lists_the_commands():
    listed = [line.split()[:2] for line in make().stdout.splitlines()]
    assert listed == [["make", name] for name in ("help", "run", "test", "lint", "lock")]


def test_make_run_says_that_python_is_too_old(python_that):
    path = python_that('[ "$1" = --version ] && echo Python 3.10.4; [ "$1" = --version ]')
    told = make("run", PATH=path)
    assert told.returncode != 0
    assert told.stderr.splitlines()[0] == "The hub needs Python 3.11 or newer; this machine has Python 3.10.4."


def test_make_run_says_which_package_brings_the_venv_module(python_that):
    path = python_that('case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac')
    told = make("run", PATH=path)
    assert told.returncode != 0
    assert told.stderr.splitlines()[0].endswith("apt install python3.11-venv")


def test_make_run_says_that_the_port_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = make("run", f"PORT={port}")
    assert told.returncode != 0
    assert told.stdout == ""
    assert told.stderr.splitlines()[0] == f"Port {port} is taken. Try another one: make run PORT={port + 1}"


def test_make_run_says_that_a_port_is_none():
    told = make("run", "PORT=eighty")
    assert told.stderr.splitlines()[0] == "Port eighty cannot be used. Try another one: make run PORT=8000"
