"""Playing a scenario, and what is kept of it: statuses, amounts, codes of errors, and kinds of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from marketplace.money import Money
from payments.gateway import Declined, Gateway, GatewayProblem
from payments.gateway.values import Payment

Made = TypeVar("Made")
Outcome = dict[str, str]


@dataclass
class Play:
    """One scenario against one gateway; `run` makes keys that nobody used before."""

    gateway: Gateway
    run: str
    now: Callable[[], datetime]
    currency: str = "USD"
    told: Outcome = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)

    @property
    def group(self) -> str:
        return f"parity_{self.run}"

    def key(self, step: str) -> str:
        return f"parity-{self.run}-{step.replace(' ', '-')}"

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    def customer(self) -> str:
        return self.gateway.customers.make(
            key=self.key("customer"), name="parity", email="parity@example.com", metadata={}
        )

    def step(self, name: str, ask: Callable[[Gateway], Made]) -> Made | None:
        """What was made, or nothing where it was refused; either is told."""
        try:
            made = ask(self.gateway)
        except GatewayProblem as problem:
            self.tell(name, _problem(problem))
            return None
        for each in made if isinstance(made, list) else [made]:
            self.refs.add(getattr(each, "id", ""))
        if not isinstance(made, list):
            self.tell(name, _made(made))
        return made

    def tell(self, name: str, what: str) -> None:
        self.told[name] = what

    def events(self, since: datetime) -> str:
        """The kinds of what happened to the objects that this scenario made."""
        found = {event.type for event in self.gateway.events.since(since) if event.object_id in self.refs}
        return " ".join(sorted(found))


def _problem(problem: GatewayProblem) -> str:
    more = problem.decline_code if isinstance(problem, Declined) else ""
    return f"{type(problem).__name__.lower()}: {problem.code} {more}".strip()


def _made(made: Any) -> str:
    if isinstance(made, Payment):
        return f"{made.status} received={made.received.minor} capturable={made.capturable.minor}"
    return str(getattr(made, "status", "made"))
