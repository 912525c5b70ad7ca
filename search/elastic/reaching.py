"""What goes wrong on the way to the engine, in the words of search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from elasticsearch import ApiError, TransportError

from search.request import BackendAway, NotAnswered


@contextmanager
def reached() -> Iterator[None]:
    """
    :raises NotAnswered: the engine is there, and refuses what it was asked
    :raises BackendAway: it cannot be reached, has no index, lets us not in, or does not answer in time
    """
    try:
        yield
    except ApiError as failure:
        if failure.status_code == HTTPStatus.BAD_REQUEST:
            raise NotAnswered(f"Elasticsearch refuses this: {failure}") from failure
        raise BackendAway(f"Elasticsearch does not answer: {failure}") from failure
    except TransportError as failure:
        raise BackendAway(f"Elasticsearch does not answer: {failure}") from failure
