"""Who is moving: the cast of the pictures, from people.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guides.figures.inks import SOLE, ink

CAST = Path(__file__).parent / "people.toml"
BUILDS = {  # girth: torso times, waist and hips plus, limbs times
    "slim": (0.94, -0.8, -0.7, 0.93),
    "average": (1.0, 0.3, 0.2, 1.0),
    "full": (1.08, 2.2, 1.7, 1.12),
    "large": (1.16, 4.2, 3.0, 1.22),
}


@dataclass(frozen=True)
class Person:
    """How somebody looks. Inks are names of guides.figures.inks."""

    words: str
    skin: str
    hair: str
    top: str
    trousers: str
    shoes: str
    hair_ink: str = "dark"
    cloth: str = "marigold"  # of a scarf, hijab or cap
    sleeves: str = "short"
    build: str = "average"
    stripes: str = ""
    compression: str = ""  # the arm with a lymphoedema sleeve
    feet: str = "shoe"
    legs: str = "trousers"
    beard: bool = False
    glasses: bool = False

    def __getattr__(self, name):
        """`skin_colour` is the colour of `skin`, and so on."""
        field, mark, rest = name.rpartition("_colour")
        if mark and not rest and not field.startswith("_"):
            return ink(getattr(self, field))
        raise AttributeError(name)

    sole_colour = SOLE
    sock_colour = ink("oat")


@cache
def cast():
    """Everybody by name."""
    with CAST.open("rb") as file:
        return {name: Person(**looks) for name, looks in tomllib.load(file).items()}
