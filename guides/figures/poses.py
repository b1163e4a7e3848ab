"""Reading pose files: words, degrees and centimetres that a physiotherapist can correct. README.md has the format."""

import inspect
import tomllib
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from guides.figures.furniture import FURNITURE
from guides.figures.held import HELD
from guides.figures.limits import problems
from guides.figures.moments import film_problems
from guides.figures.people import cast
from guides.figures.skeleton import SIDES, Limb, Pose, Skeleton

FOLDER = Path(__file__).parent / "poses"
POSTURES = Path(__file__).parent / "postures.toml"
HANDS = ("relaxed", "flat", "grip", "fist", "point")
FILE_KEYS = {"person", "feet", "view", "props", "shadows", "film", "frame"}
FRAME_KEYS = {
    "base", "leans", "pelvis", "hips", "chest", "head", "shrug", "legs", "arms", "order", "arrows", "bands", "stick",
    "props", "words", "eyes", "lips", *(f"{side}_{limb}" for side in SIDES for limb in ("leg", "arm")),
}  # fmt: skip
LEG_KEYS = {"at", "knee_to", "joint", "bend", "across", "foot", "on"}
ARM_KEYS = {"at", "elbow_to", "joint", "bend", "across", "hand", "shape", "thumb", "palm", "slide", "holds"}
FACE = {"eyes": ("open", "closed"), "lips": ("smile", "round")}
TURN_KEYS = ("lean", "side", "turn")


class PoseError(ValueError):
    """A pose file has mistakes; each line names the file, the frame, what is wrong and the cure."""


@dataclass
class Frame:
    """One picture: a pose and what belongs to this moment alone."""

    pose: Pose
    arrows: list = field(default_factory=list)
    bands: list = field(default_factory=list)
    stick: list = field(default_factory=list)
    props: list = field(default_factory=list)
    holds: dict = field(default_factory=dict)
    words: str = ""


@dataclass
class Drawing:
    """All of one guide's pictures, as its pose file says."""

    slug: str
    person: str
    feet: str
    view: tuple  # turn, rise, width, height, and how far the middle is moved
    props: list
    shadows: list
    frames: list
    has_film: bool


@cache
def postures():
    with POSTURES.open("rb") as file:
        return tomllib.load(file)


