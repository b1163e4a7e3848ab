"""The hub's own production settings with one more address: the empty page that everything is compared with."""

from hub.settings import *  # noqa: F403 (all of them, by intent)

ROOT_URLCONF = "hub.benchmark.urls"
