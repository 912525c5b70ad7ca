from search.models.index import (
    Clock,
    FacetSet,
    IndexEntry,
    SearchFree,
    SearchSuggestion,
    SearchText,
    SearchUnit,
)
from search.models.lag import IndexLag
from search.models.patterns import WeekPattern
from search.models.saved import SavedSearch, SavedSearchMatch, SeenListing
from search.models.wording import AskedSearch, Synonym

__all__ = [
    "AskedSearch",
    "Clock",
    "FacetSet",
    "IndexEntry",
    "IndexLag",
    "SavedSearch",
    "SavedSearchMatch",
    "SearchFree",
    "SearchSuggestion",
    "SearchText",
    "SearchUnit",
    "SeenListing",
    "Synonym",
    "WeekPattern",
]
