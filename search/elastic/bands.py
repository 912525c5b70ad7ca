"""
Free windows by their length: "so long at least, and within here" without a script.

A window shorter than 32 hours lies in a field named after its length, once in each of two widths of
bands; so "at least so long" is a few fields: narrow ones up to where a wider one begins. Longer ones
are few and of thousands of lengths: they share the field `long` as [band + first, band + last], where
the band is a number far above all slots that stands for lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from search.slots import Window

LONG = 128  # slots
END = 8_192  # a horizon has fewer slots; what is longer counts as one less
SHORT_WIDTHS = (1, 8)
LONG_WIDTHS = (1, 8, 64, 512)
STEP = 1 << 24  # slots since the epoch, up to the year 2448


class Band(NamedTuple):
    """A field with windows of certain lengths, which lie there so much above their slots."""

    field: str
    above: int = 0


EVERY_LONG = Band("long")


def short_fields() -> Iterator[str]:
    """By name what EVERY_LONG is not in."""
    for width in SHORT_WIDTHS:
        yield from (_short(width, bucket).field for bucket in range(LONG // width))


def ranges_of(windows: Iterable[Window]) -> dict[str, list[dict[str, int]]]:
    """What each field of `w` has of these windows."""
    fields: dict[str, list[dict[str, int]]] = {}
    for first, last in windows:
        for band in _bands_of(min(last - first, END - 1)):
            fields.setdefault(band.field, []).append({"gte": band.above + first, "lte": band.above + last})
    return fields


@cache
def _bands_of(slots: int) -> tuple[Band, ...]:
    """Where a window of this length lies: once in each width."""
    if slots < LONG:
        return tuple(_short(width, slots // width) for width in SHORT_WIDTHS)
    return (EVERY_LONG, *(_long(width, slots // width) for width in LONG_WIDTHS))


@cache
def bands_from(slots: int) -> tuple[Band, ...]:
    """The bands that have each window of at least this length once."""
    if slots < LONG:
        return (*(_short(*each) for each in _ladder(SHORT_WIDTHS, slots, LONG)), EVERY_LONG)
    return tuple(_long(*each) for each in _ladder(LONG_WIDTHS, slots, END))


def _ladder(widths: Sequence[int], least: int, end: int) -> Iterator[tuple[int, int]]:
    """Widths with buckets: from the least length on narrow ones, then wider ones as far as these divide."""
    for width, wider in zip(widths, (*widths[1:], end), strict=True):
        while least % wider and least < end:
            yield width, least // width
            least += width


def _short(width: int, bucket: int) -> Band:
    return Band(f"q{width}_{bucket}")


def _long(width: int, bucket: int) -> Band:
    return Band(EVERY_LONG.field, (LONG_WIDTHS.index(width) * END + bucket + 1) * STEP)
