"""A firm's statement of a month: on the page, as a table, as a printed sheet."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import JournalKind
from payments.ledger import postings
from payments.operations.closing import period_of
from payments.operations.posting import post
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db
ADDRESS = "/workshop/earnings/statement/"


@pytest.fixture
def browser(till: Till):
    return till.browser(factories.member(till.booking.provider, Role.FINANCE))


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


@pytest.fixture
def earned(till: Till):
    """Last month ¥900.00 were earned; in this one ¥100.00 were given back, and ¥500.00 paid out."""
    booking, now = till.booking, timezone.now()
    before = period_of(timezone.localdate(now)).starts_at - timedelta(days=1)
    about = {"booking_id": booking.pk, "provider_id": booking.provider_id}
    told = [
        (
            JournalKind.CAPTURE,
            postings.captured(booking_id=booking.pk, amount=cny(100_000), fee=cny(0)),
            before,
        ),
        (
            JournalKind.SETTLEMENT,
            postings.settled(**about, used=cny(100_000), commission=cny(10_000)),
            before,
        ),
        (JournalKind.UNSETTLEMENT, postings.unsettled(**about, amount=cny(10_000), commission=cny(0)), now),
        (
            JournalKind.TRANSFER,
            postings.transferred(provider_id=booking.provider_id, amount=cny(50_000)),
            now,
        ),
    ]
    for number, (kind, rows, at) in enumerate(told):
        post(kind, f"txn_{number}", rows, booking=booking, now=at)
    return booking


def test_the_month_tells_what_stood_what_moved_and_what_stands(browser, earned):
    told = words(browser.get(ADDRESS))

    assert "Opening balance 900.00" in told
    assert f"{earned.reference}" in told
    assert "−100.00 800.00" in told
    assert "−500.00 300.00" in told
    assert "Closing balance ¥300.00" in told


def test_an_earlier_month_can_be_chosen_and_nonsense_is_the_present_one(browser, earned):
    month = period_of(timezone.localdate()).starts_at - timedelta(days=1)
    earlier = words(browser.get(ADDRESS, {"month": f"{month:%Y-%m}"}))
    assert "900.00 900.00" in earlier
    assert "Closing balance ¥900.00" in earlier

    for nonsense in ("2026-13", "x", "9999-12"):
        assert "Closing balance ¥300.00" in words(browser.get(ADDRESS, {"month": nonsense}))


def test_the_table_has_what_the_page_has(browser, earned):
    answer = browser.get(ADDRESS, {"as": "csv"})

    assert answer["Content-Disposition"].endswith('-CNY.csv"')
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Time", "What happened", "Booking", "Reference", "Amount", "Balance"]
    assert [row[4:] for row in rows[1:]] == [
        ["", "900.00"],
        ["-100.00", "800.00"],
        ["-500.00", "300.00"],
        ["", "300.00"],
    ]
    assert {row[2] for row in rows[2:-1]} == {earned.reference}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sheet_is_a_pdf_of_one_page(browser, earned, language: str):
    answer = browser.get(ADDRESS, {"as": "pdf"}, headers={"accept-language": language})

    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Type /Page\n") == 1


def test_a_month_in_which_nothing_moved_says_so(browser):
    assert "Nothing moved in this month." in words(browser.get(ADDRESS))


def test_another_firm_sees_its_own_and_a_scheduler_none(till: Till, earned):
    stranger = till.browser(factories.member(factories.provider(), Role.FINANCE))

    assert earned.reference not in words(stranger.get(ADDRESS))
    assert till.browser(till.stage.scheduler).get(ADDRESS).status_code == 403
