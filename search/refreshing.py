"""Bringing up to date by what saved searches are found, for words mean more than they did yesterday."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict

from search.models import SavedSearch
from search.standing import Unreadable, stand

AT_A_TIME = 500


def refresh_keys(*, now: datetime) -> int:
    """
    Draw the keys and columns of every saved search anew; how many had changed.

    Synonyms that an operator added take part in matching from then on. Keys are a matter of finding
    alone: nothing that is found by them is told unless it answers.
    """
    changed = 0
    for saved in SavedSearch.objects.live().order_by("pk").iterator(AT_A_TIME):
        try:
            columns = stand(QueryDict(saved.query), now=now).columns()
        except Unreadable:
            continue  # a class or a place is gone: it finds nothing, and its page says so
        if any(getattr(saved, name) != value for name, value in columns.items()):
            changed += SavedSearch.objects.filter(pk=saved.pk, query=saved.query).update(**columns)
    return changed
