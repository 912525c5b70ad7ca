"""Refusals of the operations as problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capacity.api import kinds
from capacity.operations.answers import NotProposed
from capacity.operations.holds import OverLimit, OwnResource
from capacity.operations.listings import NotEditable, NotReady, StillWaiting
from capacity.operations.moderation import AlreadyDecided, OwnFirm
from capacity.operations.refusals import (
    BookingRefused,
    IllegalStep,
    NotAllowed,
    NotPriced,
    NotSecured,
    Refused,
    StaleStep,
)
from capacity.operations.units import HasComing
from capacity.serializers.quotes import BrokenRuleSerializer, Judgement, WayOutSerializer
from marketplace.api import problems
from marketplace.api.endpoint import Endpoint, PublicEndpoint
from marketplace.api.problems import Kind, Problem

KINDS_OF_REFUSALS: tuple[tuple[tuple[type[Refused], ...], Kind], ...] = (
    ((NotAllowed, OwnFirm), problems.NOT_ALLOWED),
    ((OverLimit,), kinds.OVER_LIMIT),
    ((OwnResource,), kinds.OWN_RESOURCE),
    ((StaleStep,), problems.STALE),
    ((NotSecured,), kinds.PAYMENT_REQUIRED),
    ((NotPriced,), kinds.NOT_PRICED),
    ((IllegalStep, NotProposed, StillWaiting, NotEditable, AlreadyDecided, HasComing), kinds.WRONG_STATE),
    ((Refused,), kinds.REFUSED),
)


class Unbookable(Exception):
    """
    A period was refused; `judge` works out, after the transaction, what would pass instead.

    Outside, because looking for other periods takes longer than locks should be held.
    """

    def __init__(self, refused: BookingRefused | NotPriced, judge: Callable[[], Judgement]) -> None:
        super().__init__(str(refused))
        self.refused, self.judge = refused, judge


def problem_of(refused: Refused) -> Problem:
    if isinstance(refused, BookingRefused):
        kind = kinds.PERIOD_TAKEN if refused.is_taken else kinds.RULES_BROKEN
        rules = [BrokenRuleSerializer().to_representation(rule) for rule in refused.broken]
        return Problem(kind, str(refused), broken_rules=rules)
    kind = next(kind for types, kind in KINDS_OF_REFUSALS if isinstance(refused, types))
    return Problem(kind, str(refused), **_members(refused))


def _members(refused: Refused) -> dict[str, Any]:
    match refused:
        case HasComing():
            return {"bookings": refused.references}
        case NotReady():
            return {"missing": refused.missing}
        case NotSecured():
            return {"pay_at": refused.pay_at}
    return {}


def problem_with_way_out(unbookable: Unbookable) -> Problem:
    """The rules that were found under lock, and what the calendar looks like now."""
    problem = problem_of(unbookable.refused)
    told = dict(WayOutSerializer(unbookable.judge()).data)
    problem.members = {**told, **problem.members}
    return problem


class RefusingEndpoint(Endpoint):
    """An address whose operations may refuse."""

    def handle_exception(self, exc: Exception) -> Any:
        match exc:
            case Unbookable():
                exc = problem_with_way_out(exc)
            case Refused():
                exc = problem_of(exc)
        return super().handle_exception(exc)


class PublicRefusingEndpoint(RefusingEndpoint, PublicEndpoint):
    """The same for everybody."""
