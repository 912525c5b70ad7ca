"""A process to be killed while it and two others fill a new index."""

import sys

import django

django.setup()

from django.conf import settings
from django.utils import timezone

from search.operations import rebuilding
from search.operations.catching_up import fill_anew
from search.operations.indexes import engine_index


def hang(*_told):
    print("hangs", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    settings.ELASTICSEARCH_URL = sys.argv[1]
    rebuilding.BATCH = 1
    fill_anew(engine_index(), clock=timezone.now, written=hang, processes=2)
