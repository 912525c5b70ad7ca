"""What an import would do, before it does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from capacity.models import Resource
from capacity.operations.imports.matching import Known, Read, match
from capacity.operations.imports.snapshots import (
    TITLE,
    Difference,
    Snapshot,
    completed,
    differences,
    snapshot_of,
)
from capacity.uniquip import EquipmentList, Field, Row
from capacity.uniquip.identity import key_for
from marketplace.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something else of its machine than it did at the last import."""

    row: Row
    resource: Resource
    before: Snapshot
    after: Snapshot
    differences: tuple[Difference, ...]

    @property
    def identity(self) -> str:
        """By the ID, or by the name that is kept, which may be longer than the one in the file."""
        if Field.ID in self.after or self.after[TITLE] == self.row.title:
            return self.row.identity
        return f"{key_for(self.after[TITLE], self.after[Field.SITE_LOCATION])}#1"

    @property
    def keys(self) -> frozenset[str]:
        """Whose values the file has changed."""
        return frozenset(difference.key for difference in self.differences)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """
    Every row of the list in exactly one of new, changed, unchanged and refused.

    `absent` are the machines of earlier editions that this one leaves out; an import leaves them
    as they are.
    """

    new: tuple[Read, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Known, ...]
    refused: tuple[Row, ...]
    absent: tuple[Resource, ...]

    @property
    def identities(self) -> list[str]:
        """Those that are in use already."""
        before = [change.resource for change in self.changed] + [known.resource for known in self.unchanged]
        return [resource.source_key for resource in (*before, *self.absent)]

    @property
    def rows_read(self) -> int:
        return len(self.new) + len(self.changed) + len(self.unchanged) + len(self.refused)


def plan_import(*, equipment: EquipmentList, provider: Organisation, source: str) -> ImportPlan:
    """Hold a list against what the provider imported from the same source before. Changes nothing."""
    reads = [Read(row, snapshot_of(row)) for row in equipment.accepted]
    found = match(reads, _known(provider, source))
    changes, unchanged = _compared(found.pairs)
    return ImportPlan(
        new=found.new,
        changed=tuple(sorted(changes, key=lambda change: change.row.line)),
        unchanged=tuple(unchanged),
        refused=equipment.refused,
        absent=tuple(known.resource for known in found.absent),
    )


def _known(provider: Organisation, source: str) -> list[Known]:
    imported = Resource.objects.filter(provider=provider, source=source).exclude(source_key="")
    rows = imported.select_related("site").order_by("pk")
    return [Known(resource, resource.source_values) for resource in rows]


def _compared(pairs: Sequence[tuple[Read, Known]]) -> tuple[list[Change], list[Known]]:
    changes, unchanged = [], []
    for read, known in pairs:
        after = completed(read.snapshot, known.snapshot)
        found = differences(known.snapshot, after)
        if found:
            changes.append(Change(read.row, known.resource, known.snapshot, after, found))
        else:
            unchanged.append(known)
    return changes, unchanged
