"""What time breaks is named: no answer for a day, a purpose served twice, money held for what is over."""

from datetime import UTC, timedelta

import pytest

from payments.enums import PaymentState
from payments.models import PaymentPlan
from payments.operations.standing import overdue
from tests.factories import NOW
from tests.payments.posted import Told
from tests.payments.stuck import stuck

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def request(told: Told, **fields):
    return stuck(told.booking, **({"state": "done", "finished_at": NOW} | fields))


@pytest.mark.parametrize(("age", "is_told"), [(DAY, False), (DAY + timedelta(seconds=1), True)])
def test_what_was_sent_a_day_ago_is_answered(told, age, is_told):
    sent = request(told, state="sent", first_sent_at=NOW - age, finished_at=None)

    lines = list(overdue(NOW))

    when = f"{(NOW - age).astimezone(UTC):%Y-%m-%d %H:%M}"
    named = (
        f"operation {sent.pk} (transfer earned of {told.booking.reference}): sent at {when}, and no answer"
    )
    assert lines == ([named] if is_told else [])


@pytest.mark.parametrize(("first", "second", "is_told"), [
    ("done", "done", True),
    ("failed", "done", False),
    ("done", "pending", False),
])  # fmt: skip
def test_a_purpose_is_served_once(told, first, second, is_told):
    made = request(told, state=first)
    made.plan.operations.create(
        kind="transfer", purpose="earned#2", state=second, params={}, not_before=NOW, created_at=NOW
    )

    lines = list(overdue(NOW))

    assert lines == ([f"booking {told.booking.reference}: 2 times transfer for earned"] if is_told else [])


def over(told: Told, **plan) -> None:
    told.booking.state = "completed"
    told.booking.save(update_fields=["state"])
    request(told, finished_at=NOW - 2 * DAY)
    PaymentPlan.objects.update(**plan)


@pytest.mark.parametrize("plan", [
    {"settled_at": NOW - 8 * DAY, "state": PaymentState.CAPTURED},
    {"state": PaymentState.REFUNDED},
    {"state": PaymentState.CANCELLED},
])  # fmt: skip
def test_nothing_is_held_for_what_is_over(told, plan):
    told.capture(1000)
    over(told, **plan)

    assert list(overdue(NOW)) == [f"booking {told.booking.reference} (completed): 1000 CNY still held"]

    told.refund(1000)
    assert list(overdue(NOW)) == []


@pytest.mark.parametrize("plan", [
    {"settled_at": NOW - 6 * DAY, "state": PaymentState.CAPTURED},
    {"state": PaymentState.CAPTURED},
])  # fmt: skip
def test_what_is_not_settled_for_long_is_held_rightly(told, plan):
    told.capture(1000)
    over(told, **plan)

    assert list(overdue(NOW)) == []


def test_while_a_request_is_under_way_money_may_wait_for_it(told):
    told.capture(1000)
    over(told, state=PaymentState.REFUNDED)
    PaymentPlan.objects.get().operations.update(state="stuck", finished_at=NOW - 2 * DAY)

    assert list(overdue(NOW)) == []
