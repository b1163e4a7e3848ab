"""A small starter library for tests, and the command that loads it."""

import shutil
from io import StringIO

from django.core.management import call_command

from guides import starter
from guides.models import (
    BoneRating,
    BoneRule,
    Collection,
    CollectionEdition,
    ContentVersion,
    Edition,
    Equipment,
    Guide,
    GuideText,
    Source,
)

GUIDE = """\
number = {number}
kind = "aerobic"
level = {level}
positions = ["seated"]
needs = [["chair"]]
minutes = 5
columns = ["non-weight-bearing"]
movements = ["hip-free"]
easier = [{easier}]
harder = [{harder}]
sources = [{{ key = "effect-2024", supports = "The programme had it." }}]
edition = "demonstration"

[dose]
sets = 1
repetitions = 5
rest_seconds = 60
days_a_week = 2

[text.en]
title = "{title}"
summary = "Gets you moving."
what = "You march."
why = "It helps you keep moving."
for_whom = "It may suit you if you like to sit."
not_for = "If a hip is sore today. Rest instead."
steps = \"\"\"
Sit tall. | Feet flat.
Lift one foot.
\"\"\"
tips = "Go slowly."
watch_for = "Dizzy | Sit back."
effort = "You can still talk."
"""
COLLECTION = """\
[sitting-down]
title = "Sitting down"
words = "For a gentle start."
filter = "level=1&kit=chair"
guides = ["march-in-a-chair"]
is_closed = false
"""
LIBRARY_SIZE = len(list((starter.FOLDER / "guides").glob("*.toml")))
MARCH, SQUAT = "guides/march-in-a-chair.toml", "guides/mini-squat.toml"


def small_library(folder):
    """Write a library of two guides and a collection into a folder, with the hub's own equipment, sources and rules,
    and return it."""
    written_here = shutil.ignore_patterns("guides", "collections.toml")
    shutil.copytree(starter.FOLDER, folder, dirs_exist_ok=True, ignore=written_here)
    (folder / "guides").mkdir()
    march = GUIDE.format(number=8, level=1, easier="", harder='"mini-squat"', title="March in a chair")
    squat = GUIDE.format(number=15, level=3, easier='"march-in-a-chair"', harder="", title="Mini squat")
    (folder / MARCH).write_text(march)
    (folder / SQUAT).write_text(squat)
    (folder / "collections.toml").write_text(COLLECTION)
    return folder


def load(folder=starter.FOLDER, **options):
    """Run the command and return what it says, line by line."""
    said = StringIO()
    call_command("load_library", folder=folder, stdout=said, **options)
    return said.getvalue().splitlines()


def change(path, old, new):
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1))


def everything():
    """What is in the database, to compare before and after."""
    models = (
        Guide,
        GuideText,
        Equipment,
        Source,
        BoneRule,
        BoneRating,
        Edition,
        Collection,
        CollectionEdition,
        ContentVersion,
    )
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
