"""Who answers a question: the engine that is set up, else PostgreSQL, and PostgreSQL in its place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TypeVar

from search.backends.elastic import ElasticBackend
from search.backends.postgres import PostgresBackend
from search.breaker import Breaker
from search.elastic.client import client
from search.models import IndexLag
from search.request import Answer, Backend, BackendAway, NotAnswered, SearchRequest

log = logging.getLogger(__name__)

Told = TypeVar("Told")

POSTGRES = PostgresBackend()


def answer(request: SearchRequest) -> Answer:
    """
    The hits of one page; `is_stand_in` where the engine that is set up is away or behind.

    :raises BackendAway: nobody can answer in time
    """
    found = _from_engine(lambda engine: engine.search(request))
    if found is not None:
        return found
    return replace(POSTGRES.search(request), is_stand_in=client() is not None)


def suggest(text: str, *, limit: int) -> tuple[str, ...]:
    """
    Titles, makers and models that begin with what was typed so far.

    :raises BackendAway: as `answer`
    """
    found = _from_engine(lambda engine: engine.suggest(text, limit=limit))
    return POSTGRES.suggest(text, limit=limit) if found is None else found


def _from_engine(ask: Callable[[Backend], Told]) -> Told | None:
    """What the engine says; nothing where there is none, or none that can be asked now."""
    connected = client()
    if connected is None or IndexLag.objects.exists() or not _breaker().allows():
        return None
    try:
        found = ask(ElasticBackend(connected))
    except NotAnswered as failure:
        log.warning("PostgreSQL answers what Elasticsearch does not: %s", failure)
        _breaker().worked()
        return None
    except BackendAway as failure:
        log.warning("PostgreSQL answers instead: %s", failure)
        _breaker().failed()
        return None
    _breaker().worked()
    return found


@cache
def _breaker() -> Breaker:
    """The one of this process."""
    return Breaker()
