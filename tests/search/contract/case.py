"""One case of the contract, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from search.documents import ListingDocument
from search.enums import Facet
from search.request import SearchRequest


@dataclass(frozen=True)
class Case:
    """What is listed, what is asked, and which listings answer: in this order, `unordered` for relevance."""

    name: str
    listings: tuple[ListingDocument, ...]
    request: SearchRequest
    ids: tuple[int, ...]
    facets: Mapping[Facet, Mapping[str, int]] | None = None
    unordered: bool = False
    # Of the whole answer where `ids` is a page of it.
    total: int | None = None
