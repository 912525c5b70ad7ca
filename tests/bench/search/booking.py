"""What one booking costs each index: the document made anew, and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from django.db.models import F
from django.utils import timezone

from capacity.enums import ClaimKind
from capacity.models import Claim, Resource
from marketplace.periods import Period
from search.building import build
from search.documents import ListingDocument
from search.slots import moment_of
from tests.bench.search.ground import some_ids
from tests.bench.search.indexes import kept
from tests.bench.search.timing import timed

DOCUMENT = "document"
SLOTS = 4  # an hour


def costs(count: int) -> Mapping[str, list[float]]:
    """Milliseconds for the document, and for writing it into each index."""
    spent = defaultdict(list)
    for pk in some_ids(count, seed=11):
        now = timezone.now()
        _book(build([pk], now)[pk])
        took, documents = timed(partial(build, [pk], now))
        spent[DOCUMENT].append(took)
        for name, index in kept().items():
            took, _none = timed(partial(index.put, [documents[pk]], now=now))
            spent[name].append(took)
    return spent


def _book(listing: ListingDocument) -> None:
    """The last free hour, as far as the index is concerned."""
    *_others, (_first, last) = listing.windows[0]
    unit = Resource.objects.get(pk=listing.resource_id).units.get()
    during = Period(moment_of(last - SLOTS), moment_of(last))
    Claim.objects.create(unit=unit, resource_id=listing.resource_id, during=during, kind=ClaimKind.IMPORTED)
    Resource.objects.filter(pk=listing.resource_id).update(version=F("version") + 1)
