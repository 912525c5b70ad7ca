"""Who may grant how much to whom, and when a limit does not reach."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from capacity.enums import ChargeMode
from capacity.models import Booking
from capacity.operations import answers, changes, usage
from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.enums import Role, SizeClass
from marketplace.money import Money
from payments.enums import AccountKind, DisputeReason, Rail
from payments.models import BillLine, CreditLimit, Invoice, PaymentPlan
from payments.operations import beginning
from payments.operations.billing.answering import dispute_line
from payments.operations.billing.drawing import follow_bill
from payments.operations.invoicing.agreeing import NoCredit, begin_on_terms
from payments.operations.invoicing.credit import (
    BadTerms,
    Grant,
    grant_limit,
    limit_between,
    standing_of,
    withdraw_limit,
)
from tests import factories
from tests.payments.paying import ADDRESSES
from tests.payments.terms import TermsDeal, fresh

pytestmark = pytest.mark.django_db


def begin(deal: TermsDeal) -> PaymentPlan:
    return begin_on_terms(booking=deal.hold(), by=deal.buyer, now=deal.now)


def test_finance_of_the_provider_and_operators_grant_and_nobody_else(deal: TermsDeal):
    firm = deal.provider.organisation
    for role in (Role.SCHEDULER, Role.LISTER, Role.VIEWER):
        with pytest.raises(NotAllowed):
            deal.grant(by=factories.member(firm, role))
    with pytest.raises(NotAllowed):
        deal.grant(by=factories.member(factories.provider(), Role.OWNER))

    assert deal.grant(by=factories.operator()).provider == firm


def test_only_an_operator_grants_for_every_provider(deal: TermsDeal):
    grant = Grant(limit=Money(100, "CNY"), valid_from=deal.today)
    told = {"customer": deal.buyer.organisation, "provider": None, "grant": grant, "now": deal.now}
    with pytest.raises(NotAllowed):
        grant_limit(**told, by=deal.provider)

    assert grant_limit(**told, by=factories.operator()).provider is None


def test_the_next_limit_takes_the_place_of_the_first(deal: TermsDeal):
    first, second = deal.grant(100_000), deal.grant(200_000)

    first.refresh_from_db()
    assert (first.withdrawn_at, first.withdrawn_by) == (deal.now, deal.provider.user)
    assert list(CreditLimit.objects.standing()) == [second]


def test_two_limits_cannot_stand_beside_each_other(deal: TermsDeal):
    limit = deal.grant()
    limit.pk = None
    with pytest.raises(IntegrityError, match="credit_limit_one_standing"), transaction.atomic():
        limit.save()


def test_a_public_body_is_granted_no_term_beyond_the_regulation(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal(customer_class=SizeClass.INSTITUTION)
    assert deal.grant(term_days=60)

    with pytest.raises(BadTerms) as refused:
        deal.grant(term_days=61, custom_reason="usual in aviation")

    assert refused.value.field == "term_days"


def test_a_large_firm_is_granted_a_longer_term_only_with_its_reason(deal: TermsDeal):
    with pytest.raises(BadTerms):
        deal.grant(term_days=90)

    assert deal.grant(term_days=90, custom_reason="Type tests take a quarter.").term_days == 90


def test_agreed_interest_is_not_below_the_prime_rate(deal: TermsDeal):
    with pytest.raises(BadTerms) as refused:
        deal.grant(late_basis_points=299)

    assert refused.value.field == "late_basis_points"
    assert deal.grant(late_basis_points=300).late_basis_points == 300


@pytest.mark.parametrize(
    "change",
    [
        {"valid_from": factories.NOW.date() + timedelta(days=1)},
        {
            "valid_from": factories.NOW.date() - timedelta(days=9),
            "valid_until": factories.NOW.date() - timedelta(days=1),
        },
    ],
)
def test_before_and_after_its_days_a_limit_does_not_hold(deal: TermsDeal, change):
    deal.grant(**change)

    with pytest.raises(NoCredit):
        begin(deal)


def test_what_is_ordered_and_what_is_open_use_the_limit_up(deal: TermsDeal):
    plan = begin(grant_for(deal, bookings=2))
    begin(deal)
    limit = CreditLimit.objects.get()
    assert standing_of(limit, deal.today).used == plan.quoted + plan.quoted

    with pytest.raises(NoCredit, match=r"¥0\.00"):
        begin(deal)


def test_what_is_disputed_and_not_invoiced_yet_uses_the_limit_still(deal: TermsDeal):
    limit = deal.grant()
    booking = deal.confirm()
    deal.now = booking.period.starts_at
    usage.check_in(booking=fresh(booking), by=deal.buyer, now=deal.now)
    deal.now = booking.period.ends_at
    usage.deliver(booking=fresh(booking), by=deal.provider, now=deal.now, checked_out_at=deal.now)
    follow_bill(booking.pk, deal.now)
    dispute_line(
        line=BillLine.objects.get(),
        amount=Money(30_000, "CNY"),
        reason=DisputeReason.BROKEN,
        text="主轴停转",
        by=deal.buyer,
        now=deal.now,
    )
    deal.advance(booking)

    assert Invoice.objects.get().total == booking.total - Money(30_000, "CNY")
    assert standing_of(limit, deal.today).used == booking.total


def test_paid_it_is_free_again(deal: TermsDeal):
    grant_for(deal, bookings=1)
    booking = deal.use()
    with pytest.raises(NoCredit):
        begin(deal)
    deal.pay(booking.total_minor)

    assert begin(deal).is_secured


@pytest.mark.parametrize(("days", "is_refused"), [(30, False), (31, True)])
def test_more_than_thirty_days_overdue_stops_new_bookings(deal: TermsDeal, days, is_refused):
    deal.grant(10_000_000, term_days=15)
    invoice = deal.invoice()
    deal.after(days=(invoice.due_on - deal.today).days + days)

    if is_refused:
        with pytest.raises(NoCredit, match="31"):
            begin(deal)
    else:
        assert begin(deal).is_secured


def test_a_withdrawn_limit_serves_no_new_booking_and_keeps_the_old_term(deal: TermsDeal):
    limit = deal.grant(term_days=45)
    booking = deal.confirm()
    withdraw_limit(limit=limit, by=deal.provider, now=deal.now)
    with pytest.raises(NoCredit):
        begin(deal)
    deal.use(booking)

    assert booking.invoices.get().terms.term_days == 45


def test_the_providers_own_limit_goes_before_the_marketplaces(deal: TermsDeal):
    grant = Grant(limit=Money(100, "CNY"), valid_from=deal.today)
    customer, firm = deal.buyer.organisation, deal.provider.organisation
    everywhere = grant_limit(
        customer=customer, provider=None, grant=grant, by=factories.operator(), now=deal.now
    )
    assert limit_between(customer.pk, firm.pk, "CNY", deal.today) == everywhere

    assert limit_between(customer.pk, firm.pk, "CNY", deal.today) != deal.grant()


def test_a_refused_booking_is_still_held_and_nothing_is_frozen(deal: TermsDeal):
    with pytest.raises(NoCredit):
        begin(deal)

    assert not PaymentPlan.objects.exists()


def test_it_is_agreed_once(deal: TermsDeal):
    deal.grant()
    booking = deal.request()

    with pytest.raises(IllegalStep):
        begin_on_terms(booking=booking, by=deal.buyer, now=deal.now)


def grant_for(deal: TermsDeal, *, bookings: int) -> TermsDeal:
    deal.grant(deal.hold().total_minor * bookings)
    return deal


def extend(deal: TermsDeal, booking: Booking, hours: int) -> Money:
    ends_at = booking.period.ends_at + timedelta(hours=hours)
    return changes.extend(booking=booking, by=deal.buyer, now=deal.now, ends_at=ends_at).booking.total


def test_a_change_that_costs_more_is_made_as_far_as_the_limit_reaches(deal: TermsDeal):
    limit = deal.grant(deal.hold().total_minor * 3 // 2)
    booking = deal.confirm()

    dearer = extend(deal, booking, 1)

    assert dearer > booking.total
    assert standing_of(limit, deal.today).used == dearer
    with pytest.raises(NoCredit, match=r"¥1,932\.30"):
        extend(deal, fresh(booking), 1)
    assert fresh(booking).total == dearer


def test_what_a_change_made_dearer_is_invoiced_and_paid(deal: TermsDeal):
    deal.grant()
    booking = deal.confirm()
    dearer = extend(deal, booking, 1)

    assert Invoice.objects.get(booking=deal.use(booking)).total == dearer
    deal.pay(dearer.minor)
    assert -deal.stands(AccountKind.PAYABLE) > 0


def test_on_a_limit_that_was_withdrawn_nothing_is_made_dearer(deal: TermsDeal):
    limit = deal.grant()
    booking = deal.confirm()
    withdraw_limit(limit=limit, by=deal.provider, now=deal.now)

    with pytest.raises(NoCredit):
        extend(deal, booking, 1)


def test_overdue_by_more_than_thirty_days_nothing_is_made_dearer(deal: TermsDeal):
    deal.grant(10_000_000, term_days=15)
    invoice = deal.invoice()
    deal.after(days=(invoice.due_on - deal.today).days + 29)
    booking = deal.confirm()
    deal.after(days=2)

    with pytest.raises(NoCredit, match="31"):
        extend(deal, booking, 1)


def test_the_allowance_of_a_card_that_was_looked_at_reaches_beyond_no_limit(deal: TermsDeal):
    deal.offer.charge_mode = ChargeMode.OVERAGE
    deal.offer.save()
    booking = deal.hold()
    deal.grant(booking.total_minor)
    beginning.begin(booking=booking, rail=Rail.CARD_HOLD, by=deal.buyer, now=deal.now, addresses=ADDRESSES)
    begin_on_terms(booking=fresh(booking), by=deal.buyer, now=deal.now)
    booking = answers.accept(booking=fresh(booking), by=deal.provider, now=deal.now)

    ends_at = booking.period.ends_at + timedelta(minutes=30)
    with pytest.raises(NoCredit):
        changes.extend(booking=booking, by=deal.buyer, now=deal.now, ends_at=ends_at)
