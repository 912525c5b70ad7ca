"""
Free windows by their length, in one field: "so long at least, and within here" without a script.

A window lies in the field as the range [band + first, band + last], where the band is a number far above
all slots that stands for lengths. It lies there once in each width of bands, so that "at least so long" is
a few bands: narrow ones up to where a wider one begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from search.slots import Window

STEP = 1 << 24  # slots since the epoch, up to the year 2448
MOST_BUCKETS = 1 << 13
LONG = 128  # slots; most windows are shorter and lie in few bands
END = 8_192  # a horizon has fewer slots; what is longer counts as one less
SHORT_WIDTHS = (1, 8)
LONG_WIDTHS = (1, 8, 64, 512)
EVERY_LONG, FIRST_LONG = 2, 3  # levels; those below are of short windows


def ranges_of(windows: Sequence[Window]) -> list[dict[str, int]]:
    return [
        {"gte": band + first, "lte": band + last}
        for first, last in windows
        for band in _bands_of(min(last - first, END - 1))
    ]


@cache
def _bands_of(slots: int) -> tuple[int, ...]:
    """Where a window of this length lies: once in each width."""
    if slots < LONG:
        return tuple(_band(level, slots // width) for level, width in enumerate(SHORT_WIDTHS))
    long = (_band(level, slots // width) for level, width in enumerate(LONG_WIDTHS, FIRST_LONG))
    return (_band(EVERY_LONG, 0), *long)


@cache
def bands_from(slots: int) -> tuple[int, ...]:
    """The bands that have each window of at least this length once."""
    if slots < LONG:
        return (*_ladder(0, SHORT_WIDTHS, slots, LONG), _band(EVERY_LONG, 0))
    return tuple(_ladder(FIRST_LONG, LONG_WIDTHS, slots, END))


def _ladder(level: int, widths: Sequence[int], least: int, end: int) -> Iterator[int]:
    """From the least length on in narrow steps, then in wider ones as far as these divide."""
    for width, wider in zip(widths, (*widths[1:], end), strict=True):
        while least % wider and least < end:
            yield _band(level, least // width)
            least += width
        level += 1


def _band(level: int, bucket: int) -> int:
    return (level * MOST_BUCKETS + bucket) * STEP
