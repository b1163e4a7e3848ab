"""A name for the code that runs, so that pages kept in a shared cache never outlive a deployment."""

from hashlib import blake2b
from pathlib import Path


def fingerprint(folder: Path) -> str:
    """A short digest of every template, style, script, list and Python file of the project below `folder`."""
    digest = blake2b(digest_size=8)
    for part in ("hub", "guides", "templates", "static", "locale"):
        for path in sorted((folder / part).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".mo", ".toml", ".json"}:
                digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
