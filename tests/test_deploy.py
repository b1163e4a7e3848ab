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
