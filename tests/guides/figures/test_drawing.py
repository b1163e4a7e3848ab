"""The files on disk are what the poses draw, and small."""

import json
import re
import shutil
import tomllib
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from PIL import Image, ImageChops, ImageStat

from guides.figures import bodymap, drawing, people, poses
from guides.figures.geometry import Camera
from guides.figures.moments import between_poses, moments_between
from guides.figures.outlines import round_shape
from guides.figures.paths import path
from guides.figures.scene import Scene
from guides.figures.skeleton import Skeleton
from guides.starter import FOLDER

SLUGS = drawing.slugs()
MANIFEST = json.loads(drawing.MANIFEST.read_text())
every_guide = pytest.mark.parametrize("slug", SLUGS)


def on_disk(names):
    return {name: (drawing.PICTURES / name).read_text(encoding="utf-8") for name in names}


def kinds(slug):
    """What a guide's pictures are drawn of: postures, things in the room and in the hands, and kinds of people."""
    document = tomllib.loads((poses.FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
    person = people.cast()[document["person"]]
    found = {person.hair, person.build, f"{person.sleeves} sleeves", f"{person.legs} legs"}
    found |= {document.get("feet", "shoe"), f"glasses {person.glasses}", f"beard {person.beard}", person.compression}
    for entry in (document, *document["frame"]):
        found |= {prop["kind"] for prop in entry.get("props", [])}
        found |= {
            entry.get("base"),
            entry.get("eyes"),
            entry.get("lips"),
            *({"bands", "stick", "leans"} & entry.keys()),
        }
        limbs = [values for values in entry.values() if isinstance(values, dict)]
        found |= {limb.get(key) for limb in limbs for key in ("shape", "holds")} | {"palm" in limb for limb in limbs}
    return found


def covering(slugs):
    """A few guides that show every kind among them: each time the one with most that is not yet shown."""
    left, chosen = set().union(*map(kinds, slugs)), []
    while left:
        chosen.append(max(slugs, key=lambda slug: len(kinds(slug) & left)))
        left -= kinds(chosen[-1])
    return chosen


@pytest.mark.parametrize("slug", covering(SLUGS))
def test_pictures_are_what_the_pose_file_draws(slug):
    """Drawn anew for a sample with every posture, thing and kind of person in it. For the others the digests tell, in
    the two tests below: each file is what the manifest names, and nothing that it was drawn from has changed since."""
    files, entry = drawing.draw(slug, with_film=False)
    assert on_disk(files) == files
    assert MANIFEST[slug]["frames"] == entry["frames"]


@pytest.mark.parametrize("slug", ["dance-gently", "row-with-a-band", "step-up"])
def test_films_are_what_the_pose_file_draws(slug):
    """A movement by angles, one with things that move along, and one with a frame in between."""
    files, entry = drawing.draw(slug)
    assert on_disk(files) == files
    assert MANIFEST[slug] == entry


@every_guide
def test_every_file_is_the_one_that_the_manifest_names(slug):
    named = [each for each in (*MANIFEST[slug]["frames"], MANIFEST[slug]["film"]) if each]
    texts = [(drawing.PICTURES.parent / each["file"]).read_text(encoding="utf-8") for each in named]
    assert [drawing.digest(text) for text in texts] == [each["digest"] for each in named]


@every_guide
def test_pictures_and_films_are_as_new_as_all_they_are_drawn_from(slug):
    assert MANIFEST[slug]["made_from"] == drawing.made_from(slug)


def test_what_a_picture_is_drawn_from_is_its_pose_the_program_its_data_and_the_words(monkeypatch, tmp_path):
    before = drawing.made_from("step-up")
    shutil.copytree(drawing.LIBRARY, tmp_path / "library")
    shutil.copytree(poses.FOLDER, tmp_path / "poses")
    monkeypatch.setattr(drawing, "LIBRARY", tmp_path / "library")
    monkeypatch.setattr(poses, "FOLDER", tmp_path / "poses")
    assert drawing.made_from("step-up") == before
    changes = []
    for file, old, new in (("poses/step-up.toml", "omar", "tom"), ("library/step-up.toml", "low step", "high step")):
        text = (tmp_path / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
        changes.append(drawing.made_from("step-up"))
    assert len({before, *changes}) == 3


def test_no_picture_is_left_of_a_guide_that_is_gone():
    listed = {each["file"] for entry in MANIFEST.values() for each in (*entry["frames"], entry["film"]) if each}
    assert {f"figures/{path.name}" for path in drawing.PICTURES.glob("*.svg")} == listed
    assert sorted(MANIFEST) == SLUGS


def test_every_guide_of_the_starter_library_has_its_pictures():
    assert sorted(path.stem for path in (FOLDER / "guides").glob("*.toml")) == SLUGS


def test_every_guide_has_a_picture_for_shared_links_and_no_other_is_there():
    assert sorted(path.stem for path in (drawing.PICTURES / "share").glob("*.png")) == SLUGS


@pytest.mark.parametrize("slug", SLUGS[::16])
def test_pictures_for_shared_links_are_what_the_pose_file_draws(slug):
    """Compared by colours: how a PNG is packed depends on the library's version."""
    made = Image.open(BytesIO(drawing.share_picture(slug))).convert("RGB")
    there = Image.open(drawing.PICTURES / "share" / f"{slug}.png").convert("RGB")
    assert made.size == there.size == (1200, 630)
    assert max(ImageStat.Stat(ImageChops.difference(made, there)).mean) < 0.5


@every_guide
def test_pictures_are_small_and_say_what_they_show(slug):
    for frame in MANIFEST[slug]["frames"]:
        text = (drawing.PICTURES.parent / frame["file"]).read_text(encoding="utf-8")
        picture = ElementTree.fromstring(text)
        assert drawing.compressed(text) < 5000
        assert picture.find("{*}title").text
        assert len(picture.find("{*}desc").text) > 30


@every_guide
def test_frames_share_one_window_so_that_only_the_body_moves(slug):
    texts = [(drawing.PICTURES.parent / frame["file"]).read_text() for frame in MANIFEST[slug]["frames"]]
    assert len({re.search(r'viewBox="([^"]+)"', text)[1] for text in texts}) == 1


@every_guide
def test_a_film_carries_no_style_and_no_script(slug):
    film = MANIFEST[slug]["film"]
    if film:
        text = (drawing.PICTURES.parent / film["file"]).read_text()
        assert re.findall(r"style|script|class=|\bon\w+=", text) == []
        assert text.count("<g data-frame=") == film["frames"] == 8 * (len(MANIFEST[slug]["frames"]) - 1) + 1
        assert text.count('visibility="hidden"') == film["frames"] - 1


def test_everybody_of_the_cast_is_in_a_picture():
    assert {entry["person"] for entry in MANIFEST.values()} == {*people.cast()}


def one_of_each():
    """The first of the cast with each head of hair, and with each build."""
    cast = list(people.cast().items())
    first = [{getattr(person, part): name for name, person in reversed(cast)} for part in ("hair", "build")]
    return sorted({name for names in first for name in names.values()})


@pytest.mark.parametrize("name", one_of_each())
def test_every_kind_of_person_can_be_drawn_from_the_side_from_the_front_and_lying(name, tmp_path):
    for base, turn in (("standing", 0), ("standing", 90), ("in_bed", 14), ("sitting", 58)):
        file = tmp_path / "stand-up-from-a-chair.toml"
        frame = f'[[frame]]\nbase = "{base}"\n'
        file.write_text(f'person = "{name}"\nview = {{ turn = {turn} }}\n{frame}{frame}', encoding="utf-8")
        pictured = poses.read(file)
        scene = drawing.scene_of(pictured, pictured.frames[0])
        assert len(scene.body()) > 2000


def test_a_picture_that_does_not_fit_is_refused_with_the_size_that_would(tmp_path):
    file = tmp_path / "stand-up-from-a-chair.toml"
    frame = '[[frame]]\nbase = "standing"\n'
    file.write_text(f'person = "tom"\nview = {{ height = 120 }}\n{frame}{frame}', encoding="utf-8")
    with pytest.raises(drawing.PictureError, match=r"the top of the picture is .* cm too small"):
        drawing.pictures(poses.read(file))


def test_a_film_leaves_planted_feet_where_they_are():
    pictured = poses.read(poses.FOLDER / "stand-up-from-a-chair.toml")
    start, end = pictured.frames[0].pose, pictured.frames[1].pose
    for part in (0.25, 0.5, 0.75):
        ankle = Skeleton(between_poses(start, end, part)).legs["right"].ankle
        assert ankle[1] == pytest.approx(8.2, abs=0.01)


def test_a_stepping_foot_is_lifted_over_the_edge_of_a_step():
    pictured = poses.read(poses.FOLDER / "step-up.toml")
    for start, end, side in ((0, 1, "right"), (1, 2, "left")):
        for pose in moments_between(pictured.frames[start].pose, pictured.frames[end].pose):
            over = [place[1] for place in Skeleton(pose).legs[side].sole() if 2 <= place[0] <= 36]
            assert min(over, default=16) >= 15.5


def test_a_seated_foot_slides_and_is_not_lifted():
    pictured = poses.read(poses.FOLDER / "tap-your-toes-in-a-chair.toml")
    heights = [
        Skeleton(pose).legs["right"].ankle[1] for pose in moments_between(*(f.pose for f in pictured.frames[1:]))
    ]
    assert max(heights) < 10.3


def test_a_circle_becomes_a_path_of_few_curves():
    scene = Scene(Camera(0, 0))
    words = path(round_shape(scene.camera((0, 0, 0)), 10))
    assert words.startswith("M10 0c")
    assert words.count("c") <= 10


def test_command_says_which_file_is_not_what_is_drawn(monkeypatch, tmp_path):
    monkeypatch.setattr(drawing, "PICTURES", tmp_path)
    with pytest.raises(CommandError, match=r"swim-gently-1\.svg is not what its pose file draws"):
        call_command("draw_figures", "swim-gently", check=True)


def test_body_map_is_what_is_drawn_with_its_eight_groups():
    there = drawing.BODY_MAP.read_text(encoding="utf-8")
    assert there == drawing.body_map()
    assert re.findall(r'data-site="([a-z-]+)"', there) == list(bodymap.GROUPS)


def test_command_writes_what_it_then_finds_right(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(drawing, "PICTURES", tmp_path)
    monkeypatch.setattr(drawing, "MANIFEST", tmp_path / "drawn.json")
    monkeypatch.setattr(drawing, "BODY_MAP", tmp_path / "body_map.html")
    call_command("draw_figures", "lift-your-hips")
    call_command("draw_figures", "lift-your-hips", check=True)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "body_map.html",
        "drawn.json",
        "lift-your-hips-1.svg",
        "lift-your-hips-2.svg",
        "lift-your-hips-film.svg",
        "share",
    }
