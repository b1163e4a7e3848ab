"""The hub's own production settings with one more address: the empty page that everything is compared with."""

from hub.settings import *

ROOT_URLCONF = "hub.benchmark.urls"
