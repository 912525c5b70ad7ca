"""Whether a period can be had: what stands against it, what it costs, and what would do instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from capacity.operations.assessments import Alternative, Assessment
from capacity.policies import BrokenRule
from marketplace.money import Money
from marketplace.periods import Period

Address = Callable[[Period], str]


@dataclass(frozen=True)
class Problem:
    text: str
    icon: str = "clock"


@dataclass(frozen=True)
class Choice:
    """A period that passes, what it costs, and the address of the page with it filled in."""

    period: Period
    money: Money | None
    url: str


@dataclass(frozen=True)
class Refusal:
    problems: list[Problem]
    earliest: Choice | None = None
    more: list[Choice] = field(default_factory=list)


def refusal_of(assessment: Assessment, address: Address) -> Refusal | None:
    """What to say of a period that cannot be had; nothing of one that can."""
    if assessment.passes:
        return None
    problems = problems_of(assessment.broken)
    if assessment.price is None:
        problems.append(Problem(assessment.no_price, "info-circle"))
    choices = [choice_of(each, address) for each in assessment.alternatives]
    return Refusal(problems, choices[0] if choices else None, choices[1:])


def problems_of(broken: Sequence[BrokenRule]) -> list[Problem]:
    return [Problem(rule.message, rule.icon) for rule in broken]


def choice_of(alternative: Alternative, address: Address) -> Choice:
    quote = alternative.quote
    return Choice(alternative.period, Money(quote.total_minor, quote.currency), address(alternative.period))
