"""Addresses whose methods each read what was sent, make one domain call, and tell what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from capacity.api.refusals import RefusingEndpoint
from marketplace.accounts.actor import Actor
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation, documented
from marketplace.api.paging import PARAMETERS, page_of
from marketplace.api.parsing import read, refuse_unknown


@dataclass(frozen=True)
class Ask:
    """One request: who asks, when, the members of the body, and the parts of the address."""

    by: Actor
    now: datetime
    said: dict[str, Any]
    where: dict[str, Any]


@dataclass(frozen=True)
class Act:
    """
    What a method does. `carry_out` gives what the operation's serializer tells.

    `place` names the route of what was made and the arguments of its address.
    """

    operation: Operation
    carry_out: Callable[[Ask], Any]
    place: Callable[[Any], tuple[str, list[Any]]] | None = None


def endpoint(base: type[RefusingEndpoint] = RefusingEndpoint, /, **acts: Act) -> Callable[..., Any]:
    """The view of an address, from acts by the names of their methods."""
    methods = {name: method(name, act) for name, act in acts.items()}
    view: Callable[..., Any] = type("ActsEndpoint", (base,), methods).as_view()  # type: ignore[attr-defined]
    return view


def method(name: str, act: Act) -> Callable[..., Response]:
    """The method of a view that carries out the act."""

    def answer(self: RefusingEndpoint, request: Request, /, **where: Any) -> Response:
        operation = act.operation
        refuse_unknown(request.query_params, PARAMETERS if operation.pages else ())
        said = read(operation.sends, request.data) if operation.sends else {}
        found = act.carry_out(Ask(self.actor, self.now, said, where))
        if operation.pages:
            page = page_of(found, request, newest_first=True)
            return Response(page.body(self.told(_told(operation), page.rows, many=True)))
        told = self.told(_told(operation), found, many=operation.lists)
        return Response(told, status=operation.status, headers=_headers(act, found, request))

    return documented(act.operation)(answer if name == "get" else safely_repeatable(answer))


def _told(operation: Operation) -> Any:
    return operation.answers


def _headers(act: Act, made: Any, request: Request) -> dict[str, str]:
    if act.place is None:
        return {}
    route, args = act.place(made)
    return {"Location": reverse(f"api:{route}", args=args, request=request)}
