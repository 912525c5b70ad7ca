"""What does not go on by itself is asked again or given up, with a reason, by an operator."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from capacity.operations.refusals import NotAllowed, ReasonMissing, StaleStep
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import Decision, OperationKind, OperationState
from payments.models import PaymentOperation
from payments.operations.asking import ask
from payments.operations.stuck import decide, hurry
from tests.factories import NOW, member, operator, organisation
from tests.payments.posted import Told
from tests.payments.stuck import stuck

pytestmark = pytest.mark.django_db


def decided(operation, decision=Decision.RETRY, reason="Topped up", by=None):
    return decide(operation=operation, decision=decision, reason=reason, by=by or operator(), now=NOW)


def asked_again(operation: PaymentOperation) -> PaymentOperation:
    """As settling asks, for as much as is due now."""
    return ask(operation.plan, OperationKind.TRANSFER, "earned", now=NOW, amount=Money(4000, "CNY"))


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="payments.tasks.advance_payment").count()


def test_retried_it_is_asked_anew_under_another_key_for_what_is_due(told: Told):
    operation = stuck(told.booking)

    row = decided(operation)

    assert (row.decision, row.reason, row.error_code) == (Decision.RETRY, "Topped up", "balance_insufficient")
    assert jobs() == 1
    again = asked_again(operation)
    assert again.pk != operation.pk
    assert (again.state, again.amount) == (OperationState.PENDING, Money(4000, "CNY"))


def test_given_up_it_is_not_asked_for_again(told: Told):
    operation = stuck(told.booking)

    decided(operation, Decision.GIVE_UP, "Paid by hand")

    assert asked_again(operation).pk == operation.pk
    assert jobs() == 0
    assert not PaymentOperation.objects.stuck(NOW).exists()


def test_a_reason_is_needed_an_operator_and_that_it_is_stuck(told: Told):
    operation = stuck(told.booking)
    with pytest.raises(ReasonMissing):
        decided(operation, reason=" ")
    with pytest.raises(NotAllowed):
        decided(operation, by=member(organisation(), Role.OWNER))
    decided(operation)
    with pytest.raises(StaleStep):
        decided(operation)


@pytest.mark.parametrize("state", [OperationState.SENT, OperationState.PENDING])
def test_what_may_have_been_done_is_never_given_up(told: Told, state):
    with pytest.raises(StaleStep):
        decided(stuck(told.booking, state=state), Decision.GIVE_UP)


def test_what_waits_for_its_next_attempt_is_asked_now(told: Told):
    operation = stuck(told.booking, state="sent", not_before=NOW + timedelta(minutes=50))

    hurry(operation=operation, by=operator(), now=NOW)

    operation.refresh_from_db()
    assert (operation.not_before, operation.key, jobs()) == (NOW, str(operation.pk), 1)
    with pytest.raises(NotAllowed):
        hurry(operation=operation, by=member(organisation(), Role.OWNER), now=NOW)


def test_what_was_never_sent_keeps_its_time(told: Told):
    """A payout waits for days in which a mistake can be told."""
    operation = stuck(told.booking, state="pending", attempts=0, not_before=NOW + timedelta(days=2))

    with pytest.raises(StaleStep):
        hurry(operation=operation, by=operator(), now=NOW)


@pytest.mark.parametrize(
    ("state", "age", "is_stuck"),
    [
        ("stuck", timedelta(0), True),
        ("sent", timedelta(hours=2), True),
        ("pending", timedelta(hours=2), True),
        ("sent", timedelta(hours=2, seconds=-1), False),
        ("failed", timedelta(days=9), False),
    ],
)
def test_stuck_is_what_was_refused_or_waits_beyond_the_longest_pause(told: Told, state, age, is_stuck):
    stuck(told.booking, state=state, not_before=NOW - age)

    assert PaymentOperation.objects.stuck(NOW).exists() is is_stuck
