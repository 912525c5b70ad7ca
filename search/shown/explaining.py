"""Why a hit stands where it does, for operators: its key, who reckoned it, and from which version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from search.enums import Sort
from search.models import IndexEntry
from search.request import LAST, Answer


@dataclass(frozen=True)
class Explanation:
    """
    `key` is what the order sorts by, ascending; `score` that of the best match, where that is the order.

    `index_version` is the resource's version as the index knows it, none where it knows none.
    """

    backend: str
    sort: Sort
    key: float | None
    score: float | None
    index_version: int | None
    indexed_at: str

    def told(self) -> dict[str, Any]:
        """As programs are told."""
        return asdict(self)


def explain(answer: Answer, sort: Sort) -> Mapping[int, Explanation]:
    """One query for all hits of the page."""
    entries = _entries(hit.resource_id for hit in answer.hits)
    found = {}
    for hit in answer.hits:
        entry = entries.get(hit.resource_id)
        key = None if hit.key >= LAST else hit.key
        found[hit.resource_id] = Explanation(
            backend=answer.backend,
            sort=sort,
            key=key,
            score=-hit.key if sort == Sort.RELEVANCE else None,
            index_version=entry.version if entry else None,
            indexed_at=entry.indexed_at.isoformat(timespec="seconds") if entry else "",
        )
    return found


def _entries(resource_ids: Iterable[int]) -> dict[int, IndexEntry]:
    return IndexEntry.objects.in_bulk(list(resource_ids))
