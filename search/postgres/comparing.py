"""Comparing the rows of the PostgreSQL index with documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from search.documents import ListingDocument
from search.models import IndexEntry, SearchFree, SearchSuggestion, SearchText, SearchUnit
from search.postgres import rows
from search.slots import Window, merged

Calendars = Collection[Iterable[Window]]
# Free time is compared apart, for what is past does not count.
FREE_TIME = {"first_slot", "bits", "calendars"}


def differing(documents: Mapping[int, ListingDocument], *, since: int) -> set[int]:
    """Those that lack a row, have an older version, or differ in facts, words or time from this slot on."""
    if not documents:
        return set()
    every = list(documents.values())
    keys = rows.keys_of(every)
    return (
        _older(documents)
        | rows.differing(SearchText, [rows.text_row(each, keys) for each in every])
        | rows.differing(SearchFree, [rows.free_row(each, keys) for each in every], without=FREE_TIME)
        | _otherwise_suggested(documents)
        | _otherwise_free(documents, since)
    )


def _older(documents: Mapping[int, ListingDocument]) -> set[int]:
    entries = IndexEntry.objects.filter(pk__in=list(documents), is_listed=True)
    versions = dict(entries.values_list("pk", "version"))
    return {pk for pk, each in documents.items() if versions.get(pk, -1) < each.version}


def _otherwise_suggested(documents: Mapping[int, ListingDocument]) -> set[int]:
    known = suggested(documents)
    return {pk for pk, each in documents.items() if known[pk] != set(each.suggestions)}


def suggested(resource_ids: Collection[int]) -> Mapping[int, set[str]]:
    """What is shown of each when typing ahead."""
    found: dict[int, set[str]] = defaultdict(set)
    stored = SearchSuggestion.objects.filter(resource_id__in=list(resource_ids))
    for resource_id, shown in stored.values_list("resource_id", "shown").distinct():
        found[resource_id].add(shown)
    return found


def _otherwise_free(documents: Mapping[int, ListingDocument], since: int) -> set[int]:
    unions, units = _free(documents)
    return {
        pk
        for pk, each in documents.items()
        if _from([unions.get(pk, [])], since) != _from([each.any_unit], since)
        or _from(units[pk] or [unions.get(pk, [])], since) != _from(each.windows, since)
    }


def _free(
    resource_ids: Collection[int],
) -> tuple[dict[int, list[Window]], Mapping[int, list[list[Window]]]]:
    """When any unit of each is free, and the calendars of the units where they are several."""
    unions, units, several = {}, defaultdict(list), set()
    free = SearchFree.objects.filter(pk__in=list(resource_ids))
    for resource_id, first_slot, bits, calendars in free.values_list("pk", "first_slot", "bits", "calendars"):
        unions[resource_id] = windows_of_bits(first_slot, bits)
        if calendars > 1:
            several.add(resource_id)
    stored = SearchUnit.objects.filter(resource_id__in=several)
    for resource_id, first_slot, bits in stored.values_list("resource_id", "first_slot", "bits"):
        units[resource_id].append(windows_of_bits(first_slot, bits))
    return unions, units


def windows_of_bits(first_slot: int, bits: str) -> list[Window]:
    """The windows that a string of `0` and `1` stands for."""
    return merged((first_slot + at, first_slot + at + 1) for at, bit in enumerate(bits) if bit == "1")


def _from(calendars: Calendars, since: int) -> frozenset[tuple[Window, ...]]:
    """What the calendars say from this slot on, each once, without those that are over."""
    cut = (tuple((max(first, since), last) for first, last in each if last > since) for each in calendars)
    return frozenset(each for each in cut if each)
