"""Routes that read: one object by its id, or a list of them."""

from __future__ import annotations

from payments.sandbox.calls import Call, Route
from payments.sandbox.listing import CREATED, PAGING, page
from payments.sandbox.parameters import Shape
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import listed, shown


def one(kind: str, pattern: str, parameters: type) -> Route:
    def retrieve(call: Call) -> SandboxObject:
        return call.world.get(kind, call.ref)

    return Route("GET", pattern, retrieve, Shape(parameters, "expand"))


def many(kind: str, pattern: str, parameters: type, *filters: str) -> Route:
    """`filters` are parameters that name a field of the objects and the value it must have."""

    def retrieve_all(call: Call) -> Body:
        wanted = {f"body__{name}": call.params[name] for name in filters if name in call.params}
        found, has_more = page(call.world.rows(kind).filter(**wanted), call.params)
        return listed(pattern, [shown(row) for row in found], has_more=has_more)

    simulated = " ".join((*filters, "expand", PAGING, CREATED))
    return Route("GET", pattern, retrieve_all, Shape(parameters, simulated))
