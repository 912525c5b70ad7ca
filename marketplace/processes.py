"""Several processes for work that keeps processors busy, each with connections of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any

import django
from django.conf import settings
from django.db import connection

from marketplace.garbage import keep_what_is_loaded

MOST_PROCESSES = 8  # the database is the limit beyond


def usual_processes() -> int:
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def process_pool(processes: int, *, told: Mapping[str, Any]) -> ProcessPoolExecutor:
    """Fresh processes on this process's database; `told` are settings that they are to have as well."""
    begin = (str(connection.settings_dict["NAME"]), dict(told))
    return ProcessPoolExecutor(processes, get_context("spawn"), _begin, begin)


def _begin(database: str, told: Mapping[str, Any]) -> None:
    """Before anything else is imported in the new process, for models need Django set up."""
    Thread(target=_end_with_parent, daemon=True).start()
    settings.DATABASES["default"]["NAME"] = database
    for name, value in told.items():
        setattr(settings, name, value)
    django.setup()
    keep_what_is_loaded()


def _end_with_parent() -> None:
    """A pool's process whose parent was killed would wait for work for ever."""
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
