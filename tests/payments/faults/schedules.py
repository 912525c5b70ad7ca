"""
Lives of payments under faults drawn by lot: lost requests and answers, busy servers, crashes anywhere.

The two sides act as they would; each act is followed by a try to bring the payment on, which may break.
When the faults end everything has to come to rest, as if nothing had gone wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations import answers, holds
from capacity.operations.refusals import Refused
from payments.enums import AccountKind, OperationState
from payments.gateway import GatewayProblem
from payments.operations import advancing, sending
from payments.sandbox import acting, faults
from payments.sandbox.refusals import Refusal
from tests.payments.paying import AT_ONCE, Deal
from tests.payments.sandboxed import Desk

WAYS = ("use", "cancel", "decline", "withdraw", "provider_cancels")
PERCENT, CRASHES = 20, 8
MOST_ROUNDS = 40


class Crash(BaseException):
    """The process dies here: nobody catches it, and open transactions are gone."""


@dataclass(frozen=True)
class Point:
    """A place where the process may die, before or after its work."""

    module: object
    name: str


POINTS = (
    Point(sending, "_mark_sent"),
    Point(sending, "_put_off"),
    Point(sending, "_finish"),
    Point(advancing, "send"),
    Point(advancing, "look"),
    Point(advancing, "apply"),
)


@contextmanager
def dying(chance: Random, percent: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for point in POINTS:
            patch.setattr(
                point.module, point.name, _mortal(getattr(point.module, point.name), chance, percent)
            )
        yield


def _mortal(work: Callable, chance: Random, percent: int) -> Callable:
    def mortal(*args, **kwargs):
        if chance.randrange(100) < percent:
            raise Crash
        done = work(*args, **kwargs)
        if chance.randrange(100) < percent:
            raise Crash
        return done

    return mortal


@dataclass
class Life:
    """One booking, drawn from a seed; `deal` is how all of them begin, and is left as it was."""

    seed: int
    deal: Deal = field(default_factory=lambda: Deal(Desk()))

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.rail, self.way = self.chance.choice(AT_ONCE), self.chance.choice(WAYS)
        self.has_account, self.has_second_page = self.chance.random() < 0.7, self.chance.random() < 0.3
        self.deal = deepcopy(self.deal)

    def run(self) -> None:
        deal = self.deal
        if self.has_account:
            deal.open_account()
        deal.desk.faults = faults.drawn(self.seed, PERCENT)
        with dying(self.chance, CRASHES):
            self._pay()
            for act in (self._answer, self._end):
                self._try(act)
                self._bring_on(3)
        deal.desk.faults.stop()

    def rest(self) -> None:
        """Without faults, until nothing is asked any more."""
        deal = self.deal
        for days in (1, 9, *[2] * MOST_ROUNDS):
            deal.desk.after(days=days)
            acting.go_on(by=timedelta(0), now=deal.now)
            deal.advance()
            if days == 2 and not deal.plan.operations.unfinished().exists():
                return

    def _pay(self) -> None:
        self._try(lambda: self.deal.begin(self.rail))
        if self.has_second_page:
            self._try(lambda: self.deal.begin(next(rail for rail in AT_ONCE if rail != self.rail)))
        for _again in range(6):
            self._bring_on(1)
            for page in self.deal.plan.operations.filter(kind="checkout").exclude(remote_ref=""):
                self._try(lambda ref=page.remote_ref: self._pay_page(ref))
            if Booking.objects.get(pk=self.deal.booking.pk).state != BookingState.HELD:
                return
        self._bring_on(3)

    def _pay_page(self, ref: str) -> None:
        acting.pay(session_ref=ref, instrument="pm_card_visa", now=self.deal.now)

    def _answer(self) -> None:
        deal, booking = self.deal, Booking.objects.get(pk=self.deal.booking.pk)
        if self.way == "decline":
            answers.decline(booking=booking, by=deal.provider, now=deal.now, reason_code="material")
        elif self.way == "withdraw":
            holds.withdraw(booking=booking, by=deal.buyer, now=deal.now)
        else:
            answers.accept(booking=booking, by=deal.provider, now=deal.now)

    def _end(self) -> None:
        if self.way == "use":
            self.deal.use()
        elif self.way in ("cancel", "provider_cancels"):
            deal = self.deal
            deal.desk.now = deal.booking.period.starts_at - timedelta(hours=30)
            deal.cancel(by=deal.buyer if self.way == "cancel" else deal.provider)

    def _bring_on(self, times: int) -> None:
        for _time in range(times):
            self._try(self.deal.advance)
            self.deal.desk.after(seconds=self.chance.randrange(1, 90))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (Crash, GatewayProblem, Refused, Refusal):
            """A person or a job would come again."""

    # --- what has to be true then ---

    def faults_found(self) -> list[str]:
        deal = self.deal
        found = [] if deal.agrees() else ["the books do not agree"]
        if deal.plan.operations.exclude(state__in=(OperationState.DONE, OperationState.FAILED)).exists():
            found.append(f"not at rest: {deal.asked()}")
        if deal.stands(AccountKind.CLEARING):
            found.append(f"{deal.stands(AccountKind.CLEARING)} is held still")
        booking = Booking.objects.get(pk=deal.booking.pk)
        earned = -(deal.stands(AccountKind.COMMISSION) + self._payable_and_paid())
        if earned != self._due(booking):
            found.append(f"earned {earned} of {self._due(booking)} in {deal.state}")
        return found

    def _payable_and_paid(self) -> int:
        transfers = self.deal.plan.operations.filter(kind="transfer", state=OperationState.DONE)
        return self.deal.stands(AccountKind.PAYABLE) - sum(each.amount.minor for each in transfers)

    def _due(self, booking: Booking) -> int:
        """By the booking alone: none gets as far as these without being paid."""
        match booking.state_at(self.deal.now):
            case BookingState.COMPLETED | BookingState.NO_SHOW:
                return booking.total_minor
            case BookingState.CANCELLED:
                return booking.total_minor - (booking.refund_minor or 0)
        return 0
