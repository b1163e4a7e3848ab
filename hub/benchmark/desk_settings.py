"""The same for the desk. Its pages are asked for within one process, where nobody loads styles: none are collected."""

from hub.benchmark.settings import *
from hub.settings import STORAGES as COLLECTED

STORAGES = COLLECTED | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
