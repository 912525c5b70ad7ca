"""A month of the books is closed for good, at the second the marketplace's clocks say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from payments.models import AccountingPeriod
from payments.operations.closing import MonthNotOver, MonthOutOfOrder, close_month, period_of
from payments.operations.posting import PeriodClosed, reverse
from tests.factories import NOW, member, operator, organisation
from tests.payments.operations.months import BEFORE_MIDNIGHT, FEBRUARY, JANUARY, MARCH, MIDNIGHT

pytestmark = pytest.mark.django_db


def close(month, now=NOW):
    return close_month(month=month, by=operator(), now=now)


@pytest.mark.parametrize(
    ("day", "starts_at", "ends_at"),
    [
        (date(2027, 2, 17), datetime(2027, 1, 31, 16, tzinfo=UTC), MIDNIGHT),
        (date(2028, 2, 29), datetime(2028, 1, 31, 16, tzinfo=UTC), datetime(2028, 2, 29, 16, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 11, 30, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_month_begins_and_ends_at_midnight_in_the_marketplaces_zone(day, starts_at, ends_at):
    assert period_of(day) == Period(starts_at, ends_at)


def test_a_zone_with_daylight_saving_has_its_own_months(settings):
    settings.TIME_ZONE = "Europe/Berlin"

    assert period_of(MARCH).duration == timedelta(days=31, hours=-1)


def test_rows_dated_into_a_closed_month_are_refused_and_later_ones_are_not(told):
    told.capture(1000, ref="txn_1", now=BEFORE_MIDNIGHT)
    by = operator()
    closed = close_month(month=date(2027, 2, 17), by=by, now=NOW)

    assert (closed.month, closed.period, closed.closed_by) == (FEBRUARY, period_of(FEBRUARY), by.user)
    with pytest.raises(PeriodClosed, match="closed at"):
        told.capture(5, now=BEFORE_MIDNIGHT)
    assert told.capture(5, now=MIDNIGHT).posted_at == MIDNIGHT


def test_what_lies_before_the_first_closed_month_is_closed_as_well(told):
    close(FEBRUARY)

    with pytest.raises(PeriodClosed):
        told.capture(5, now=BEFORE_MIDNIGHT - timedelta(days=400))


def test_what_was_posted_before_is_absorbed_when_told_again(told):
    first = told.capture(1000, ref="txn_1", now=BEFORE_MIDNIGHT)
    close(FEBRUARY)

    assert told.capture(1000, ref="txn_1", now=BEFORE_MIDNIGHT) == first


def test_a_closed_month_is_put_right_by_a_reversal_in_an_open_one(told):
    journal = told.capture(1000, now=BEFORE_MIDNIGHT)
    close(FEBRUARY)

    with pytest.raises(PeriodClosed):
        reverse(journal, "mistake", BEFORE_MIDNIGHT)
    assert reverse(journal, "mistake", NOW).reverses == journal


def test_a_month_is_closed_at_its_end_at_the_earliest():
    with pytest.raises(MonthNotOver):
        close(FEBRUARY, now=BEFORE_MIDNIGHT)
    close(FEBRUARY, now=MIDNIGHT)


def test_months_are_closed_in_order_and_once():
    close(JANUARY)
    with pytest.raises(MonthOutOfOrder):
        close(JANUARY)
    with pytest.raises(MonthOutOfOrder):
        close(MARCH, now=NOW + timedelta(days=60))
    with pytest.raises(MonthOutOfOrder):
        close(date(2026, 12, 1))
    close(FEBRUARY)

    assert list(AccountingPeriod.objects.order_by("month").values_list("month", flat=True)) == [
        JANUARY,
        FEBRUARY,
    ]


def test_operators_alone_close_the_books():
    for by in (member(organisation(), Role.OWNER), member(organisation(), Role.FINANCE)):
        with pytest.raises(NotAllowed):
            close_month(month=FEBRUARY, by=by, now=NOW)


@pytest.mark.parametrize("change", [lambda rows: rows.update(month=JANUARY), lambda rows: rows.delete()])
def test_a_closed_month_is_not_opened_again(change):
    close(FEBRUARY)

    with pytest.raises(IntegrityError, match="append-only"):
        change(AccountingPeriod.objects.all())


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"month": date(2027, 2, 2)}, "accounting_period_of_a_month"),
        ({"closed_at": BEFORE_MIDNIGHT}, "accounting_period_over"),
    ],
)
def test_a_row_of_a_closed_month_is_a_month_that_was_over(fields, constraint):
    whole = {"month": FEBRUARY, "period": period_of(FEBRUARY), "closed_at": NOW}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AccountingPeriod.objects.create(**(whole | fields), closed_by=operator().user)
    AccountingPeriod.objects.create(**whole, closed_by=operator().user)
