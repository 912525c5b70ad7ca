"""Random lives of two bookings in the ledger, against plain arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from marketplace.money import Money, split
from payments.enums import JournalKind
from payments.ledger import Posting, postings
from payments.operations.posting import Contradiction, post, reverse
from payments.operations.snapshots import take_snapshots
from tests.factories import NOW
from tests.nightly import NIGHTLY
from tests.payments.operations.books import Books, out

EXAMPLES = 10_000 if NIGHTLY else 500
MINOR = st.integers(1, 10**10)
SIDE, RATE = st.integers(0, 1), st.integers(1, 9)
CHANGES = ["UPDATE payments_{} SET id = id", "DELETE FROM payments_{}"]
TABLES = ["entry", "journal", "ledgeraccount"]


def some(name: str) -> Callable[[Books], bool]:
    """Is there a booking with something left of this?"""
    return lambda books: any(left[name] > 0 for left in books.model.left)


class Ledger(Books):
    """What can happen to the money of a booking, and what must not."""

    @rule(side=SIDE, minor=MINOR, fee=st.integers(0, 50), rate=RATE)
    def capture(self, side: int, minor: int, fee: int, rate: int) -> None:
        amount, gross, left = self.exchange(side, minor, rate)
        rows = postings.captured(
            booking_id=self.bookings[side].pk, amount=amount, fee=Money(fee, "CNY"), at_stripe=gross
        )
        moved = {"clearing": -minor, "fees": fee, "stripe": gross.minor - fee}
        self.tell(side, JournalKind.CAPTURE, rows, **moved, **left)
        self.shift(side, minor, into="held")

    @precondition(some("held"))
    @rule(side=SIDE, minor=MINOR, basis_points=st.integers(0, 10_000), is_accepted=st.booleans())
    def settle(self, side: int, minor: int, basis_points: int, is_accepted: bool) -> None:
        side, used = self.most(side, "held", minor)
        commission, net = split(used, (basis_points, 10_000 - basis_points))
        rows = postings.settled(
            booking_id=self.bookings[side].pk,
            provider_id=self.bookings[side].provider_id,
            used=self.money(side, used),
            commission=self.money(side, commission),
        )
        kind = JournalKind.SETTLEMENT if is_accepted else JournalKind.CANCELLATION
        self.tell(side, kind, rows, clearing=used, payable=-net, commission=-commission)
        self.shift(side, used, out_of="held")
        self.shift(side, net, into="earned")

    @precondition(some("earned"))
    @rule(side=SIDE, minor=MINOR)
    def take_a_settlement_back(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "earned", minor)
        rows = postings.unsettled(
            booking_id=self.bookings[side].pk,
            provider_id=self.bookings[side].provider_id,
            amount=self.money(side, minor),
            commission=self.money(side, 0),
        )
        self.tell(side, JournalKind.UNSETTLEMENT, rows, clearing=-minor, payable=minor)
        self.shift(side, minor, out_of="earned", into="held")

    @precondition(some("held"))
    @rule(side=SIDE, minor=MINOR, rate=RATE)
    def refund(self, side: int, minor: int, rate: int) -> None:
        side, minor = self.most(side, "held", minor)
        amount, gone, left = self.exchange(side, minor, rate)
        rows = postings.refunded(booking_id=self.bookings[side].pk, amount=amount, at_stripe=gone)
        self.tell(side, JournalKind.REFUND, rows, clearing=minor, stripe=-gone.minor, **out(left))
        self.shift(side, minor, out_of="held", into="refunded")

    @precondition(some("refunded"))
    @rule(side=SIDE, minor=MINOR, rate=RATE)
    def refund_comes_back(self, side: int, minor: int, rate: int) -> None:
        side, minor = self.most(side, "refunded", minor)
        amount, back, left = self.exchange(side, minor, rate)
        rows = postings.refund_failed(
            customer_id=self.bookings[side].customer_id, amount=amount, at_stripe=back
        )
        self.tell(side, JournalKind.REFUND_FAILURE, rows, refund_owed=-minor, stripe=back.minor, **left)
        self.shift(side, minor, out_of="refunded", into="came back")

    @precondition(some("came back"))
    @rule(side=SIDE, minor=MINOR)
    def credit_what_came_back(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "came back", minor)
        rows = postings.refund_credited(
            customer_id=self.bookings[side].customer_id, amount=self.money(side, minor)
        )
        self.tell(side, JournalKind.REFUND_REPAYMENT, rows, refund_owed=minor, unapplied=-minor)
        self.shift(side, minor, out_of="came back", into="unapplied")

    @precondition(some("earned"))
    @rule(side=SIDE, minor=MINOR, rate=RATE)
    def transfer(self, side: int, minor: int, rate: int) -> None:
        side, minor = self.most(side, "earned", minor)
        amount, gone, left = self.exchange(side, minor, rate)
        rows = postings.transferred(
            provider_id=self.bookings[side].provider_id, amount=amount, at_stripe=gone
        )
        self.tell(side, JournalKind.TRANSFER, rows, payable=minor, stripe=-gone.minor, **out(left))
        self.shift(side, minor, out_of="earned", into="transferred")

    @precondition(some("transferred"))
    @rule(side=SIDE, minor=MINOR, rate=RATE)
    def transfer_is_returned(self, side: int, minor: int, rate: int) -> None:
        side, minor = self.most(side, "transferred", minor)
        amount, back, left = self.exchange(side, minor, rate)
        rows = postings.transfer_reversed(
            provider_id=self.bookings[side].provider_id, amount=amount, at_stripe=back
        )
        self.tell(side, JournalKind.TRANSFER_REVERSAL, rows, payable=-minor, stripe=back.minor, **left)
        self.shift(side, minor, out_of="transferred", into="earned")

    @rule(side=SIDE, net=MINOR, vat=st.integers(0, 10**6))
    def invoice(self, side: int, net: int, vat: int) -> None:
        rows = postings.invoiced(
            booking_id=self.bookings[side].pk,
            customer_id=self.bookings[side].customer_id,
            net=self.money(side, net),
            vat=self.money(side, vat),
        )
        self.tell(side, JournalKind.INVOICE, rows, receivable=net + vat, clearing=-net, vat=-vat)
        self.shift(side, net, into="held")
        self.shift(side, net + vat, into="invoiced")

    @rule(side=SIDE, minor=MINOR)
    def charge_interest(self, side: int, minor: int) -> None:
        booking = self.bookings[side]
        rows = postings.interest_charged(
            customer_id=booking.customer_id,
            provider_id=booking.provider_id,
            amount=self.money(side, minor),
        )
        self.tell(side, JournalKind.INTEREST, rows, receivable=minor, interest_due=-minor)
        self.shift(side, minor, into="invoiced")
        self.shift(side, minor, into="charged")

    @precondition(some("charged"))
    @rule(side=SIDE, minor=MINOR)
    def interest_is_paid(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "charged", minor)
        rows = postings.interest_paid(
            provider_id=self.bookings[side].provider_id, amount=self.money(side, minor)
        )
        self.tell(side, JournalKind.INTEREST_PAID, rows, interest_due=minor, payable=-minor)
        self.shift(side, minor, out_of="charged", into="earned")

    @precondition(some("charged"))
    @rule(side=SIDE, minor=MINOR)
    def waive_interest(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "charged", minor)
        left, booking = self.model.left[side], self.bookings[side]
        minor = min(minor, left["invoiced"])
        if minor > 0:
            rows = postings.interest_waived(
                customer_id=booking.customer_id,
                provider_id=booking.provider_id,
                amount=self.money(side, minor),
            )
            self.tell(side, JournalKind.INTEREST_WAIVER, rows, receivable=-minor, interest_due=minor)
            for name in ("charged", "invoiced"):
                self.shift(side, minor, out_of=name)

    @rule(side=SIDE, minor=MINOR)
    def bank_money(self, side: int, minor: int) -> None:
        rows = postings.bank_money_received(
            customer_id=self.bookings[side].customer_id, amount=self.money(side, minor)
        )
        self.tell(side, JournalKind.BANK_RECEIPT, rows, bank=minor, unapplied=-minor)
        self.shift(side, minor, into="unapplied")

    @precondition(some("unapplied"))
    @rule(side=SIDE, minor=MINOR)
    def allocate_to_booking(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "unapplied", minor)
        booking = self.bookings[side]
        rows = postings.allocated_to_booking(
            customer_id=booking.customer_id, booking_id=booking.pk, amount=self.money(side, minor)
        )
        self.tell(side, JournalKind.ALLOCATION, rows, unapplied=minor, clearing=-minor)
        self.shift(side, minor, out_of="unapplied", into="held")

    @precondition(lambda self: any(left["unapplied"] > 0 < left["invoiced"] for left in self.model.left))
    @rule(side=SIDE, minor=MINOR)
    def allocate_to_invoices(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "unapplied", minor)
        minor = min(minor, self.model.left[side]["invoiced"])
        if minor:
            rows = postings.allocated_to_invoices(
                customer_id=self.bookings[side].customer_id, amount=self.money(side, minor)
            )
            self.tell(side, JournalKind.ALLOCATION, rows, unapplied=minor, receivable=-minor)
            self.shift(side, minor, out_of="unapplied")
            self.shift(side, minor, out_of="invoiced")

    @precondition(some("invoiced"))
    @rule(side=SIDE, minor=MINOR)
    def write_off(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "invoiced", minor)
        rows = postings.written_off(
            customer_id=self.bookings[side].customer_id, amount=self.money(side, minor)
        )
        self.tell(side, JournalKind.WRITE_OFF, rows, bad_debt=minor, receivable=-minor)
        self.shift(side, minor, out_of="invoiced", into="lost")

    @precondition(lambda self: any(left["unapplied"] > 0 < left["lost"] for left in self.model.left))
    @rule(side=SIDE, minor=MINOR)
    def make_good_what_was_lost(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "lost", minor)
        minor = min(minor, self.model.left[side]["unapplied"])
        if minor > 0:
            rows = postings.recovered(
                customer_id=self.bookings[side].customer_id, amount=self.money(side, minor)
            )
            self.tell(side, JournalKind.RECOVERY, rows, unapplied=minor, bad_debt=-minor)
            self.shift(side, minor, out_of="unapplied")
            self.shift(side, minor, out_of="lost")

    @rule(side=SIDE, minor=MINOR, fee=st.integers(0, 5_000))
    def dispute(self, side: int, minor: int, fee: int) -> None:
        rows = postings.dispute_opened(
            booking_id=self.bookings[side].pk, amount=Money(minor, "CNY"), fee=Money(fee, "CNY")
        )
        moved = {"dispute_open": minor, "fees": fee, "stripe": -minor - fee}
        self.tell(side, JournalKind.DISPUTE_OPENING, rows, **moved)
        self.shift(side, minor, into="disputed")

    @precondition(some("disputed"))
    @rule(side=SIDE, minor=MINOR)
    def win(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "disputed", minor)
        rows = postings.dispute_won(
            booking_id=self.bookings[side].pk, amount=Money(minor, "CNY"), fee=Money(0, "CNY")
        )
        self.tell(side, JournalKind.DISPUTE_WIN, rows, dispute_open=-minor, stripe=minor)
        self.shift(side, minor, out_of="disputed")

    @rule(side=SIDE, minor=MINOR)
    def make_good(self, side: int, minor: int) -> None:
        rows = postings.loss_borne(booking_id=self.bookings[side].pk, amount=self.money(side, minor))
        loss = f"dispute_loss__{self.money(side, minor).currency}"
        self.tell(side, JournalKind.LOSS_BORNE, rows, clearing=-minor, **{loss: minor})
        self.shift(side, minor, into="held")

    @precondition(some("disputed"))
    @precondition(some("held"))
    @rule(side=SIDE, minor=MINOR)
    def lose(self, side: int, minor: int) -> None:
        side, minor = self.most(side, "disputed", minor)
        minor = min(minor, self.model.left[side]["held"])
        assume(minor > 0)
        amount, gone = self.money(side, minor), Money(minor, "CNY")
        left = {} if amount == gone else {"fx__EUR": -minor, "fx__CNY": minor}
        rows = postings.dispute_lost(booking_id=self.bookings[side].pk, amount=amount, at_stripe=gone)
        self.tell(side, JournalKind.DISPUTE_LOSS, rows, dispute_open=-minor, clearing=minor, **left)
        self.shift(side, minor, out_of="disputed")
        self.shift(side, minor, out_of="held")

    @rule(minor=MINOR)
    def pay_out(self, minor: int) -> None:
        rows = postings.paid_out(amount=Money(minor, "CNY"))
        self.tell(0, JournalKind.PAYOUT, rows, bank=minor, stripe=-minor)

    @precondition(lambda self: self.posted[-1][0].kind != JournalKind.REVERSAL)
    @rule()
    def undo(self) -> None:
        """The last journal is reversed: all is as before it."""
        journal, _rows, booking = self.posted[-1]
        reversal = reverse(journal, f"undo {journal.pk}", NOW)
        self.posted.append((reversal, reversal.postings, booking))
        self.story.model = deepcopy(self.story.before)
        self.happened["undone"] += 1

    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        journal, rows, booking = data.draw(st.sampled_from(self.posted))
        about: dict[str, Any] = {"booking": booking, "now": NOW, "reverses": journal.reverses}
        assert post(JournalKind(journal.kind), journal.ref, rows, **about) == journal
        twice_as_much = tuple(Posting(posting.account, 2 * posting.minor) for posting in rows)
        with pytest.raises(Contradiction):
            post(JournalKind(journal.kind), journal.ref, twice_as_much, **about)
        self.happened["told again"] += 1

    @rule(change=st.sampled_from(CHANGES), table=st.sampled_from(TABLES))
    def falsify(self, change: str, table: str) -> None:
        refused = pytest.raises(IntegrityError, match="append-only")
        with connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute(change.format(table))
        self.happened["falsified"] += 1

    @rule()
    def night(self) -> None:
        self.happened["snapshots"] += take_snapshots(least=1)


def both_are_paid_and_partly_used(books: Ledger) -> None:
    """From here everything is a few steps away."""
    for side in (0, 1):
        books.capture(side=side, minor=10**10, fee=30, rate=7)
        books.settle(side=side, minor=6 * 10**9, basis_points=1_000, is_accepted=True)
        books.refund(side=side, minor=10**9, rate=6)
        books.invoice(side=side, net=10**9, vat=6 * 10**7)
        books.dispute(side=side, minor=10**9, fee=1_500)


# What happens in any run; the rest happens in most.
COMMON = {
    JournalKind.CAPTURE,
    JournalKind.SETTLEMENT,
    JournalKind.CANCELLATION,
    JournalKind.UNSETTLEMENT,
    JournalKind.REFUND,
    JournalKind.TRANSFER,
    JournalKind.INVOICE,
    JournalKind.INTEREST,
    JournalKind.BANK_RECEIPT,
    JournalKind.PAYOUT,
    JournalKind.DISPUTE_OPENING,
    "undone",
    "told again",
    "falsified",
    "snapshots",
}


@pytest.mark.django_db
def test_the_ledger_is_plain_arithmetic_whatever_happens():
    Ledger.begin(both_are_paid_and_partly_used)

    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=6,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )

    # Sequences in which nothing moves would prove nothing.
    assert Ledger.happened.keys() >= COMMON
