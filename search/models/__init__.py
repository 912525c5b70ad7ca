from search.models.index import Clock, IndexEntry, SearchFree, SearchSuggestion, SearchText, SearchUnit
from search.models.patterns import WeekPattern

__all__ = [
    "Clock",
    "IndexEntry",
    "SearchFree",
    "SearchSuggestion",
    "SearchText",
    "SearchUnit",
    "WeekPattern",
]
