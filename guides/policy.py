"""The site's content security policy with one change, for a page that needs it."""

from django.conf import settings


def policy(**changes):
    """The policy as its header spells it. `changes` are directives by name, like frame_src=["https://…"]."""
    named = {name.replace("_", "-"): sources for name, sources in changes.items()}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in (settings.SECURE_CSP | named).items())
