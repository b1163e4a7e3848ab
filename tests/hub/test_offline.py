"""The hub as an app: its service worker, its manifest, its icons."""

import json

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from PIL import Image

from hub import icons, offline
from hub.static_files import HashedStaticFiles
from tests.factories import make_edition


def test_worker_is_told_the_release_and_the_pages_and_is_asked_for_anew_each_time(client):
    response = client.get("/sw.js")
    told, program = response.content.decode().splitlines()
    pages = [*offline.addresses(offline.PAGES), "/saved/offline/"]
    expected = {"release": settings.RELEASE, "pages": pages, "away": "/saved/offline/"}
    assert json.loads(told.removeprefix("const HUB = ").removesuffix(";")) == expected
    assert program == 'importScripts("/static/js/worker/keeping.js", "/static/js/worker/answering.js");'
    assert (response["Content-Type"], response["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")


def test_pages_that_this_hub_does_not_have_are_left_out():
    assert offline.addresses(["guides:saved", "guides:moon", "safety"]) == ["/saved/", "/safety/"]


@pytest.mark.django_db
def test_pages_of_the_kit_are_there_to_be_kept_and_the_same_for_everybody(client, django_assert_num_queries):
    make_edition()
    for address in [*offline.addresses(offline.PAGES), "/saved/offline/"]:
        first = client.get(address)
        assert (first.status_code, client.get(address).content) == (200, first.content)
    with django_assert_num_queries(1):
        client.get("/saved/")


def test_manifest_names_icons_that_are_there_in_the_sizes_it_says(client):
    told = client.get("/manifest.webmanifest").json()
    for icon in told["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            picture.load()
        assert ("{}x{}".format(*picture.size), picture.format) == (icon["sizes"], "PNG")
    assert [icon["purpose"] for icon in told["icons"]] == ["any", "any", "maskable"]
    assert (told["lang"], told["dir"], told["scope"], told["start_url"]) == ("en", "ltr", "/", "/saved/")


def test_icons_are_what_the_command_draws(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(icons, "IMG_DIR", tmp_path)
    call_command("build_icons")
    names = {name for name, _pixels, _is_maskable in icons.FILES}
    assert {path.name for path in tmp_path.iterdir()} == names
    for name in names:
        with Image.open(tmp_path / name) as drawn, Image.open(finders.find(f"img/{name}")) as there:
            assert drawn.tobytes() == there.tobytes(), f"Run `manage.py build_icons`: {name}"


def test_a_maskable_icon_has_colour_in_its_corners_and_the_others_have_none():
    corners = {name: icons.icon(32, is_maskable=mask).getpixel((0, 0))[3] for name, _pixels, mask in icons.FILES}
    assert corners == {"icon-192.png": 0, "icon-512.png": 0, "icon-maskable.png": 255}


def test_modules_import_each_other_under_hashed_names(tmp_path):
    storage, files = HashedStaticFiles(location=tmp_path), {}
    for path, _source in finders.FileSystemFinder().list([]):
        if path.startswith("js/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes((settings.BASE_DIR / "static" / path).read_bytes())
            files[path] = (storage, path)
    assert [problem for *_names, problem in storage.post_process(files) if isinstance(problem, Exception)] == []
    masthead = (tmp_path / storage.hashed_files["js/kit/masthead.js"]).read_text()
    hashed = storage.hashed_files["js/kit/offline.js"].rpartition("/")[2]
    assert f'import("./{hashed}")' in masthead
    assert '"./offline.js"' not in masthead
