"""Stand-ins for the hub's drawings: a manifest, and files as small as they can be."""

import json
from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings

from guides import starter
from guides.figures import drawn

STILL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 254 206">'
    '<ellipse cx="127" cy="196" rx="60" ry="6" fill="#12383a" fill-opacity=".13"/>'
    '<path d="M100 196V{top}h54V196z" fill="#3f7f9f"/><circle cx="127" cy="{head}" r="12" fill="#a86d45"/></svg>'
)
FRAMES = 9
SIZE = {"width": 254, "height": 206}


def entry(name="stand-in", digest="0123456789abcdef", *, frames=2, film=True, **more):
    """What the manifest says of one guide. Every file has this digest."""
    stills = [{"file": f"figures/{name}-{n}.svg", "digest": digest, **SIZE} for n in range(1, frames + 1)]
    moving = {"file": f"figures/{name}-film.svg", "digest": digest, "frames": FRAMES}
    return {"frames": stills} | ({"film": moving} if film else {}) | more


def film():
    """A film as the engine writes it: one group a frame, and only the first to be seen."""
    hidden = ['visibility="hidden"' if number else "" for number in range(FRAMES)]
    groups = [
        f'<g data-frame="{n}" {hidden[n]}><path d="M100 196V{110 - 6 * n}h54V196z" fill="#3f7f9f"/></g>'
        for n in range(FRAMES)
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 254 206">{"".join(groups)}</svg>'


def write_files(folder, name="stand-in"):
    """The files of `entry(name)`, below a folder for static files."""
    (folder / "figures").mkdir(exist_ok=True)
    for number, top in ((1, 110), (2, 62)):
        (folder / "figures" / f"{name}-{number}.svg").write_text(STILL.format(top=top, head=top - 14))
    (folder / "figures" / f"{name}-film.svg").write_text(film())


def ship(folder, drawings):
    """Let the hub find this manifest, as after a release."""
    drawn.MANIFEST = folder / "drawn.json"
    drawn.MANIFEST.write_text(json.dumps(drawings))
    drawn.forget()


@contextmanager
def draw_everything(folder):
    """Stand-ins for every guide of the starter library that is not drawn yet, with their files where the hub looks."""
    write_files(folder)
    slugs = [path.stem for path in (starter.FOLDER / "guides").glob("*.toml")]
    real, before = drawn.manifest(), drawn.MANIFEST
    with override_settings(STATICFILES_DIRS=[*settings.STATICFILES_DIRS, folder]):
        ship(folder, {slug: entry() for slug in slugs} | real)
        yield
    drawn.MANIFEST = before
    drawn.forget()
