import importlib.util
from pathlib import Path

import pytest
from gunicorn.config import Config

CONFIGURATION = Path(__file__).resolve().parent.parent / "deploy" / "gunicorn.conf.py"


@pytest.fixture
def gunicorn_settings():
    spec = importlib.util.spec_from_file_location("gunicorn_conf", CONFIGURATION)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_server_log_of_a_failing_request_leaves_out_the_choices(gunicorn_settings, capfd):
    logger = gunicorn_settings.logger_class(Config())
    logger.error("Error handling request %s %s", "GET", "/guides/?bones=pelvis")
    said = capfd.readouterr().err
    assert "Error handling request GET /guides/" in said
    assert "pelvis" not in said


def test_access_log_knows_the_page_but_not_the_visitor(gunicorn_settings):
    # https://docs.gunicorn.org/en/stable/settings.html#access-log-format: q, r and f tell choices, h and a the person
    assert gunicorn_settings.access_log_format == "%(t)s %(m)s %(U)s %(s)s %(B)s %(L)s"


def test_server_has_no_control_socket(gunicorn_settings):
    configuration = Config()
    configuration.set("control_socket_disable", gunicorn_settings.control_socket_disable)
    assert configuration.control_socket_disable is True


def lines_of(name, *starts):
    """The lines of a systemd unit that begin with one of these words."""
    lines = (CONFIGURATION.parent / name).read_text().splitlines()
    return [line for line in lines if line.startswith(starts)]


def test_daily_work_runs_as_the_hub_does():
    same = ("User", "WorkingDirectory", "Environment", "StateDirectory", "NoNew", "Private", "Protect", "Restrict")
    as_hub = [line for line in lines_of("hub.service", *same) if line != "Restart=on-failure"]
    assert lines_of("hub-daily.service", *same) == as_hub
    assert lines_of("hub-daily.service", "Exec") == ["ExecStart=/srv/hub/.venv/bin/python manage.py daily"]


def test_timer_makes_up_for_a_day_that_was_missed():
    assert lines_of("hub-daily.timer", "OnCalendar", "Persistent", "WantedBy") == [
        "OnCalendar=*-*-* 05:30:00 UTC",
        "Persistent=yes",
        "WantedBy=timers.target",
    ]
