"""A booking whose payment is led from hold to payout, against the sandbox in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from capacity.models import Booking, Offer
from capacity.operations import answers, changes, holds, usage
from capacity.operations.assessments import Order
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import AccountKind, Rail
from payments.ledger import AccountKey
from payments.models import PaymentOperation, PaymentPlan, PayoutAccount
from payments.operations.advancing import advance
from payments.operations.balances import balance_of
from payments.operations.beginning import Addresses, begin
from payments.operations.invariants import violations
from payments.sandbox import acting
from tests import factories
from tests.payments.sandboxed import Desk, yuan

AT_ONCE = (Rail.CARD_HOLD, Rail.PREPAY)  # paid while one looks; by bank it takes days
ADDRESSES = Addresses("http://127.0.0.1/paid/?page={CHECKOUT_SESSION_ID}", "http://127.0.0.1/back/")


@dataclass
class Deal:
    """Both sides, their booking, and the sandbox; `now` is the sandbox's clock."""

    desk: Desk
    is_instant: bool = False
    days: int = 3
    offer: Offer | None = None
    buyer: Actor = field(default_factory=lambda: factories.member(factories.organisation(), Role.BUYER))

    def __post_init__(self) -> None:
        if self.offer is None:
            self._begin_the_world()
        self.reserve = self._there()
        made = self.offer or factories.offer(is_instant=self.is_instant)
        self.provider = factories.member(made.resource.provider, Role.SCHEDULER, Role.FINANCE)
        order = Order(factories.period(days=self.days))
        self.booking = holds.hold(offer=made, order=order, by=self.buyer, now=self.now)

    def _begin_the_world(self) -> None:
        self.desk.now = factories.NOW - timedelta(days=20)
        self.desk.paid(yuan(50_000))  # the marketplace has something to pay fees from
        self.desk.now = factories.NOW
        acting.go_on(by=timedelta(0), now=self.now)

    @property
    def now(self):
        return self.desk.now

    @property
    def plan(self) -> PaymentPlan:
        return PaymentPlan.objects.get(booking=self.booking)

    @property
    def state(self) -> tuple[str, str]:
        """Of the booking and of its payment."""
        return Booking.objects.get(pk=self.booking.pk).state, self.plan.state

    def begin(self, rail: Rail = Rail.CARD_HOLD) -> PaymentOperation:
        page = begin(booking=self.booking, rail=rail, by=self.buyer, now=self.now, addresses=ADDRESSES)
        self.advance()
        page.refresh_from_db()
        return page

    def pay(self, rail: Rail = Rail.CARD_HOLD, instrument: str = "pm_card_visa") -> None:
        page = self.begin(rail)
        acting.pay(session_ref=page.remote_ref, instrument=instrument, now=self.now)
        self.advance()

    def advance(self) -> None:
        advance(self.plan.pk, self.desk.gateway(), clock=lambda: self.now)

    def accept(self) -> None:
        answers.accept(booking=self.fresh(), by=self.provider, now=self.now)
        self.advance()

    def use(self) -> None:
        """Checked in, reported and accepted, as long as was booked."""
        booking = self.fresh()
        self.desk.now = booking.period.starts_at
        usage.check_in(booking=booking, by=self.buyer, now=self.now)
        self.desk.now = booking.period.ends_at
        usage.deliver(booking=self.fresh(), by=self.provider, now=self.now, checked_out_at=self.now)
        usage.complete(booking=self.fresh(), by=self.buyer, now=self.now)
        self.advance()

    def cancel(self, *, by: Actor | None = None) -> None:
        changes.cancel(booking=self.fresh(), by=by or self.buyer, now=self.now, reason_code="order_lost")
        self.advance()

    def open_account(self) -> None:
        """The provider may be paid."""
        account = self.desk.firm()
        PayoutAccount.objects.create(
            organisation=self.booking.provider,
            ref=account.id,
            is_active=True,
            opened_by=self.provider.user,
            opened_at=self.now,
            changed_by=self.provider.user,
            changed_at=self.now,
            confirmed_by=factories.operator().user,
            usable_from=self.now,
        )

    def settle_books(self) -> None:
        """The gateway's books catch up, and its money is available."""
        self.desk.after(days=8)
        acting.go_on(by=timedelta(0), now=self.now)
        self.advance()

    def fresh(self) -> Booking:
        return Booking.objects.get(pk=self.booking.pk)

    # --- what became of it ---

    def stands(self, kind: AccountKind) -> int:
        booking = self.booking
        owner = booking.provider_id if kind == AccountKind.PAYABLE else None
        about = booking.pk if kind == AccountKind.CLEARING else None
        return balance_of(AccountKey(kind, booking.currency, owner, about)).minor

    def asked(self) -> list[tuple[str, str]]:
        told = self.plan.operations.order_by("created_at", "kind")
        return [(each.kind, each.state) for each in told]

    def agrees(self) -> bool:
        """No rule of the ledger is broken, and our balance there is what the gateway says."""
        moved = self._there() - self.reserve
        return list(violations()) == [] and moved == self.stands(AccountKind.STRIPE)

    def _there(self) -> int:
        balance = self.desk.gateway().books.balance()
        nothing = Money(0, "CNY")
        return sum(each.get("CNY", nothing).minor for each in (balance.available, balance.pending))
