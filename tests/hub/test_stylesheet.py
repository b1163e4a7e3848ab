import gzip
import re

import pytest
from django.conf import settings
from django.core.management import call_command

from hub import stylesheet

PARTS = sorted((stylesheet.CSS_DIR / "parts").glob("*.css"))
OF_THEIR_OWN = ("media", "pictures", "body-map", "feedback", "finder", "ticks", "session", "keep", "saved")
PARTS += [stylesheet.CSS_DIR / f"{name}.css" for name in OF_THEIR_OWN]
SPRITE = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def test_stylesheet_is_what_its_parts_give():
    assert stylesheet.STYLESHEET.read_text() == stylesheet.joined(), "Run `python manage.py build_css`."


def test_command_writes_the_stylesheet(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(stylesheet, "STYLESHEET", tmp_path / "hub.css")
    call_command("build_css")
    assert (tmp_path / "hub.css").read_text() == stylesheet.joined()


def test_stylesheet_is_small_enough_for_a_slow_line():
    assert len(gzip.compress(stylesheet.STYLESHEET.read_bytes(), 9)) < 9_000


def test_small_keeps_what_matters():
    css = '/* why */\n.a > .b,\n.c {\n  color: red;\n  content: "x";\n}\n@media (min-width: 40em) {\n  .a {\n  }\n}'
    assert stylesheet.small(css) == '.a>.b,.c{color:red;content:"x"}@media (min-width:40em){.a{}}'


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.stem)
def test_part_stands_in_one_layer(part):
    css = re.sub(r"/\*.*?\*/", "", part.read_text(), flags=re.DOTALL).strip()
    layer = re.match(r"@layer (tokens|base|component|print) \{", css)
    assert layer
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize(
    "part", [part for part in PARTS if part.stem not in {"tokens", "sheet", "print"}], ids=lambda part: part.stem
)
def test_colours_are_named_by_tokens(part):
    raw = [found for found in re.findall(r"#[0-9a-f]{3,6}\b", part.read_text()) if found not in {"#fff"}]
    assert raw == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.stem)
def test_part_knows_no_left_and_no_right(part):
    sides = r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|text-align: (?:left|right)"
    plain = r"^\s*(?:left|right|width|height):"
    assert re.findall(f"{sides}|{plain}", part.read_text(), re.MULTILINE) == []


def test_every_token_that_is_used_is_defined():
    css = stylesheet.joined()
    used, defined = set(re.findall(r"var\((--[a-z0-9-]+)", css)), set(re.findall(r"(--[a-z0-9-]+):", css))
    assert sorted(used - defined) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_that_is_used_is_in_the_sprite(template):
    named = set(re.findall(r'<use href="[^"#]*#([a-z0-9-]+)"', template.read_text()))
    assert sorted(name for name in named if f'id="{name}"' not in SPRITE) == []
