"""The one place where resources are locked: the whole tree, in ascending id, before anything is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from capacity.models import Resource

# Keep our advisory locks apart from other users of the database: "Rt", and "Rs" for the shape of trees.
ROWS, SHAPE = 0x5274, 0x5273


@dataclass(frozen=True)
class Tree:
    """A locked resource with everything it is part of and everything that is part of it."""

    resource: Resource
    by_id: dict[int, Resource]

    def ancestors(self) -> Iterator[Resource]:
        parent_id = self.resource.parent_id
        while parent_id is not None:
            parent = self.by_id[parent_id]
            yield parent
            parent_id = parent.parent_id

    def descendants(self) -> list[Resource]:
        found: list[Resource] = []
        frontier = {self.resource.pk}
        while frontier:
            parts = [each for each in self.by_id.values() if each.parent_id in frontier]
            found += parts
            frontier = {each.pk for each in parts}
        return found

    def rooted_at(self, resource_id: int) -> Tree:
        """The same locks, seen from another resource of the tree."""
        return Tree(self.by_id[resource_id], self.by_id)


def lock_tree(resource_id: int) -> Tree:
    """
    Lock the resource's whole tree until the end of the transaction.

    The whole tree, because an expired hold may be anywhere in it and is swept under the same locks.
    Advisory locks go first: they keep the waiters of a hot resource in an orderly queue.

    :raises Resource.DoesNotExist: there is no such resource
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [SHAPE])
        cursor.execute(_TREE, [resource_id])
        ids = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT pg_advisory_xact_lock(%s, id) FROM unnest(%s::int[]) AS id", [ROWS, ids])
    rows = Resource.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    by_id = {resource.pk: resource for resource in rows}
    if resource_id not in by_id:
        raise Resource.DoesNotExist(f"There is no resource {resource_id}.")
    return Tree(by_id[resource_id], by_id)


def lock_shape_of_trees() -> None:
    """Nobody may lock a tree while its shape is changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [SHAPE])


_TREE = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM capacity_resource WHERE id = %s
    UNION SELECT above.id, above.parent_id FROM capacity_resource above JOIN up ON above.id = up.parent_id
), tree AS (
    SELECT id FROM up WHERE parent_id IS NULL
    UNION SELECT part.id FROM capacity_resource part JOIN tree ON part.parent_id = tree.id
)
SELECT id FROM tree
"""
