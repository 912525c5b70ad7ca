"""Answering a bill: a disputed line keeps its own amount back, and everything else is due."""

from datetime import timedelta

import pytest

from capacity.enums import BookingState as State
from capacity.enums import ChargeMode, Side
from capacity.operations import usage
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing
from marketplace.accounts.actor import CLOCK
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import LineState
from payments.operations.billing import answering
from payments.operations.billing.drawing import draw_missing, follow_bill
from payments.operations.owing import Owed, owed
from tests import factories
from tests.payments.billed import Billed

pytestmark = pytest.mark.django_db


def yuan_cents(minor: int) -> Money:
    return Money(minor, "CNY")


@pytest.fixture
def deal() -> Billed:
    made = Billed(ChargeMode.OVERAGE)
    made.use(minutes=210)
    return made


def owes(deal: Billed) -> Owed | None:
    booking = deal.fresh()
    return owed(booking, booking.state_at(deal.now))


def accept(deal: Billed, number: int, **others) -> None:
    told = {"by": deal.buyer, "now": deal.now} | others
    answering.accept_line(line=deal.lines[number - 1], **told)


def test_nothing_is_owed_for_certain_while_the_customer_may_answer(deal: Billed):
    accept(deal, 1)
    deal.dispute(2, minor=5_000)

    assert deal.fresh().state == State.DELIVERED
    assert owes(deal) is None


def test_the_last_answer_accepts_the_delivery_and_a_dispute_keeps_its_own_amount_back(deal: Billed):
    total = deal.total
    deal.dispute(2, minor=5_000)
    accept(deal, 1)
    accept(deal, 3)

    assert deal.fresh().state == State.COMPLETED
    assert [line.state for line in deal.lines] == ["accepted", "disputed", "accepted"]
    assert owes(deal) == Owed(yuan_cents(total - 5_000), yuan_cents(5_000))


def test_accepting_the_delivery_accepts_every_line_that_is_not_disputed(deal: Billed):
    deal.dispute(2, minor=5_000)
    usage.complete(booking=deal.fresh(), by=deal.buyer, now=deal.now)
    owed_before = owes(deal)
    deal.follow()

    assert [line.state for line in deal.lines] == ["accepted", "disputed", "accepted"]
    assert {line.decided_by for line in deal.lines if line.state == LineState.ACCEPTED} == {deal.buyer.user}
    assert owes(deal) == owed_before


def test_time_accepts_what_nobody_disputed(deal: Billed):
    deal.dispute(1, minor=100)
    due_at = deal.fresh().accept_by
    usage.complete_if_due(deal.booking.pk, due_at)
    deal.follow()

    assert [line.state for line in deal.lines] == ["disputed", "accepted", "accepted"]
    assert [line.decided_by for line in deal.lines] == [None, None, None]
    assert owes(deal).open == yuan_cents(100)


def test_once_the_time_to_answer_is_over_nothing_can_be_disputed(deal: Billed):
    deal.now = deal.fresh().accept_by

    with pytest.raises(IllegalStep):
        deal.dispute(1)

    deal.now -= timedelta(seconds=1)
    assert deal.dispute(1).line.state == LineState.DISPUTED


def test_a_line_is_answered_once(deal: Billed):
    accept(deal, 1)

    with pytest.raises(IllegalStep):
        accept(deal, 1)
    with pytest.raises(IllegalStep):
        deal.dispute(1)


@pytest.mark.parametrize("beyond", [0, -1, None])
def test_what_is_disputed_is_more_than_nothing_and_no_more_than_the_line(deal: Billed, beyond):
    minor = deal.lines[0].gross.minor + 1 if beyond is None else beyond

    with pytest.raises(answering.WrongAmount):
        deal.dispute(1, minor=minor)

    assert deal.dispute(1, minor=deal.lines[0].gross.minor).line.sure == yuan_cents(0)


def test_a_dispute_needs_a_reason_and_words(deal: Billed):
    with pytest.raises(answering.TextMissing):
        deal.dispute(1, text="  ")
    with pytest.raises(ReasonMissing):
        answering.dispute_line(
            line=deal.lines[0], amount=yuan_cents(1), reason="because", text="x", by=deal.buyer, now=deal.now
        )


def test_only_who_buys_for_the_customer_answers_its_bill(deal: Billed):
    viewer = factories.member(deal.booking.customer, Role.VIEWER)
    operator = factories.operator()
    for actor in (deal.actor(Side.PROVIDER), viewer, operator, CLOCK):
        with pytest.raises(NotAllowed):
            accept(deal, 1, by=actor)


def test_a_bill_is_drawn_up_once_and_where_nothing_told_of_it_the_sweep_does():
    deal = Billed()
    period = deal.booking.period
    usage.check_in(booking=deal.fresh(), by=deal.buyer, now=period.starts_at)
    ended = {"checked_out_at": period.ends_at, "now": period.ends_at}
    usage.deliver(booking=deal.fresh(), by=deal.scheduler, **ended)

    assert (draw_missing(period.ends_at), draw_missing(period.ends_at)) == (1, 0)
    bill = deal.bill
    follow_bill(deal.booking.pk, period.ends_at)
    assert (deal.bill, len(deal.lines)) == (bill, 2)


def test_what_is_owed_is_the_same_before_the_bill_is_drawn_up_and_after():
    deal = Billed(ChargeMode.USED)
    period = deal.booking.period
    usage.check_in(booking=deal.fresh(), by=deal.buyer, now=period.starts_at)
    ends_at = period.starts_at + timedelta(minutes=70)
    usage.deliver(booking=deal.fresh(), by=deal.scheduler, now=ends_at, checked_out_at=ends_at)
    usage.complete(booking=deal.fresh(), by=deal.buyer, now=ends_at)
    deal.now = ends_at
    before = owes(deal)
    deal.follow()

    assert before == owes(deal)
    assert before.sure.minor == deal.total < deal.fresh().total_minor


def test_a_booking_that_was_let_go_of_owes_nothing_and_a_no_show_the_agreed_price():
    gone, missed = Billed(), Billed()
    booking = gone.fresh()
    assert owed(booking, State.EXPIRED) == Owed(yuan_cents(0), yuan_cents(0))

    at = usage.no_show_at(missed.fresh())
    usage.report_no_show(booking=missed.fresh(), by=missed.scheduler, now=at)
    missed.now = at
    missed.follow()
    assert owes(missed) == Owed(missed.fresh().total, yuan_cents(0))
    assert missed.bill.kind == "no_show"
