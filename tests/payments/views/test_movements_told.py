"""Each payment of a booking and each refund is told with its own amount and moment."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from capacity.operations import answers
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import Rail
from payments.operations.advancing import advance
from payments.operations.late_refunds import refund_late
from payments.sandbox import acting
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.sandboxed import Desk
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


def extend(till: Till, *, hours: int = 1) -> None:
    """Paid on top on the gateway's page."""
    period = till.fresh().period
    asked = {"starts": period.starts_at, "ends": period.ends_at + timedelta(hours=hours)}
    address = f"/bookings/{till.booking.reference}/pay/more/?{urlencode(asked)}"
    till.browser().post(address)
    till.pay()
    till.browser().get(address.replace("more/?", "more/back/?"))


def accepted(till: Till, rail: Rail) -> Till:
    till.secure(rail)
    answers.accept(booking=till.fresh(), by=till.stage.scheduler, now=timezone.now())
    return till


def test_a_second_payment_is_told_beside_the_first(till: Till):
    extend(accepted(till, Rail.PREPAY))

    told = words(till.booking_page(till.stage.buyer))

    assert "Captured ¥2,147.00 ¥1,717.60 was taken. ¥429.40 was taken." in told

    till.settle()
    told = words(till.booking_page(till.stage.buyer))

    assert "Captured ¥2,147.00 " in told
    assert told.count("¥1,717.60 was taken on ") == told.count("¥429.40 was taken on ") == 1


def test_each_refund_is_told(till: Till):
    till.secure(Rail.PREPAY)
    till.complete()
    till.settle()
    finance = factories.member(till.booking.provider, Role.FINANCE)
    for minor in (10_000, 2_500):
        refund_late(
            booking=till.fresh(), amount=Money(minor, "CNY"), reason="Scrap", by=finance, now=timezone.now()
        )
        till.settle()

    told = words(till.booking_page(till.stage.buyer))

    assert "¥100.00 went back " in told
    assert "¥25.00 went back " in told
    assert "¥125.00" not in told
    assert "on its way back" not in told


def test_what_was_paid_twice_is_no_part_of_the_price(till: Till):
    till.begin(Rail.CARD_HOLD)
    first = till.page
    till.begin(Rail.PREPAY)
    prepaid = till.page
    till.pay(page=first)
    till.get("back")
    till.pay(page=prepaid)
    till.get("back")
    acting.go_on(by=timedelta(days=1), now=timezone.now())
    advance(till.plan.pk, Desk(now=timezone.now()).gateway(), clock=timezone.now)

    told = words(till.booking_page(till.stage.buyer))

    assert "Authorised ¥1,717.60 Held on the card and not taken yet." in told
    assert told.count("¥1,717.60 was taken ") == 1
    assert "¥1,717.60 is on its way back" in told


def test_what_is_held_for_a_change_is_told_beside_what_is_held_for_the_booking(till: Till):
    extend(accepted(till, Rail.CARD_HOLD))

    told = words(till.booking_page(till.stage.buyer))

    assert "Authorised ¥2,147.00 ¥1,717.60 for what was booked first, and ¥429.40 for the change." in told


def test_what_is_taken_is_told_apart_from_what_is_held_for_a_change(till: Till):
    """The bank's time for the first hold is over before the booking is; the change was paid after that."""
    accepted(till, Rail.CARD_HOLD)
    desk, lapses = Desk(now=timezone.now()), till.plan.capture_before
    assert lapses is not None
    advance(till.plan.pk, desk.gateway(), clock=lambda: lapses - timedelta(hours=1))
    extend(till)

    told = words(till.booking_page(till.stage.buyer))

    assert "Captured ¥1,717.60 ¥1,717.60 was taken " in told
    assert "¥429.40 is held on the card for the change, and taken once the delivery is accepted." in told
