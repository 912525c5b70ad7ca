"""Free time of many resources at once."""

from capacity.availability.reading import FreeTime, free_time, free_windows
from capacity.availability.summary import bands, earliest_free

__all__ = ["FreeTime", "bands", "earliest_free", "free_time", "free_windows"]
