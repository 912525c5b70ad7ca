"""What the payer's bank took back is promised to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.operations import answers, changes
from marketplace.accounts.enums import Role
from payments.enums import ChargebackState, Rail
from payments.models import Chargeback
from payments.operations.advancing import advance
from payments.sandbox import acting
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.sandboxed import Desk, yuan
from tests.payments.till import Till

pytestmark = pytest.mark.django_db
LOST = "The payer’s bank has taken ¥1,717.60 back for good. Nothing of what was paid is left."


def bank_takes_back(till: Till, minor: int) -> None:
    """For good: the charge is disputed, and the dispute lost."""
    desk = Desk(now=timezone.now())
    if not till.plan.settled_at:
        desk.paid(yuan(10_000))  # the marketplace has something to pay the fee from
        acting.go_on(by=timedelta(days=1), now=timezone.now())
    for happens in (
        lambda: acting.open_dispute(charge_ref=till.plan.charge_ref, amount=minor, now=timezone.now()),
        lambda: acting.close_dispute(
            dispute_ref=Chargeback.objects.get().ref, is_won=False, now=timezone.now()
        ),
    ):
        happens()
        advance(till.plan.pk, desk.gateway(), clock=timezone.now)
    assert Chargeback.objects.get().state == ChargebackState.LOST


def accept(till: Till) -> None:
    answers.accept(booking=till.fresh(), by=till.stage.scheduler, now=timezone.now())


def test_a_booking_whose_money_the_bank_took_back_is_not_shown_as_paid(till: Till):
    till.secure(Rail.PREPAY)
    bank_takes_back(till, 171_760)

    for actor in (till.stage.buyer, till.stage.scheduler):
        told = words(till.booking_page(actor))
        assert "Charged back ¥1,717.60" in told
        assert LOST in told
        assert "Captured" not in told
        assert "You receive" not in told


def test_who_accepts_is_warned_that_the_money_is_not_there(till: Till):
    till.secure(Rail.PREPAY)
    bank_takes_back(till, 171_760)

    told = words(till.booking_page(till.stage.scheduler))

    assert f"The money for this request is not there {LOST} Accepted, it is paid to you only" in told


def test_cancelling_promises_nothing_that_the_bank_took(till: Till):
    till.secure(Rail.PREPAY)
    accept(till)
    bank_takes_back(till, 171_760)

    told = words(till.booking_page(till.stage.buyer))

    assert "Cancel now and get ¥0.00 back" in told
    assert "Cancel and get ¥0.00 back" in told


def test_of_a_part_the_rest_comes_back(till: Till):
    till.secure(Rail.PREPAY)
    accept(till)
    bank_takes_back(till, 100_000)
    told = words(till.booking_page(till.stage.scheduler))
    assert "¥717.60 of what was paid is left." in told

    changes.cancel(booking=till.fresh(), by=till.stage.buyer, now=timezone.now(), reason_code="order_lost")

    told = words(till.booking_page(till.stage.buyer))
    assert "gets ¥717.60 of ¥1,717.60 back." in told
    assert "Goes back to the customer" not in told


def test_what_went_back_before_is_not_counted_twice(till: Till):
    """Half of it went back by the tiers; the bank took the other half after that."""
    till.secure(Rail.PREPAY)
    accept(till)
    soon = till.booking.period.starts_at - timedelta(hours=30)
    changes.cancel(booking=till.fresh(), by=till.stage.buyer, now=soon, reason_code="order_lost")
    till.settle()
    bank_takes_back(till, 85_880)

    assert "gets ¥858.80 of ¥1,717.60 back." in words(till.booking_page(till.stage.buyer))


def test_what_the_bank_took_back_is_nothing_to_come_for_the_provider(till: Till):
    till.secure(Rail.PREPAY)
    accept(till)
    earnings = till.browser(factories.member(till.booking.provider, Role.FINANCE))
    assert till.booking.reference in words(earnings.get("/workshop/earnings/"))

    bank_takes_back(till, 171760)

    for tab in ("expected", "earned"):
        told = words(earnings.get(f"/workshop/earnings/?tab={tab}"))
        assert till.booking.reference not in told
        assert "¥1,631.72" not in told
