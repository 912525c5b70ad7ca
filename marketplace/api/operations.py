"""What the schema says of one operation, declared beside the method that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample
from rest_framework.serializers import BaseSerializer

from marketplace.api.parsing import Body

Handler = TypeVar("Handler", bound=Callable[..., Any])
Told = type[BaseSerializer[Any]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """
    `answers` is None where nothing is said (204); `pages` wraps rows in a page with `next`.

    `refuses` are the statuses of problems beside those that every operation has, each with the
    serializer of its problem, None for the plain one.
    """

    id: str
    summary: str
    tag: str
    answers: Told | None
    status: int = 200
    sends: type[Body] | None = None
    asks: Sequence[Any] = ()
    pages: bool = False
    lists: bool = False
    is_tagged: bool = False
    takes_if_match: bool = False
    is_located: bool = False
    refuses: Mapping[int, Told | None] = field(default_factory=dict)
    examples: Sequence[OpenApiExample] = ()
    description: str = ""


def documented(operation: Operation) -> Callable[[Handler], Handler]:
    """Put the operation on the method, where the schema finds it."""

    def on(handler: Handler) -> Handler:
        handler.operation = operation  # type: ignore[attr-defined]  # read by EndpointSchema
        return handler

    return on
