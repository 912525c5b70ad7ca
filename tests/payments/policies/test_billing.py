"""What is billed: by the offer's charge mode, line by line, tax and discount shared out exactly."""

from datetime import UTC, timedelta

import pytest

from capacity.enums import ChargeMode
from capacity.models import Rate
from marketplace.accounts.enums import SizeClass
from marketplace.periods import Period
from payments.policies.billing import billed_lines, charge_mode_of
from tests.payments.billed import TAX, Billed

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_what_was_reserved_is_billed_however_long_it_is_used():
    for minutes in (60, 180, 240):
        deal = Billed(ChargeMode.RESERVED)
        booking = deal.use(minutes=minutes)

        assert deal.told() == [("machine_time", 180, 114_000, False), ("set_up", 1, 20_000, False)]
        assert deal.total == booking.total_minor


def test_what_was_used_is_billed_where_the_offer_charges_use():
    deal = Billed(ChargeMode.USED)
    deal.use(minutes=90)

    assert deal.told() == [("machine_time", 90, 57_000, False), ("set_up", 1, 20_000, False)]
    assert deal.total == 77_000 * (10_000 + TAX) // 10_000


def test_what_runs_over_the_end_is_a_line_of_its_own():
    for mode in (ChargeMode.OVERAGE, ChargeMode.USED):
        deal = Billed(mode)
        deal.use(minutes=210)

        assert deal.told() == [
            ("machine_time", 180, 114_000, False),
            ("machine_time", 30, 19_000, True),
            ("set_up", 1, 20_000, False),
        ]


def test_what_was_reserved_and_not_used_is_billed_where_overage_is_charged():
    deal = Billed(ChargeMode.OVERAGE)
    deal.use(minutes=60)

    assert deal.told()[0] == ("machine_time", 180, 114_000, False)


def test_used_less_than_a_minute_is_a_minute():
    deal = Billed(ChargeMode.USED)
    booking = deal.use(minutes=60)
    booking.checked_out_at = booking.period.starts_at + timedelta(seconds=20)

    assert billed_lines(booking)[0].price.quantity == 1


def test_the_minimum_charge_fills_up_what_was_used():
    deal = Billed(ChargeMode.USED, offer={"minimum_charge_minor": 76_000})
    deal.use(minutes=60)

    assert deal.told() == [
        ("machine_time", 60, 38_000, False),
        ("minimum_charge", 1, 38_000, False),
        ("set_up", 1, 20_000, False),
    ]


def test_a_meter_bills_the_time_in_which_the_machine_ran():
    deal = Billed(ChargeMode.USED)
    booking = deal.use(minutes=180)
    start = booking.period.starts_at
    ran = [Period(start, start + HOUR), Period(start + 2 * HOUR, start + 2 * HOUR + HOUR / 2)]

    assert billed_lines(booking, ran)[0].price.quantity == 90


def test_counted_work_is_billed_by_the_count_reported():
    def told(mode: ChargeMode, quantity: int) -> list[tuple[str, int, int, bool]]:
        deal = Billed(mode, offer={"set_up_minor": 0}, order={"quantity": 5})
        Rate.objects.filter(offer=deal.booking.offer).update(unit="piece", amount_minor=1_000)
        terms = deal.booking.offer_terms
        terms["rates"][0] |= {"unit": "piece", "amount_minor": 1_000}
        line = dict(deal.booking.price_lines[0], kind="work", unit="piece", quantity=5)
        line |= {"unit_amount_minor": 1_000, "amount_minor": 5_000}
        deal.booking.price_lines, deal.booking.net_minor = [line], 5_000
        deal.booking.tax_minor, deal.booking.total_minor = 650, 5_650
        deal.booking.state, deal.booking.step_count = deal.fresh().state, deal.fresh().step_count
        deal.booking.save()
        deal.use(quantity=quantity)
        return deal.told()

    assert told(ChargeMode.USED, 3) == [("work", 3, 3_000, False)]
    assert told(ChargeMode.USED, 0) == [("work", 0, 0, False)]
    assert told(ChargeMode.OVERAGE, 3) == [("work", 5, 5_000, False)]
    assert told(ChargeMode.OVERAGE, 7) == [("work", 5, 5_000, False), ("work", 2, 2_000, True)]
    assert told(ChargeMode.RESERVED, 7) == [("work", 5, 5_000, False)]


def test_the_discount_of_the_class_is_taken_from_the_work_and_tax_adds_up_to_the_price():
    deal = Billed(ChargeMode.RESERVED)
    booking = deal.fresh()
    discounted = dict(booking.price_lines[0], kind="class_discount", unit="booking", quantity=1)
    discounted |= {"amount_minor": -11_401, "unit_amount_minor": -11_401}
    discounted["params"] = {"customer_class": SizeClass.SMALL, "basis_points": 1000}
    booking.price_lines = [booking.price_lines[0], discounted, *booking.price_lines[1:]]
    booking.net_minor -= 11_401
    booking.tax_minor = 15_937
    booking.total_minor = booking.net_minor + booking.tax_minor
    booking.save()
    deal.use()

    assert deal.told() == [("machine_time", 180, 102_599, False), ("set_up", 1, 20_000, False)]
    assert deal.lines[0].less == discounted
    assert sum(line.tax_minor for line in deal.lines) == 15_937
    assert deal.total == deal.fresh().total_minor


def test_time_past_the_end_without_a_price_is_not_charged():
    deal = Billed(ChargeMode.OVERAGE)
    booking = deal.fresh()
    ends = booking.period.ends_at.astimezone(booking.resource.site.zone)
    booking.offer_terms["rates"][0] |= {"ends_wall": f"{ends:%H:%M:%S}"}
    booking.price_lines[0]["params"] = {
        "weekdays": [*range(1, 8)],
        "starts": "00:00",
        "ends": f"{ends:%H:%M}",
    }
    booking.save()
    deal.use(minutes=240)

    assert deal.told()[0] == ("machine_time", 180, 114_000, False)
    assert [line.is_beyond for line in deal.lines] == [False, False]


def test_a_cancelled_booking_keeps_of_each_line_what_the_tier_leaves():
    deal = Billed()
    deal.cancel(now=deal.booking.period.starts_at.astimezone(UTC) - 30 * HOUR)
    booking = deal.fresh()

    assert booking.refund_minor == booking.total_minor // 2
    assert deal.total == booking.total_minor - booking.refund_minor
    assert sum(line.returned_minor for line in deal.lines) == booking.refund_minor
    assert [line.state for line in deal.lines] == ["accepted", "accepted"]
    assert all(line.gross.minor == line.returned_minor for line in deal.lines)


def test_who_gets_everything_back_owes_nothing_on_any_line():
    deal = Billed()
    deal.cancel(by=deal.scheduler)

    assert deal.total == 0
    assert {line.tax_minor for line in deal.lines} == {0}


def test_a_booking_older_than_the_choice_pays_what_it_reserved():
    deal = Billed(ChargeMode.USED)
    booking = deal.fresh()
    del booking.offer_terms["charge_mode"]

    assert charge_mode_of(booking) == ChargeMode.RESERVED
