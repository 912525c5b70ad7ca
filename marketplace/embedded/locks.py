"""File locks that the kernel gives back when a process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USERS = "users.lock"  # shared by every process that uses the server, taken alone by the keeper that ends it
STARTING = "postgres.lock"  # beside the home: one process at a time looks for it and starts a keeper
KEEPER = "keeper.lock"  # held by the keeper as long as it lives


def opened(path: Path) -> int:
    """Open a lock file. Reading suffices to lock, so a file that root made serves everybody."""
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def take_shared(path: Path) -> int:
    """Wait for a share of the lock; it is held until the returned descriptor, or the process, ends."""
    descriptor = opened(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def take_alone(path: Path) -> int:
    """Wait until nobody else holds the lock, and hold it until the returned descriptor ends."""
    descriptor = opened(path)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


@contextmanager
def alone(path: Path) -> Iterator[None]:
    descriptor = take_alone(path)
    try:
        yield
    finally:
        os.close(descriptor)


def is_held_alone(path: Path) -> bool:
    descriptor = opened(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
