"""
Every timer of payments acts on its second, and not one before (T9).

Those of a hold on a card, of bills, of reminders, of a provider's bank account and of closed months are
tested where they belong: test_life, billing/test_answering, invoicing/test_reminding, test_bank_accounts
and test_closing.
"""

from datetime import timedelta

import pytest

from capacity.enums import BookingState as State
from capacity.operations import clock
from capacity.operations.refusals import IllegalStep
from payments.enums import BankTaskKind, OperationKind, OperationState
from payments.enums import PaymentState as Paid
from payments.models import CommissionRule, PayoutAccount, SandboxObject
from payments.models.paying import KEY_LIFE
from payments.operations.banking.beginning import begin_by_bank
from payments.operations.banking.refusals import WrongMatch
from payments.operations.sending import LOST
from payments.policies.banking import LEAST_TIME
from payments.policies.charging import PAYOUT_HOLD
from payments.sandbox.faults import Fault, requests
from tests import factories
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk
from tests.payments.teller import ByBank

SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(settings) -> Deal:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Deal(Desk(), days=5)


def use(deal: Deal) -> None:
    """Paid by card, used and accepted, and the provider has an account."""
    deal.pay()
    deal.accept()
    deal.use()
    deal.desk.after(seconds=5)  # the gateway's books follow
    deal.advance()


def is_paid_out(deal: Deal) -> bool:
    deal.advance()
    return SandboxObject.objects.filter(kind="transfer").exists()


def test_a_payout_waits_until_a_mistake_can_no_longer_be_told(deal: Deal):
    deal.open_account()
    use(deal)
    deal.desk.now = deal.plan.settled_at + PAYOUT_HOLD - SECOND
    assert not is_paid_out(deal)

    deal.desk.after(seconds=1)

    assert is_paid_out(deal)


def test_a_payout_waits_until_a_changed_account_has_cooled(deal: Deal):
    deal.open_account()
    cooled_at = deal.booking.period.ends_at + PAYOUT_HOLD + timedelta(days=3)
    PayoutAccount.objects.update(usable_from=cooled_at)
    use(deal)
    deal.desk.now = cooled_at - SECOND
    assert not is_paid_out(deal)

    deal.desk.after(seconds=1)

    assert is_paid_out(deal)


@pytest.mark.parametrize(
    ("late", "first"), [(timedelta(), OperationState.DONE), (SECOND, OperationState.FAILED)]
)
def test_a_key_is_used_again_for_twenty_hours_and_then_the_objects_are_read(deal: Deal, late, first):
    """Either way the card is charged once: what an answer was lost of is found by what it made."""
    deal.open_account()
    deal.pay()
    deal.accept()
    deal.desk.faults = requests(None, None, None, Fault.UNANSWERED)  # three looks, and it is captured
    deal.use()
    capture = deal.plan.operations.filter(kind=OperationKind.CAPTURE).earliest("created_at")
    assert capture.state == OperationState.SENT

    deal.desk.now = capture.first_sent_at + KEY_LIFE + late
    deal.desk.faults.stop()
    deal.advance()

    capture.refresh_from_db()
    assert (capture.state, capture.error_code) == (first, LOST if late else "")
    assert deal.plan.state == Paid.CAPTURED
    assert len([each for each in deal.desk.sent if each[0].path.endswith("/capture")]) == (1 if late else 2)
    deal.settle_books()
    assert deal.agrees()


@pytest.mark.parametrize(("late", "is_taken"), [(timedelta(), True), (SECOND, False)])
def test_by_bank_can_be_chosen_while_the_money_can_still_come(deal: Deal, late, is_taken: bool):
    deal.desk.now = clock.kept_for_bank(deal.booking) - LEAST_TIME + late
    deal.booking.held_until = deal.now + timedelta(minutes=1)
    deal.booking.save(update_fields=["held_until"])

    if is_taken:
        assert begin_by_bank(booking=deal.booking, by=deal.buyer, now=deal.now).state == Paid.CREATED
    else:
        with pytest.raises(IllegalStep):
            begin_by_bank(booking=deal.booking, by=deal.buyer, now=deal.now)


@pytest.mark.parametrize(("late", "state"), [(-SECOND, State.REQUESTED), (timedelta(), State.HELD)])
def test_money_by_bank_counts_until_the_hold_ends(deal: Deal, late, state: State):
    by_bank = ByBank(deal, factories.operator(), factories.operator())
    by_bank.begin()
    deal.desk.now = deal.fresh().held_until + late

    by_bank.pay()

    assert deal.state[0] == state
    assert deal.agrees()


def test_a_payout_by_bank_is_prepared_when_it_is_due(deal: Deal):
    by_bank = ByBank(deal, factories.operator(), factories.operator())
    by_bank.begin()
    by_bank.pay()
    deal.accept()
    deal.use()
    (task,) = by_bank.tasks(BankTaskKind.PAYOUT)
    assert task.not_before == deal.plan.settled_at + PAYOUT_HOLD
    deal.desk.now = task.not_before - SECOND
    with pytest.raises(WrongMatch):
        by_bank.send(task)

    deal.desk.after(seconds=1)

    assert by_bank.send(task).line is not None
    assert deal.agrees()
