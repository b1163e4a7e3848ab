"""Where the files of photos lie: in Django's storage, named by their content, written once and never deleted.

An edition keeps the photos it was published with, so taking a photo off a guide leaves its files where they are.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "pictures"


def path_of(digest, ending):
    """The name in storage of one file, `ending` being like `480.avif`."""
    return f"{FOLDER}/{digest}-{ending}"


def keep(photo):
    """Store each file of a CleanPhoto that is not there in full yet; all of them or none. Returns the digest."""
    digest, written = photo.digest, []
    try:
        for ending, content in photo.files.items():
            path = path_of(digest, ending)
            if not is_whole(path, len(content)):
                written.append(path)
                write(path, content)
    except Exception:
        for path in written:
            default_storage.delete(path)
        raise
    return digest


def is_whole(path, size):
    """Whether the file is there with all its bytes. A machine that stopped in mid-writing leaves a shorter one."""
    return default_storage.exists(path) and default_storage.size(path) == size


def write(path, content):
    default_storage.delete(path)
    saved = default_storage.save(path, ContentFile(content))
    if saved != path:  # somebody stored the same photo in the same moment
        default_storage.delete(saved)


def read(digest, ending):
    """The bytes of one file; None when there is no such file."""
    try:
        with default_storage.open(path_of(digest, ending)) as file:
            return file.read()
    except FileNotFoundError:
        return None


def are_there(digest, endings):
    """Whether every one of these files of a photo is in storage."""
    return all(default_storage.exists(path_of(digest, ending)) for ending in endings)
