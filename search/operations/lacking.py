"""
Where an engine's index is behind PostgreSQL's, by versions and without reading a document.

Both sides sum up the versions and moments of each thousand ids; only where these differ are they
compared one by one. A million listings that agree cost one aggregation on either side.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from search.elastic.writing import OneIndex
from search.indexes import Mark, Sums, milliseconds_of
from search.postgres import holdings

WIDTH = 1_000


@dataclass
class Lacking:
    """
    What an index has to be given anew, and which listings to take out as of which version.

    `stale` of them are of another version, so that somebody could be told what is not so any more.
    """

    late: list[int] = field(default_factory=list)
    ghosts: dict[int, int] = field(default_factory=dict)
    stale: int = 0

    def __len__(self) -> int:
        return len(self.late) + len(self.ghosts)


def lacking(
    index: OneIndex, *, before: datetime, most: int, without: Collection[int] = frozenset()
) -> Lacking:
    """
    About so many listings at most that `index` has otherwise than PostgreSQL's, other versions first.

    What PostgreSQL was told at `before` or later is left out: its writer may be about to tell the engine.

    :raises BackendAway: the engine cannot be reached
    """
    found = Lacking()
    for stretch in _differing(index.sums(WIDTH), holdings.sums(WIDTH)):
        if len(found) >= most:
            break
        first, last = stretch * WIDTH, (stretch + 1) * WIDTH
        # Theirs first: what is taken out in between is then a ghost, and may be taken out again.
        theirs, ours = index.marks(first, last), holdings.marks(first, last)
        for pk in sorted((theirs.keys() | ours.keys()) - set(without)):
            _compare(pk, theirs.get(pk), ours.get(pk), milliseconds_of(before), found)
    found.stale += len(found.ghosts)
    return found


def _differing(theirs: Mapping[int, Sums], ours: Mapping[int, Sums]) -> list[int]:
    """The stretches that differ; those in which versions do come first."""
    stretches = [each for each in theirs.keys() | ours.keys() if theirs.get(each) != ours.get(each)]
    return sorted(stretches, key=lambda each: (_versions(theirs, each) == _versions(ours, each), each))


def _versions(sums: Mapping[int, Sums], stretch: int) -> tuple[int, int] | None:
    told = sums.get(stretch)
    return told and (told.listings, told.versions)


def _compare(pk: int, theirs: Mark | None, ours: Mark | None, before: int, found: Lacking) -> None:
    if ours is None and theirs is not None:
        found.ghosts[pk] = theirs.version
    elif ours is not None and ours != theirs and ours.put_at < before:
        found.late.append(pk)
        found.stale += theirs is None or theirs.version != ours.version
