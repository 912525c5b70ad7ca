"""Ending with the process that started this one, however that ends."""

import ctypes
import signal
import sys

SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux

_library = ctypes.CDLL(None)


def end_with_parent(by: signal.Signals) -> None:
    """Ask Linux to send this process a signal when its parent ends; other systems have no such thing."""
    if sys.platform == "linux":
        _library.prctl(SET_DEATH_SIGNAL, by)
