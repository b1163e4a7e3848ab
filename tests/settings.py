"""What the suite runs with: the hub's own settings on a try-out's values, whatever the shell around it has set.

Only DATABASE_URL and CACHE_URL are taken from outside: they choose what the same tests run on.
"""

import os
from pathlib import Path

VAR_DIR = Path(__file__).resolve().parent.parent / "var" / "tests"
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)

for name in (
    "SECURE_SSL_REDIRECT",
    "BEHIND_PROXY",
    "SECURITY_CONTACT",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "CHECK_SOURCES",
):
    os.environ.pop(name, None)
os.environ |= {
    "DEBUG": "yes",
    "SECRET_KEY": "only-for-the-suite",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "PUBLIC_URL": "https://hub.example.org",
    "SHOW_DEMONSTRATION_EDITIONS": "yes",
    "VAR_DIR": str(VAR_DIR),
}

# Emptying a Redis database empties it for everyone, so each worker of a parallel run has one of its own.
address, _, number = os.environ.get("CACHE_URL", "").rpartition("/")
if address:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["CACHE_URL"] = f"{address}/{int(number) + worker}"

from hub.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and nothing to protect
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # pytest-django turns DEBUG off; nothing is collected here
MEDIA_ROOT = VAR_DIR / "media" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
