"""Production refuses to start on a guessed value, and each database runs with what the hub relies on."""

import os
import runpy
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {"SECRET_KEY": "s" * 50, "ALLOWED_HOSTS": "hub.example.org", "PUBLIC_URL": "https://hub.example.org/"}
OTHERS = ("DEBUG", "DATABASE_URL", "CACHE_URL", "VAR_DIR", "SHOW_DEMONSTRATION_EDITIONS", "BEHIND_PROXY", "EMAIL_URL")


@pytest.fixture
def start(monkeypatch):
    """Read the settings file in an environment of its own; returns its names and values."""

    def start(**environment):
        for name in (*SECRETS, *OTHERS):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "hub" / "settings.py"))

    return start


@pytest.mark.parametrize("missing", SECRETS)
def test_production_refuses_to_start_without_a_secret(start, missing):
    with pytest.raises(ImproperlyConfigured, match=f"^{missing} is not set. "):
        start(**{name: value for name, value in SECRETS.items() if name != missing})


@pytest.mark.parametrize("missing", SECRETS)
def test_production_takes_a_blank_secret_for_a_missing_one(start, missing):
    with pytest.raises(ImproperlyConfigured, match=f"^{missing} is not set. "):
        start(**SECRETS | {missing: "  "})


def test_production_starts_with_its_secrets(start):
    settings = start(**SECRETS)
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["hub.example.org"]
    assert settings["PUBLIC_URL"] == "https://hub.example.org"


def test_production_hides_demonstration_editions_until_asked_by_name(start):
    assert start(**SECRETS)["SHOW_DEMONSTRATION_EDITIONS"] is False
    assert start(**SECRETS, SHOW_DEMONSTRATION_EDITIONS="yes")["SHOW_DEMONSTRATION_EDITIONS"] is True


def test_try_out_starts_with_nothing_but_debug(start):
    settings = start(DEBUG="yes")
    assert settings["SHOW_DEMONSTRATION_EDITIONS"] is True
    assert settings["PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_proxy_is_believed_only_when_there_is_one(start):
    assert "SECURE_PROXY_SSL_HEADER" not in start(**SECRETS)
    behind = start(**SECRETS, BEHIND_PROXY="yes")
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize("nonsense", ["maybe", "y", "2", "yes please"])
def test_flag_refuses_nonsense(start, nonsense):
    with pytest.raises(ImproperlyConfigured, match=r"^DEBUG must be yes or no"):
        start(DEBUG=nonsense)


@pytest.mark.parametrize(("word", "meaning"), [("YES", True), (" on ", True), ("1", True), ("No", False), ("0", False)])
def test_flag_reads_the_usual_words(start, word, meaning):
    assert start(**SECRETS, DEBUG=word)["DEBUG"] is meaning


def test_database_url_chooses_postgresql_with_a_pool(start):
    database = start(**SECRETS, DATABASE_URL="postgres://ann:p%40ss@db.example.org:6543/hub")["DATABASES"]["default"]
    assert {name: database[name] for name in ("ENGINE", "HOST", "PORT", "NAME", "USER", "PASSWORD")} == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example.org",
        "PORT": 6543,
        "NAME": "hub",
        "USER": "ann",
        "PASSWORD": "p@ss",
    }
    assert database["OPTIONS"]["pool"]
    assert database["CONN_MAX_AGE"] == 0


def test_cache_url_chooses_redis(start):
    cache = start(**SECRETS, CACHE_URL="redis://cache.example.org:6379/1")["CACHES"]["default"]
    assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert cache["LOCATION"] == "redis://cache.example.org:6379/1"


def test_without_redis_failed_sign_ins_are_counted_where_every_process_sees_them(start):
    caches = start(**SECRETS)["CACHES"]
    assert caches["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert start(**SECRETS, CACHE_URL="redis://cache.example.org/1")["CACHES"]["default"]["LOCATION"].startswith(
        "redis:"
    )


def test_mail_goes_nowhere_until_there_is_a_server(start):
    settings = start(**SECRETS)
    assert (settings["CAN_SEND_MAIL"], settings["EMAIL_BACKEND"]) == (
        False,
        "django.core.mail.backends.dummy.EmailBackend",
    )
    settings = start(**SECRETS, EMAIL_URL="smtp://mail.example.org")
    assert (settings["CAN_SEND_MAIL"], settings["EMAIL_HOST"]) == (True, "mail.example.org")


def test_insecure_origins_are_for_a_try_out_only(start):
    assert start(**SECRETS)["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False


def on_sqlite_file(path, code):
    """Run code with a connected `cursor` on a new process and a database file; returns what it printed."""
    environment = {"DEBUG": "yes", "DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "hub.settings"}
    setup = "import django; django.setup(); from django.db import connection, transaction; c = connection.cursor()\n"
    return subprocess.run(
        [sys.executable, "-c", setup + code],
        env={"PATH": os.environ["PATH"]} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()


def test_sqlite_file_runs_with_the_pragmas_the_hub_relies_on(tmp_path):
    names = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
    code = f"for name in {names}: print(c.execute('PRAGMA ' + name).fetchone()[0])"
    assert on_sqlite_file(tmp_path / "hub.sqlite3", code) == ["wal", "1", "1", "5000"]


def test_sqlite_transaction_holds_the_write_lock_from_its_start(tmp_path):
    path = tmp_path / "hub.sqlite3"
    code = (
        "import sqlite3\n"
        "with transaction.atomic():\n"
        f"    try: sqlite3.connect({str(path)!r}, timeout=0).execute('BEGIN IMMEDIATE')\n"
        "    except sqlite3.OperationalError as error: print(error)\n"
    )
    assert on_sqlite_file(path, code) == ["database", "is", "locked"]
    with sqlite3.connect(path) as afterwards:
        assert afterwards.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    afterwards.close()
