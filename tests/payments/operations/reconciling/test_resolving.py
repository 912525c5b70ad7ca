"""An operator ends a difference with a note; nobody else, once, and never in silence."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from capacity.operations.refusals import IllegalStep, NotAllowed, StaleStep
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import AccountKind, DifferenceState, JournalKind
from payments.ledger import AccountKey
from payments.operations.balances import balance_of
from payments.operations.closing import close_month
from payments.operations.reconciling.resolving import (
    NoteMissing,
    Resolution,
    can_be_posted,
    look_again,
    resolve,
)
from tests.factories import NOW, member, operator, organisation
from tests.payments.operations.months import FEBRUARY
from tests.payments.stuck import difference, plan_of

pytestmark = pytest.mark.django_db


def end(item, as_=Resolution.NOTED, note="What the bank said", by=None, now=NOW):
    return resolve(item=item, resolution=as_, note=note, by=by or operator(), now=now)


def stands(kind: AccountKind) -> Money:
    return balance_of(AccountKey(kind, "CNY"))


def test_left_as_it_is_nothing_is_posted():
    item = end(difference(), note="  Known to Stripe ")

    assert (item.state, item.note, item.journal) == (DifferenceState.NOTED, "Known to Stripe", None)
    assert stands(AccountKind.STRIPE).minor == 0


@pytest.mark.parametrize(
    ("resolution", "minor", "kind", "account"),
    [
        (Resolution.AS_FEE, -300, JournalKind.GATEWAY_FEE, AccountKind.FEES),
        (Resolution.AS_FEE, 300, JournalKind.GATEWAY_FEE, AccountKind.FEES),
        (Resolution.AS_BANK, -300, JournalKind.PAYOUT, AccountKind.BANK),
        (Resolution.AS_BANK, 300, JournalKind.PAYOUT, AccountKind.BANK),
    ],
)
def test_posted_our_balance_moves_by_what_the_gateway_says(resolution, minor, kind, account):
    item = end(difference(theirs_minor=minor), resolution)

    assert (item.state, item.journal.kind, item.journal.ref) == (DifferenceState.POSTED, kind, "txn_lost")
    assert (stands(AccountKind.STRIPE).minor, stands(account).minor) == (minor, -minor)


def test_what_is_a_bookings_or_in_our_books_already_is_not_posted_by_hand(told):
    for item in (
        difference(booking=told.booking),
        difference(ref="txn_other", kind="amount", ours_minor=3),
        difference(ref="txn_ours", kind="ours_only", theirs_minor=None, ours_minor=3),
        difference(ref="txn_nothing", theirs_minor=0),
    ):
        assert not can_be_posted(item)
        with pytest.raises(IllegalStep):
            end(item, Resolution.AS_FEE)
        item.refresh_from_db()
        assert item.state == DifferenceState.OPEN


def test_nothing_is_posted_into_a_closed_month():
    close_month(month=FEBRUARY, by=operator(), now=NOW)

    with pytest.raises(IllegalStep, match=r"结账|are closed"):
        end(difference(), Resolution.AS_FEE, now=NOW.replace(month=2, day=3))


def test_a_note_is_needed_an_operator_and_that_it_is_open():
    item = difference()
    with pytest.raises(NoteMissing):
        end(item, note="  ")
    with pytest.raises(NotAllowed):
        end(item, by=member(organisation(), Role.OWNER))
    end(item)
    with pytest.raises(StaleStep):
        end(item)


def test_looking_again_brings_the_payment_of_its_booking_on(told):
    plan = plan_of(told.booking)
    look_again(item=difference(booking=told.booking), by=operator())

    job = ProcrastinateJob.objects.get(task_name="payments.tasks.advance_payment")
    assert job.args == {"plan_id": plan.pk}
    with pytest.raises(IllegalStep):
        look_again(item=difference(ref="txn_of_nobody"), by=operator())
    with pytest.raises(NotAllowed):
        look_again(item=difference(ref="txn_x", booking=told.booking), by=member(organisation(), Role.OWNER))
