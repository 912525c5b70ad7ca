"""Which row of a list is which machine that was imported before."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from capacity.models import Resource
from capacity.operations.imports.snapshots import CUT, TITLE, Snapshot, content
from capacity.uniquip import Field, Row
from capacity.uniquip.identity import folded


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """An accepted row of the list at hand."""

    row: Row
    snapshot: Snapshot

    @property
    def identity(self) -> str:
        return self.row.identity


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A machine that was imported before, with its row as it then was."""

    resource: Resource
    snapshot: Snapshot

    @property
    def identity(self) -> str:
        return self.resource.source_key


# Of more names that begin alike than these, the first by the alphabet are looked at.
MOST_ALIKE = 50

Edition = Read | Known
Pairs = Iterator[tuple[Read, Known]]


@dataclass(frozen=True, slots=True)
class Matches:
    """Rows with their machines, rows without, and machines that no row speaks of."""

    pairs: tuple[tuple[Read, Known], ...]
    new: tuple[Read, ...]
    absent: tuple[Known, ...]


def match(reads: Sequence[Read], knowns: Sequence[Known]) -> Matches:
    """
    Pair rows and machines, the surest ways first; what is paired is out of the later ways.

    By identity; then by name and place, where one edition has an ID and the other has none; then by
    the beginning of the name, where one edition has cut it.
    """
    pairs: list[tuple[Read, Known]] = []
    left, free = list(reads), list(knowns)
    for way in (_by_identity, _by_name, _by_whole_name, _by_cut_name):
        pairs += way(left, free)
        taken = {id(one) for pair in pairs for one in pair}
        left = [read for read in left if id(read) not in taken]
        free = [known for known in free if id(known) not in taken]
    return Matches(tuple(pairs), tuple(left), tuple(free))


def _by_identity(reads: Sequence[Read], knowns: Sequence[Known]) -> Pairs:
    return _paired(reads, knowns, lambda one: one.identity.rpartition("#")[0])


def _by_name(reads: Sequence[Read], knowns: Sequence[Known]) -> Pairs:
    """The list has learnt the machine's ID since, or lost it."""
    for has_id in (True, False):
        yield from _paired(
            [read for read in reads if (Field.ID in read.snapshot) is has_id],
            [known for known in knowns if (Field.ID in known.snapshot) is not has_id],
            _name,
        )


def _by_whole_name(reads: Sequence[Read], knowns: Sequence[Known]) -> Pairs:
    """The list has cut the name since."""
    return ((reads[cut], knowns[whole]) for cut, whole in _completions(reads, knowns))


def _by_cut_name(reads: Sequence[Read], knowns: Sequence[Known]) -> Pairs:
    """The list has the whole name now."""
    return ((reads[whole], knowns[cut]) for cut, whole in _completions(knowns, reads))


def _paired(reads: Iterable[Read], knowns: Iterable[Known], key: Callable[[Edition], str]) -> Pairs:
    groups: dict[str, tuple[list[Read], list[Known]]] = defaultdict(lambda: ([], []))
    for read in reads:
        groups[key(read)][0].append(read)
    for known in knowns:
        groups[key(known)][1].append(known)
    for same_reads, same_knowns in groups.values():
        yield from _equal_first(same_reads, same_knowns)


def _equal_first(reads: Iterable[Read], knowns: Iterable[Known]) -> Pairs:
    """Pair what is equal in everything, then the rest in order; so changing places changes nothing."""
    equal: dict[frozenset[tuple[str, str]], list[Known]] = defaultdict(list)
    for known in knowns:
        equal[content(known.snapshot)].append(known)
    left, taken = [], set()
    for read in reads:
        same = equal[content(read.snapshot)]
        if same:
            taken.add(id(same[0]))
            yield read, same.pop(0)
        else:
            left.append(read)
    yield from zip(left, (known for known in knowns if id(known) not in taken), strict=False)


def _completions(cuts: Sequence[Edition], wholes: Sequence[Edition]) -> Iterator[tuple[int, int]]:
    """
    Pair the places of cut names with those of names that go on from there.

    Where several do, the first of the list is taken. Two IDs are two machines.
    """
    order = sorted(range(len(wholes)), key=lambda at: _name(wholes[at]))
    names = [_name(wholes[at]) for at in order]
    for at, cut in enumerate(cuts):
        beginning = _beginning(cut)
        first = bisect_left(names, beginning) if beginning else len(names)
        nearby = range(first, min(first + MOST_ALIKE, len(names)))
        alike = [near for near in nearby if names[near].startswith(beginning)]
        free = [near for near in alike if not _has_ids(cut, wholes[order[near]])]
        if free:
            found = min(free, key=order.__getitem__)
            del names[found]
            yield at, order.pop(found)


def _has_ids(one: Edition, other: Edition) -> bool:
    return Field.ID in one.snapshot and Field.ID in other.snapshot


def _name(one: Edition) -> str:
    return f"{folded(one.snapshot[Field.SITE_LOCATION])}\n{folded(one.snapshot[TITLE])}"


def _beginning(one: Edition) -> str:
    """Place and cut name, with the space that was lost at the cut; empty when the name is whole."""
    title, cut_at = folded(one.snapshot[TITLE]), int(one.snapshot.get(CUT, "0"))
    return f"{folded(one.snapshot[Field.SITE_LOCATION])}\n{title.ljust(cut_at)}" if cut_at else ""
