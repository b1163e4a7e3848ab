"""From pose files to pictures: one SVG a frame, a film in between, and the list of what is drawn."""

import gzip
import itertools
import json
import tomllib
from dataclasses import replace
from hashlib import sha256
from html import escape
from pathlib import Path

from guides.figures import poses
from guides.figures.arrows import draw_arrow
from guides.figures.bodymap import body_map
from guides.figures.figure import draw_figure
from guides.figures.furniture import FURNITURE
from guides.figures.geometry import Camera, point
from guides.figures.held import HELD, draw_band, draw_stick
from guides.figures.inks import ARROW, PANELS
from guides.figures.moments import moments_between
from guides.figures.paths import number
from guides.figures.people import cast
from guides.figures.scene import Scene
from guides.figures.share import share_image
from guides.figures.skeleton import Skeleton

PICTURES = Path(__file__).parents[2] / "static" / "figures"
BODY_MAP = Path(__file__).parents[2] / "templates" / "components" / "body_map.html"
MANIFEST = Path(__file__).parent / "drawn.json"
LIBRARY = Path(__file__).parents[1] / "library" / "guides"
__all__ = ["BODY_MAP", "MANIFEST", "PICTURES", "PictureError", "body_map", "draw", "share_picture", "slugs"]
GROUND, LOW = 9, 44  # centimetres between the lowest drawn point and the picture's edge; for those lying down
MOST_BYTES = 5000  # compressed, a picture


class PictureError(ValueError):
    """A picture cannot be made as the data say. Names the file and the cure."""


def guide_words(slug):
    """(title, kind, description of the start, of the end) of a guide of the starter library."""
    document = tomllib.loads((LIBRARY / f"{slug}.toml").read_text(encoding="utf-8"))
    text = document["text"]["en"]
    return text["title"], document["kind"], text.get("start_picture", ""), text.get("end_picture", "")


def scene_of(drawing, frame, *, with_arrows=True, with_props=True):
    """The Scene of one frame."""
    scene = Scene(Camera(*drawing.view[:2]))
    person = cast()[drawing.person]
    if drawing.feet:
        person = replace(person, feet=drawing.feet)
    if with_props:
        for prop in (*drawing.props, *frame.props):
            values = {name: value for name, value in prop.items() if name != "kind"}
            FURNITURE[prop["kind"]](scene, **values)
        for shadow in drawing.shadows:
            scene.ground_shadow(*shadow)
    bones = Skeleton(frame.pose)
    figure = draw_figure(scene, bones, person)
    for side, thing in frame.holds.items():
        HELD[thing](scene, bones, figure, side)
    for band in frame.bands:
        for start, end in itertools.pairwise(band):
            ends = [_place(bones, start), _place(bones, end)]
            draw_band(scene, ends, _band_layer(figure, start, end))
    if frame.stick:
        start, end = (bones.place(name) for name in frame.stick)
        draw_stick(scene, start, end, 59)
    for arrow in frame.arrows if with_arrows else ():
        draw_arrow(scene, [point(*place) for place in arrow])
    return scene


def _place(bones, name):
    return bones.place(name) if isinstance(name, str) else point(*name)


def _band_layer(figure, *ends):
    """A band is behind the body where it hangs on the far hand."""
    far = "left" if figure.near_arm == "right" else "right"
    return 9.5 if any(isinstance(end, str) and end.startswith(far) and end.endswith("hand") for end in ends) else 58


def window(drawing, scenes):
    """The part of the paper that all frames of a guide share: (left, top, width, height). Raises PictureError when
    something lies outside."""
    boxes = [scene.box for scene in scenes]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    _turn, _rise, width, height, aside, up = drawing.view
    low = bottom + (LOW if bottom - top < 120 and not up else GROUND) - up
    frame = ((left + right) / 2 - width / 2 + aside, low - height, width, height)
    for name, spare in (("left", left - frame[0]), ("top", top - frame[1]), ("right", frame[0] + width - right)):
        if spare < 1:
            raise PictureError(
                f"{drawing.slug}.toml: the {name} of the picture is {1 - spare:.0f} cm too small. "
                f"Move the view, or widen it: width = {right - left + 6:.0f}, height = {bottom - top + 14:.0f}."
            )
    return frame


