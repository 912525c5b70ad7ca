"""A request as a route's handler gets it, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from payments.sandbox.outcomes import Declined
from payments.sandbox.parameters import Shape
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World

Answered = SandboxObject | Body | Declined


@dataclass(frozen=True)
class Call:
    """`refs` are the ids in the path, in their order; `params` have been read by the route's shape."""

    world: World
    refs: tuple[str, ...]
    params: Body

    @property
    def ref(self) -> str:
        return self.refs[-1]


@dataclass(frozen=True)
class Route:
    """`pattern` is the path with `{}` for each id."""

    method: str
    pattern: str
    handle: Callable[[Call], Answered]
    shape: Shape
