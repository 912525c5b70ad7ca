"""The fourteen-day strip: where each block of the drawing stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, pgettext

from marketplace.pages.formats import short_day_text, weekday_initial

COLUMN = 22
BAND = 10
HEAD = 15
SATURDAY = 5


@dataclass(frozen=True)
class StripDay:
    """
    One day of a site: three letters for 08–12, 12–16 and 16–20 of its wall time.

    `f` free, `p` partly free, `b` busy, `s` shut.
    """

    day: date
    bands: str

    @property
    def is_free_somewhere(self) -> bool:
        return "f" in self.bands


@dataclass(frozen=True)
class Block:
    """One band of one day, by its left upper corner in the drawing's own units."""

    kind: str
    x: int
    y: int

    @property
    def left(self) -> int:
        return self.x + 1

    @property
    def middle(self) -> int:
        return self.x + COLUMN // 2 - 1

    @property
    def line_y(self) -> float:
        return self.y + 2.5

    @property
    def dot_y(self) -> int:
        return self.y + 4


@dataclass(frozen=True)
class Column:
    """One day of the drawing."""

    x: int
    letter: str
    number: int
    tone: str
    wanted: bool
    blocks: tuple[Block, ...]

    @property
    def middle(self) -> int:
        return self.x + COLUMN // 2 - 1

    @property
    def frame_x(self) -> float:
        return self.x - 0.5


def columns(days: Sequence[StripDay], *, want: int | None = None) -> Iterator[Column]:
    """Where each day stands; `want` is the index of the day the reader asked for."""
    for index, day in enumerate(days):
        x = index * COLUMN
        blocks = tuple(Block(kind, x, HEAD + row * BAND) for row, kind in enumerate(day.bands))
        wanted = index == want
        yield Column(x, weekday_initial(day.day), day.day.day, _tone(day.day, wanted), wanted, blocks)


def _tone(day: date, wanted: bool) -> str:
    if wanted:
        return "hd"
    return "we" if day.weekday() >= SATURDAY else "wd"


def sentence(days: Sequence[StripDay], *, earliest: str = "") -> str:
    """What the strip shows, in words: the days with free time and the earliest start."""
    free = pgettext("list separator", ", ").join(
        short_day_text(day.day) for day in days if day.is_free_somewhere
    )
    if not free:
        return gettext("Next fourteen days: no free block")
    if not earliest:
        return gettext("Next fourteen days: free on %(days)s") % {"days": free}
    return gettext("Next fourteen days: free on %(days)s; earliest %(earliest)s") % {
        "days": free,
        "earliest": earliest,
    }