def _svg(frame, body, title, description, kind):
    light, dark = PANELS[kind]
    style = (
        f".h{{fill:{light}}}.a{{fill:{ARROW['light']}}}"
        f"@media(prefers-color-scheme:dark){{.h{{fill:{dark}}}.a{{fill:{ARROW['dark']}}}}}"
        "@media(forced-colors:active),print{.h{fill:#fff}}"
    )
    described = f"<desc>{escape(description, quote=False)}</desc>" if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(map(number, frame))}" role="img">'
        f"<title>{escape(title, quote=False)}</title>{described}<style>{style}</style>{body}</svg>\n"
    )


def pictures(drawing, with_film=True):
    """Every file of a guide as {name: text}: the frames, then the film. Raises PictureError."""
    title, kind, start, end = guide_words(drawing.slug)
    scenes = [scene_of(drawing, frame) for frame in drawing.frames]
    frame = window(drawing, scenes)
    words = [start, *(middle.words for middle in drawing.frames[1:-1]), end]
    moments = ["start", *("middle" for _ in drawing.frames[1:-1]), "end"]
    files = {}
    for index, (scene, described, moment) in enumerate(zip(scenes, words, moments, strict=True), 1):
        files[f"{drawing.slug}-{index}.svg"] = _svg(frame, scene.body(), f"{title}: {moment}", described, kind)
    if drawing.has_film and with_film:
        files[f"{drawing.slug}-film.svg"] = _film(drawing, frame)
    return files


def _film(drawing, frame):
    """All moments of the movement in one file: what stands in the room once, and a group a moment."""
    moments = [moment for pair in itertools.pairwise(drawing.frames) for moment in _from_frame_to_frame(*pair)]
    moments.append(drawing.frames[-1])
    groups = []
    for index, moment in enumerate(moments):
        hidden = "" if index == 0 else ' visibility="hidden"'
        body = scene_of(drawing, moment, with_arrows=False).body()
        groups.append(f'<g data-frame="{index}"{hidden}>{body}</g>')
    box = " ".join(map(number, frame))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{"".join(groups)}</svg>\n'


def _from_frame_to_frame(start, end):
    """The moments from one frame to just before the next."""
    between = [replace(start, pose=pose, arrows=[]) for pose in moments_between(start.pose, end.pose)]
    return [start, *between]


def draw(slug, with_film=True):
    """(files, entry of the manifest) of a guide; files as {name: text}. Raises PoseError or PictureError."""
    drawing = poses.read(poses.FOLDER / f"{slug}.toml")
    files = pictures(drawing, with_film)
    for name, text in files.items():
        if not name.endswith("-film.svg") and (size := compressed(text)) > MOST_BYTES:
            raise PictureError(
                f"{name}: {size} bytes compressed, over {MOST_BYTES}. Take something out of the picture."
            )
    return files, _entry(drawing, files)


def share_picture(slug):
    """The PNG for shared links to a guide, as bytes: its last frame, without arrows."""
    drawing = poses.read(poses.FOLDER / f"{slug}.toml")
    title, kind, _start, _end = guide_words(slug)
    return share_image(scene_of(drawing, drawing.frames[-1], with_arrows=False), title, kind)


def compressed(text):
    """The bytes of a text on its way."""
    return len(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def digest(text):
    return sha256(text.encode()).hexdigest()[:16]


def _entry(drawing, files):
    width, height = drawing.view[2:4]
    frames, film = [], None
    for name, text in files.items():
        told = {"file": f"figures/{name}", "digest": digest(text)}
        if name.endswith("-film.svg"):
            film = told | {"frames": text.count("data-frame=")}
        else:
            words = drawing.frames[len(frames)].words
            frames.append(told | {"width": width, "height": height} | ({"words": words} if words else {}))
    share = {"file": f"figures/share/{drawing.slug}.png"}
    sources = {"made_from": made_from(drawing.slug)}
    return {"person": drawing.person, "frames": frames, "film": film, "share": share} | sources


def made_from(slug):
    """A digest of all that a guide's pictures are drawn from: its pose file, the drawing program and its data, and the
    guide's words. It tells that a film is out of date without drawing it."""
    here = Path(__file__).parent
    sources = [*sorted(here.glob("*.py")), *sorted(here.glob("*.toml")), poses.FOLDER / f"{slug}.toml"]
    return digest("".join(path.read_text(encoding="utf-8") for path in sources) + repr(guide_words(slug)))


def slugs():
    """The guides that have a pose file."""
    return sorted(path.stem for path in poses.FOLDER.glob("*.toml"))


def as_manifest(entries):
    return json.dumps(entries, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
