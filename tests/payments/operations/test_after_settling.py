"""Money that was settled: given back late, taken back by a bank, kept from what comes next."""

from datetime import timedelta

import pytest

from capacity.models import Booking
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import AccountKind, ChargebackState, Rail
from payments.enums import PaymentState as Paid
from payments.models import Chargeback, CommissionRule, PayoutAccount
from payments.operations.chargebacks import bear_loss
from payments.operations.late_refunds import TooMuchBack, refund_late
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Desk()


@pytest.fixture
def deal(desk: Desk) -> Deal:
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Deal(desk)


def settled(deal: Deal) -> Deal:
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    assert deal.plan.settled_at
    return deal


def paid_out(deal: Deal) -> Deal:
    deal.open_account()
    settled(deal).settle_books()
    assert deal.stands(AccountKind.PAYABLE) == 0
    return deal


def give_back(deal: Deal, share: int) -> Money:
    """So many hundredths of the price."""
    amount = Money(deal.booking.total_minor * share // 100, "CNY")
    booking = Booking.objects.get(pk=deal.booking.pk)
    refund_late(booking=booking, amount=amount, reason="表面粗糙度不合格", by=deal.provider, now=deal.now)
    deal.advance()
    deal.settle_books()
    return amount


def earned(deal: Deal, *given_back: Money) -> int:
    """The provider's net of what was not given back."""
    gross = deal.booking.total_minor - sum(each.minor for each in given_back)
    return gross - round(gross * 5 / 100)


def test_what_is_given_back_before_the_payout_is_neither_the_providers_nor_ours(deal: Deal):
    back = give_back(settled(deal), 20)

    assert deal.plan.state == Paid.PARTIALLY_REFUNDED
    assert -deal.stands(AccountKind.PAYABLE) == earned(deal, back)
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.agrees()


def test_what_is_given_back_after_the_payout_is_taken_back_from_the_provider(deal: Deal):
    first = give_back(paid_out(deal), 20)
    second = give_back(deal, 20)

    assert deal.stands(AccountKind.PAYABLE) == 0
    (transfer,) = deal.desk.gateway().transfers.of_group(deal.plan.transfer_group)
    assert (transfer.amount - transfer.reversed).minor == earned(deal, first, second)
    assert [each for each in deal.asked() if each[0] in ("refund", "reversal")] == [
        ("refund", "done"),
        ("reversal", "done"),
        ("refund", "done"),
        ("reversal", "done"),
    ]
    assert deal.agrees()


def test_a_provider_that_has_it_no_more_owes_it_and_gets_less_next_time(deal: Deal):
    paid_out(deal)
    ref = PayoutAccount.objects.get(organisation=deal.booking.provider).ref
    gateway = deal.desk.gateway()
    everything = gateway.books.balance(ref).available["CNY"]
    gateway.payouts.make(key="to their bank", account_id=ref, amount=everything, metadata={})

    give_back(deal, 40)
    debt = deal.stands(AccountKind.PAYABLE)
    assert debt > 0
    assert deal.plan.state == Paid.PARTIALLY_REFUNDED
    assert ("reversal", "failed") in deal.asked()

    after = Deal(deal.desk, offer=deal.booking.offer, days=30)
    settled(after).settle_books()
    (transfer,) = gateway.transfers.of_group(after.plan.transfer_group)
    assert transfer.amount.minor == earned(after) - debt
    assert after.stands(AccountKind.PAYABLE) == 0
    assert deal.agrees()


def test_giving_back_is_for_the_providers_finances_and_operators_and_never_more_than_is_left(deal: Deal):
    booking = deal.booking
    some = Money(100, "CNY")
    with pytest.raises(IllegalStep):
        deal.pay(Rail.PREPAY)
        refund_late(booking=booking, amount=some, reason="x", by=deal.provider, now=deal.now)
    deal.accept()
    deal.use()
    deal.settle_books()
    booking.refresh_from_db()
    whole = booking.total
    lister = factories.member(booking.provider, Role.LISTER)
    for stranger in (deal.buyer, lister):
        with pytest.raises(NotAllowed):
            refund_late(booking=booking, amount=some, reason="x", by=stranger, now=deal.now)
    for amount in (whole + some, Money(0, "CNY"), -some):
        with pytest.raises(TooMuchBack):
            refund_late(booking=booking, amount=amount, reason="x", by=deal.provider, now=deal.now)
    with pytest.raises(ReasonMissing):
        refund_late(booking=booking, amount=some, reason=" ", by=deal.provider, now=deal.now)

    refund_late(booking=booking, amount=whole, reason="x", by=factories.operator(), now=deal.now)
    with pytest.raises(TooMuchBack):
        refund_late(booking=booking, amount=some, reason="x", by=deal.provider, now=deal.now)


# --- chargebacks ---


def charge_back(deal: Deal, share: int = 100) -> str:
    amount = deal.booking.total_minor * share // 100
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=amount, now=deal.now)
    deal.advance()
    return dispute


def decide(deal: Deal, dispute: str, *, is_won: bool) -> None:
    acting.close_dispute(dispute_ref=dispute, is_won=is_won, now=deal.now)
    deal.advance()
    deal.settle_books()


def test_what_a_bank_contests_is_not_paid_out_until_it_is_won(deal: Deal):
    deal.open_account()
    dispute = charge_back(settled(deal))
    row = Chargeback.objects.get(ref=dispute)
    assert (row.state, row.amount) == (ChargebackState.TO_ANSWER, deal.booking.total)
    deal.desk.after(days=5)
    deal.advance()
    assert deal.asked()[-1] == ("transfer", "failed")
    assert deal.stands(AccountKind.PAYABLE) == -earned(deal)

    decide(deal, dispute, is_won=True)

    row.refresh_from_db()
    assert (row.state, bool(row.closed_at)) == (ChargebackState.WON, True)
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert deal.agrees()


@pytest.mark.parametrize("share", [100, 30])
def test_a_lost_one_is_the_providers_loss_with_our_commission_given_back(deal: Deal, share: int):
    dispute = charge_back(paid_out(deal), share)
    decide(deal, dispute, is_won=False)

    lost = Chargeback.objects.get(ref=dispute).amount
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.stands(AccountKind.PAYABLE) == 0
    kept = sum(
        (each.amount - each.reversed).minor
        for each in deal.desk.gateway().transfers.of_group(deal.plan.transfer_group)
    )
    assert kept == earned(deal, lost)
    assert deal.stands(AccountKind.COMMISSION) == earned(deal, lost) + lost.minor - deal.booking.total_minor
    assert deal.agrees()


def test_a_lost_one_before_the_use_leaves_nothing_to_settle(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    decide(deal, charge_back(deal), is_won=False)

    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.agrees()


def test_an_operator_may_let_the_marketplace_bear_it(deal: Deal):
    dispute = charge_back(paid_out(deal))
    decide(deal, dispute, is_won=False)
    row = Chargeback.objects.get(ref=dispute)
    with pytest.raises(NotAllowed):
        bear_loss(chargeback=row, by=deal.provider)

    bear_loss(chargeback=row, by=factories.operator())
    deal.advance()
    deal.settle_books()

    assert deal.stands(AccountKind.DISPUTE_LOSS) == deal.booking.total_minor
    transfers = deal.desk.gateway().transfers.of_group(deal.plan.transfer_group)
    assert sum((each.amount - each.reversed).minor for each in transfers) == earned(deal)
    assert deal.agrees()