def read(path):
    """The Drawing of a pose file. Raises PoseError with every mistake in it."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PoseError(f"{path.name}: this is not TOML. {error}.") from error
    faults = [f"{path.name}, {fault}" for fault in _file_faults(document)]
    if faults:
        raise PoseError("\n".join(faults))
    frames = [_frame(entry) for entry in document["frame"]]
    for index, frame in enumerate(frames, 1):
        faults += [f"{path.name}, frame {index}, {fault}" for fault in problems(Skeleton(frame.pose))]
    if document.get("film", True) and not faults:
        faults += [f"{path.name}, {fault}" for fault in film_problems([frame.pose for frame in frames])]
    if faults:
        raise PoseError("\n".join(faults))
    view = {"turn": 26, "rise": 9, "width": 254, "height": 206, "right": 0, "up": 0} | document.get("view", {})
    return Drawing(
        slug=path.stem, person=document["person"], feet=document.get("feet", ""), view=tuple(view.values()),
        props=document.get("props", []), shadows=document.get("shadows", []), frames=frames,
        has_film=document.get("film", True),
    )  # fmt: skip


def _file_faults(document):
    yield from _strange("", document, FILE_KEYS)
    if document.get("person") not in cast():
        yield f"person: {document.get('person')!r} is not in people.toml. Choose one of {', '.join(cast())}."
    yield from _strange("view, ", document.get("view", {}), {"turn", "rise", "width", "height", "right", "up"})
    yield from _prop_faults("", document.get("props", []))
    frames = document.get("frame", [])
    if len(frames) < 2:
        yield "frame: a guide needs a start and an end. Write [[frame]] at least twice."
    for index, entry in enumerate(frames, 1):
        for fault in _frame_faults(entry):
            yield f"frame {index}, {fault}"


def _frame_faults(entry):
    yield from _strange("", entry, FRAME_KEYS)
    if entry.get("base", "standing") not in postures():
        yield f"base: {entry['base']!r} is no posture. Choose one of {', '.join(postures())}."
    for part, choices in FACE.items():
        if entry.get(part, choices[0]) not in choices:
            yield f"{part}: {entry[part]!r} is not there. Choose one of {', '.join(choices)}."
    for part in ("hips", "chest", "head"):
        yield from _strange(f"{part}, ", entry.get(part, {}), set(TURN_KEYS))
    for limb, allowed in (("leg", LEG_KEYS), ("arm", ARM_KEYS)):
        for name in (f"{limb}s", *(f"{side}_{limb}" for side in SIDES)):
            values = entry.get(name, {})
            yield from _strange(f"{name}, ", values, allowed)
            if "at" in values and ("joint" in values or "bend" in values):
                yield f"{name}: both a point to reach and joint angles. Write one of the two."
            if values.get("shape", "flat") not in HANDS:
                yield f"{name}, shape: {values['shape']!r} is no shape of a hand. Choose one of {', '.join(HANDS)}."
            if values.get("holds", "ball") not in HELD:
                yield f"{name}, holds: {values['holds']!r} is not there. Choose one of {', '.join(HELD)}."
    yield from _prop_faults("", entry.get("props", []))
    for arrow in entry.get("arrows", []):
        if len(arrow) < 3:
            yield "arrows: an arrow needs at least three points. Write [[x, y, z], [x, y, z], [x, y, z]]."


def _prop_faults(where, props):
    for prop in props:
        kind = prop.get("kind")
        if kind not in FURNITURE:
            yield f"{where}props: {kind!r} is not there. Choose one of {', '.join(FURNITURE)}."
        else:
            allowed = {*list(inspect.signature(FURNITURE[kind]).parameters)[1:], "kind"}
            yield from _strange(f"{where}props, {kind}, ", prop, allowed)


def _strange(where, table, allowed):
    for key in table:
        if key not in allowed:
            yield f"{where}{key}: there is no such word. Use one of {', '.join(sorted(allowed))}."


def _frame(entry):
    whole = _merged(postures()[entry.get("base", "standing")], entry)
    pose = Pose(
        pelvis=tuple(whole["pelvis"]), hips=_turned(whole, "hips"),
        chest=_turned(whole, "chest"), head=_turned(whole, "head", _turned(whole, "chest")),
        shrug=whole.get("shrug", 0.0),
        leans=whole.get("leans", False), eyes=whole.get("eyes", "open"), lips=whole.get("lips", "smile"),
        order={name.replace("_", " "): layer for name, layer in whole.get("order", {}).items()},
        limbs={f"{side} {limb}": _limb(whole, side, limb) for side in SIDES for limb in ("leg", "arm")},
    )  # fmt: skip
    holds = {side: _limb_values(whole, side, "arm").get("holds") for side in SIDES}
    return Frame(
        pose, whole.get("arrows", []), whole.get("bands", []), whole.get("stick", []), whole.get("props", []),
        {side: thing for side, thing in holds.items() if thing}, whole.get("words", ""),
    )  # fmt: skip


def _merged(base, entry):
    """The base posture with what the frame says instead. A limb that says how it is placed forgets how it was."""
    whole = deepcopy(base)
    for key, value in entry.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict) and not _replaces(value):
            whole[key] = whole[key] | value
        else:
            whole[key] = value
    return whole


def _replaces(values):
    return "at" in values or "joint" in values


def _turned(whole, part, otherwise=(0.0, 0.0, 0.0)):
    """(lean, side, turn) of a part. If not said, the head goes with the chest, the chest with the turn of the hips."""
    values = whole.get(part, {})
    if part == "chest":
        otherwise = (0.0, 0.0, whole.get("hips", {}).get("turn", 0.0))
    return tuple(float(values.get(key, otherwise[index])) for index, key in enumerate(TURN_KEYS))


def _limb_values(whole, side, limb):
    shared = whole.get(f"{limb}s", {})
    own = whole.get(f"{side}_{limb}", {})
    shared = _mirrored(shared) if side == "left" else shared
    return own if _replaces(own) else shared | own


def _mirrored(values):
    """A limb's values for the other side."""
    flipped = dict(values)
    for key in ("at", "knee_to", "elbow_to", "hand", "thumb", "palm"):
        if key in flipped:
            x, y, z = flipped[key]
            flipped[key] = [x, y, -z]
    return flipped


def _limb(whole, side, limb):
    values = _limb_values(whole, side, limb)
    joint, foot = values.get("joint", {}), values.get("foot", {})
    return Limb(
        at=_maybe(values.get("at")), pole=_maybe(values.get("knee_to") or values.get("elbow_to")),
        joint=(joint.get("forward", 0.0), joint.get("out", 2.0)), bend=values.get("bend", 0.0),
        across=values.get("across", joint.get("out", 2.0)), foot=(foot.get("out", 6.0), foot.get("heel_up", 0.0)),
        hand=_maybe(values.get("hand")), shape=values.get("shape", "grip" if values.get("holds") else "relaxed"),
        thumb=_maybe(values.get("thumb")), palm=_maybe(values.get("palm")),
        slide=tuple(values.get("slide", (0.0, 0.0, 0.0))),
        on=values.get("on", "floor"),
    )  # fmt: skip


def _maybe(values):
    return tuple(values) if values is not None else None
