"""On what it was measured, and what else the machine had to do."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Mapping

import psutil


def told(options: argparse.Namespace, versions: Mapping[str, str], before: tuple[float, float, float]) -> str:
    """`before` is the load when the run began."""
    asked = f"{options.queries} searches of each kind after {options.warm} to warm up"
    memory = psutil.virtual_memory().total / 2**30
    engines = ", ".join(f"{name} {version}" for name, version in versions.items())
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {engines}"
    loads = " → ".join(f"{load[0]:.1f}" for load in (before, os.getloadavg()))
    return f"{asked}, {options.bookings} bookings; {machine}; load {loads}."
