"""The same for the desk. Its pages are asked for within one process, where nobody loads styles: none are collected."""

from hub.benchmark.settings import *

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
