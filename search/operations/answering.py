"""Who answers a question."""

from __future__ import annotations

from search.backends.postgres import PostgresBackend
from search.request import Answer, Backend, SearchRequest

BACKEND: Backend = PostgresBackend()


def answer(request: SearchRequest) -> Answer:
    """
    The hits of one page.

    :raises BackendAway: nobody can answer in time
    """
    return BACKEND.search(request)


def suggest(text: str, *, limit: int) -> tuple[str, ...]:
    """
    Titles, makers and models that begin with what was typed so far.

    :raises BackendAway: as `answer`
    """
    return BACKEND.suggest(text, limit=limit)
