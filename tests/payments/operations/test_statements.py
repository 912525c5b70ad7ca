"""A statement explains how one balance became the other, entry by entry."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.periods import Period
from payments.enums import JournalKind
from payments.operations.balances import balance_of
from payments.operations.statements import statement_of
from tests.factories import NOW
from tests.payments.posted import NOTHING, Told, new_booking, yuan

HOUR = timedelta(hours=1)
DAY = Period(NOW, NOW + 24 * HOUR)


def test_a_statement_has_opening_balance_entries_and_closing_balance(told):
    told.capture(500, ref="txn_1", now=NOW - HOUR)
    told.capture(1000, ref="txn_2", now=NOW)
    told.settle(900, ref="use 1", now=NOW + HOUR)
    told.refund(100, ref="txn_3", now=DAY.ends_at)
    statement = statement_of(told.clearing, DAY)

    assert (statement.account, statement.period) == (told.clearing, DAY)
    assert (statement.opening, statement.closing) == (yuan(-500), yuan(-600))
    assert [(line.posted_at, line.kind, line.ref, line.amount, line.balance) for line in statement.lines] == [
        (NOW, JournalKind.CAPTURE, "txn_2", yuan(-1000), yuan(-1500)),
        (NOW + HOUR, JournalKind.SETTLEMENT, "use 1", yuan(900), yuan(-600)),
    ]
    assert {line.booking for line in statement.lines} == {told.booking.reference}


def test_a_day_without_entries_closes_as_it_opens(told):
    told.capture(500, now=NOW - HOUR)

    statement = statement_of(told.clearing, DAY)

    assert (statement.lines, statement.opening, statement.closing) == ((), yuan(-500), yuan(-500))


def test_an_account_that_was_never_opened_has_an_empty_statement(told):
    statement = statement_of(told.clearing, DAY)

    assert (statement.opening, statement.lines, statement.closing) == (NOTHING, (), NOTHING)


def test_the_entries_of_others_do_not_stand_in_it(told):
    Told(new_booking()).capture(500)

    assert statement_of(told.clearing, DAY).lines == ()


def test_a_long_statement_takes_as_many_queries_as_a_short_one(told, django_assert_num_queries):
    for _ in range(5):
        told.capture(100)
    with django_assert_num_queries(3):
        assert len(statement_of(told.clearing, DAY).lines) == 5


@pytest.mark.django_db
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(-5, 50)), max_size=8))
def test_statements_join_without_a_seam(told, amounts):
    next_day = DAY.shifted(24 * HOUR)
    with transaction.atomic():
        for minor, hours in amounts:
            told.capture(minor, now=NOW + hours * HOUR)
        first, second = statement_of(told.clearing, DAY), statement_of(told.clearing, next_day)
        last = balance_of(told.clearing, before=next_day.ends_at)
        transaction.set_rollback(True)

    assert first.closing == second.opening
    assert second.closing == last
    for statement in (first, second):
        opening = statement.opening.minor
        assert statement.closing.minor == opening + sum(line.amount.minor for line in statement.lines)
