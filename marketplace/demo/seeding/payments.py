"""What was paid in the demo: bookings of the first provider, led through the sandbox from page to payout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from tqdm import tqdm

from capacity.enums import BookingState, Step
from capacity.models import Booking
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.demo.seeding.people import FIRST_CUSTOMER, FIRST_PROVIDER
from marketplace.demo.signins import OPERATOR
from marketplace.money import Money, decimal_text
from payments.enums import DisputeReason, Rail
from payments.gateway import Gateway, Sandboxed, gateway
from payments.models import Invoice, PaymentOperation, PaymentPlan, PayoutAccount
from payments.operations.advancing import advance
from payments.operations.banking.importing import import_statement
from payments.operations.beginning import Addresses, ask_for_page, frozen_plan
from payments.operations.billing.answering import dispute_line
from payments.operations.billing.drawing import follow_bill
from payments.operations.inbox import refresh_account
from payments.operations.late_refunds import refund_late
from payments.operations.payout_accounts import Returns, confirm_account, page_to_fill_in
from payments.policies.charging import is_to_pay
from payments.sandbox import acting

LONG_AGO = timedelta(days=120)
# The pages are long over; where they led to is no longer asked for.
ADDRESSES = Addresses("http://127.0.0.1/?page={CHECKOUT_SESSION_ID}", "http://127.0.0.1/")
RETURNS = Returns("http://127.0.0.1/", "http://127.0.0.1/")
CARD = "pm_card_visa"
CARD_HOLDS = timedelta(days=5)  # what is held by card is not older
SETTLES_IN = timedelta(days=8)  # the gateway's money is available by then
FIFTH = 5

PAID = {
    BookingState.COMPLETED: 7,
    BookingState.DELIVERED: 4,
    BookingState.CONFIRMED: 5,
    BookingState.CANCELLED: 2,
    BookingState.NO_SHOW: 1,
}
AWAITED = (BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.IN_USE)
STATEMENT = """\
交易日期,交易流水号,借方发生额,贷方发生额,对方户名,对方账号,摘要
{day},00012861,,"{amount}",{customer},6222 0210 0310 7788,{number}
{day},00012875,,"3,600.00",苏州宏远机电有限公司,6228 4800 1234 5566,货款
"""


@dataclass(frozen=True)
class Moment:
    """What happened then."""

    at: datetime
    happens: Callable[[datetime], object]


def make_payments(now: datetime) -> None:
    """
    Played in the order of time, each call at its own moment; outside of any transaction.

    The same as people would have done: what comes of it is what the marketplace makes of it.
    """
    if PaymentOperation.objects.exists():
        return
    provider = Organisation.objects.get(slug=FIRST_PROVIDER)
    bookings = [*_paid(provider), *_awaited(provider)]
    moments = [
        Moment(now - LONG_AGO, partial(_open_account, provider)),
        *(moment for booking in bookings for moment in _moments(booking, now)),
        *_troubles(bookings, now),
        Moment(now, partial(_bring_statement, provider)),
    ]
    moments.sort(key=lambda moment: moment.at)
    for moment in tqdm(moments, desc="Payments", unit="", disable=None):
        moment.happens(moment.at)


def _paid(provider: Organisation) -> Iterator[Booking]:
    """In each state some that lie near today, up to half of them the first customer's."""
    for state, count in PAID.items():
        found = _unpaid(provider, state)
        own = found.filter(customer__slug=FIRST_CUSTOMER)[: (count + 1) // 2]
        others = found.exclude(customer__slug=FIRST_CUSTOMER)[:count]
        yield from [each for each in (*own, *others) if is_to_pay(each)][:count]


def _awaited(provider: Organisation) -> list[Booking]:
    """What the provider has to answer, and what the first customer has with others: held by card as well."""
    asked = Q(provider=provider, state=BookingState.REQUESTED)
    elsewhere = Q(customer__slug=FIRST_CUSTOMER, state__in=AWAITED) & ~Q(provider=provider)
    found = Booking.objects.filter(asked | elsewhere, currency="CNY", payment_plan__isnull=True)
    rows = found.select_related("customer", "provider").order_by("pk")
    return [booking for booking in rows if is_to_pay(booking)]


def _unpaid(provider: Organisation, state: BookingState) -> QuerySet[Booking]:
    found = Booking.objects.filter(provider=provider, state=state, currency="CNY", payment_plan__isnull=True)
    nearest = "period" if state == BookingState.CONFIRMED else "-period"
    return found.select_related("customer", "provider").order_by(nearest, "pk")


def _open_account(provider: Organisation, now: datetime) -> None:
    """Filled in by the provider's finances, accepted by the gateway, and confirmed by an operator."""
    reached = _gateway(now)
    page_to_fill_in(by=_finance(provider), gateway=reached, now=now, returns=RETURNS)
    account = PayoutAccount.objects.get(organisation=provider)
    acting.decide_account(account_ref=account.ref, is_accepted=True, now=now)
    refresh_account(account.ref, reached)
    confirm_account(account=account, by=_operator(), now=now)


def _finance(provider: Organisation) -> Actor:
    return Actor.of(Membership.objects.filter(organisation=provider).earliest("pk"))


def _operator() -> Actor:
    return Actor.without_organisation(User.objects.get(email=OPERATOR.email))


def _moments(booking: Booking, now: datetime) -> Iterator[Moment]:
    """Paid as it was requested; then looked at when it ended, when money is available, and today."""
    taken = booking.steps.order_by("number").values_list("taken_at", flat=True)
    paid_at = taken.filter(step__in=(Step.REQUEST, Step.CONFIRM)).first() or booking.created_at
    yield Moment(paid_at, partial(_pay, booking, now))
    ended = taken.last()
    for at in (ended, ended + SETTLES_IN if ended else None):
        if at and paid_at < at < now:
            yield Moment(at, partial(_follow, booking))
    yield Moment(now, partial(_advance, booking))


def _pay(booking: Booking, today: datetime, now: datetime) -> None:
    rail = Rail.CARD_HOLD if now > today - CARD_HOLDS else Rail.PREPAY
    by = _buyer(booking)
    with transaction.atomic():
        plan = frozen_plan(booking, rail, by, now, "")
        page = ask_for_page(plan, booking, plan.to_secure, now=now, addresses=ADDRESSES)
    _advance(booking, now)
    page.refresh_from_db()
    acting.pay(session_ref=page.remote_ref, instrument=CARD, now=now)


def _buyer(booking: Booking) -> Actor:
    return Actor.of(Membership.objects.get(user=booking.booked_by, organisation=booking.customer))


def _advance(booking: Booking, now: datetime) -> None:
    advance(_plan(booking).pk, _gateway(now), clock=lambda: now)


def _follow(booking: Booking, now: datetime) -> None:
    """Its bill is drawn up, and what it makes due is settled."""
    follow_bill(booking.pk, now)
    _advance(booking, now)


def _plan(booking: Booking) -> PaymentPlan:
    return PaymentPlan.objects.get(booking=booking)


def _gateway(now: datetime) -> Gateway:
    return gateway(Sandboxed(clock=lambda: now))


def _troubles(bookings: Sequence[Booking], now: datetime) -> Iterator[Moment]:
    """Something was given back late, a bank took a payment back, and a line of a bill is disputed."""
    completed = [each for each in bookings if each.state == BookingState.COMPLETED]
    delivered = [each for each in bookings if each.state == BookingState.DELIVERED]
    troubles = ((_give_back, completed[:1]), (_charge_back, completed[1:2]), (_dispute, delivered[-1:]))
    for happens, chosen in troubles:
        for booking in chosen:
            yield Moment(now, partial(happens, booking))


def _give_back(booking: Booking, now: datetime) -> None:
    amount = Money(booking.total_minor // FIFTH, booking.currency)
    by = _finance(booking.provider)
    refund_late(booking=booking, amount=amount, reason="两件孔径超差，按比例退款", by=by, now=now)
    _advance(booking, now)


def _charge_back(booking: Booking, now: datetime) -> None:
    """All that is left of the payment: of what was booked, less may have been used."""
    charge = _gateway(now).payments.get(_plan(booking).payment_ref).charge
    assert charge is not None
    amount = charge.captured - charge.refunded
    acting.open_dispute(charge_ref=charge.id, amount=amount.minor, now=now)
    _advance(booking, now)


def _dispute(booking: Booking, now: datetime) -> None:
    line = booking.bill.lines.order_by("number").first()
    assert line is not None
    dispute_line(
        line=line,
        amount=Money(line.gross.minor // FIFTH, booking.currency),
        reason=DisputeReason.BROKEN,
        text="主轴报警，停机近一小时，希望从工时中扣除。",
        by=_buyer(booking),
        now=now,
    )


def _bring_statement(provider: Organisation, now: datetime) -> None:
    """A line that pays an invoice, and one that nobody expects."""
    invoice = Invoice.objects.filter(provider=provider, open_minor__gt=0).earliest("due_on", "pk")
    data = STATEMENT.format(
        day=f"{now:%Y-%m-%d}",
        amount=decimal_text(invoice.total_minor, invoice.currency),
        customer=invoice.customer.name_zh,
        number=invoice.number,
    )
    name = "bank-statement.csv"
    import_statement(data=data.encode(), file_name=name, currency="CNY", by=_operator(), now=now)
