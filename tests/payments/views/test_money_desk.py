"""Money in, held, out and stuck, with the rows behind each figure; months; what health tells of payments."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from marketplace.accounts.enums import Role
from payments.enums import OperationState
from payments.models import AccountingPeriod, GatewayEvent, OperationDecision, ReconciliationRun
from payments.operations.closing import period_of
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.payments.posted import Told, new_booking
from tests.payments.stuck import difference, stuck

pytestmark = pytest.mark.django_db

DESK = "/desk/money/"


@pytest.fixture(autouse=True)
def _sandbox(settings):
    settings.PAYMENTS_BACKEND = "sandbox"


@pytest.fixture
def told() -> Told:
    return Told(new_booking())


@pytest.fixture
def browser():
    return signed_in(factories.operator(full_name="Lin Lan"), **ENGLISH)


def last_month():
    return (timezone.localdate(timezone.now()).replace(day=1) - timedelta(days=1)).replace(day=1)


def moved(told: Told, now) -> None:
    with transaction.atomic():
        told.capture(100_000, fee=30, now=now)
        told.settle(90_000, commission=4_500, now=now)
        told.transfer(50_000, now=now)
        told.refund(3_000, now=now)


def tiles(response) -> str:
    return words(response).partition("Months In ")[2].partition("What the figures")[0]


def test_the_figures_are_of_the_ledger_by_currency(told, browser):
    moved(told, timezone.now())

    shown = tiles(browser.get(DESK))

    assert shown.startswith("¥1,000.00 Captured and received in ")
    # ¥70 are held for the booking, ¥355 are the provider's.
    assert "Held ¥425.00 With us now, belonging to others" in shown
    assert "Out ¥530.00 Paid out and refunded in " in shown
    assert "Stuck – Every request goes on by itself." in shown


@pytest.mark.parametrize(
    ("shown", "rows"),
    [
        ("in", ["Payment captured · {reference}", "¥1,000.00"]),
        ("out", ["Paid out to the provider · {reference}", "¥500.00", "Refunded · {reference}", "¥30.00"]),
        ("held", ["{reference} Held for a booking", "¥70.00", "Owed to a provider ¥355.00"]),
    ],
)
def test_behind_each_figure_are_its_rows(told, browser, shown, rows):
    moved(told, timezone.now())

    table = words(browser.get(f"{DESK}?list={shown}"))

    for row in rows:
        assert row.format(reference=told.booking.reference) in table


def test_a_month_shows_what_came_and_went_in_it(told, browser):
    moved(told, period_of(last_month()).starts_at)

    assert "– Captured and received" in words(browser.get(DESK))
    earlier = words(browser.get(f"{DESK}?month={last_month():%Y-%m}&list=in"))
    assert "¥1,000.00 Captured and received" in earlier


def test_what_is_stuck_is_counted_shown_and_decided(told, browser):
    operation = stuck(told.booking)
    assert "Stuck ¥50.00 1 request that does not go on by itself" in tiles(browser.get(DESK))
    assert "balance_insufficient" in words(browser.get(f"{DESK}?list=stuck"))
    address = f"{DESK}operations/{operation.pk}/"
    assert "The gateway refused this, so nothing was done." in words(browser.get(address))

    assert browser.post(address, {"decision": "retry", "reason": ""}).status_code == 422
    done = browser.post(address, {"decision": "retry", "reason": "Topped up"}, follow=True)

    assert "What is still due is asked again." in words(done)
    operation.refresh_from_db()
    assert operation.state == OperationState.FAILED
    assert "Ask again · Lin Lan" in words(browser.get(address))
    late = browser.post(address, {"decision": "give_up", "reason": "Late"})
    assert (late.status_code, OperationDecision.objects.count()) == (409, 1)
    assert "Somebody has decided this already" in words(late)


def test_what_got_no_answer_can_only_be_asked_again(told, browser):
    waiting = timezone.now() + timedelta(minutes=50)
    operation = stuck(told.booking, state="sent", not_before=waiting, error_code="no_answer")
    address = f"{DESK}operations/{operation.pk}/"
    assert "Nobody knows yet whether it was done" in words(browser.get(address))

    assert "It is asked for now, under the same key." in words(browser.post(f"{address}hurry/", follow=True))
    operation.refresh_from_db()
    assert operation.not_before < waiting


def test_a_month_is_closed_on_the_page_once_somebody_is_sure(told, browser):
    moved(told, period_of(last_month()).starts_at)
    difference()
    page = words(browser.get(f"{DESK}months/"))
    assert "It has not been compared with the gateway since it ended." in page
    assert "1 difference is open." in page
    assert "4 journals were posted in it." in page

    month = {"month": f"{last_month():%Y-%m-%d}"}
    assert browser.post(f"{DESK}months/", month).status_code == 422
    done = words(browser.post(f"{DESK}months/", month | {"sure": "1"}, follow=True))

    assert f"{last_month():%Y-%m} is closed." in done
    assert "Every past month is closed." in done
    assert AccountingPeriod.objects.get().closed_by.full_name == "Lin Lan"
    again = browser.post(f"{DESK}months/", month | {"sure": "1"})
    assert (again.status_code, "each once" in words(again)) == (409, True)


def test_there_is_no_desk_for_anybody_else_nor_while_payments_are_off(told, browser, settings):
    owner = signed_in(factories.member(told.booking.provider, Role.OWNER), **ENGLISH)
    assert owner.get(DESK).status_code == 404
    assert f'href="{DESK}"' in browser.get("/desk/").content.decode()

    settings.PAYMENTS_BACKEND = "off"
    assert browser.get(DESK).status_code == 404
    assert f'href="{DESK}"' not in browser.get("/desk/").content.decode()


def test_the_lists_take_a_fixed_number_of_queries(told, browser, django_assert_max_num_queries):
    for booking in (told, Told(new_booking()), Told(new_booking())):
        moved(booking, timezone.now())
    for shown in ("in", "held", "out", "stuck"):
        with django_assert_max_num_queries(19):
            browser.get(f"{DESK}?list={shown}")


def test_health_tells_of_payments_that_all_is_well(browser):
    now = timezone.now()
    ReconciliationRun.objects.create(since=now, asked_at=now, started_at=now, finished_at=now)

    page = words(browser.get("/health/"))

    assert "Requests to the gateway 0 None is late." in page
    assert "Events of the gateway 0 Each was looked at in time." in page
    assert "Compared with the gateway 0 min ago Nothing differs." in page
    assert "Rules of the ledger broken 0 All held when last asked." in page


def test_health_tells_of_payments_what_is_late_and_wrong(told, browser):
    now = timezone.now()
    stuck(told.booking, state="pending", attempts=0, not_before=now - timedelta(minutes=70))
    received = now - timedelta(minutes=6)
    GatewayEvent.objects.create(id="evt_1", type="x", object_ref="y", happened_at=now, received_at=received)
    long_ago = now - timedelta(hours=27)
    ReconciliationRun.objects.create(
        since=now, asked_at=now, started_at=long_ago, finished_at=long_ago, violations=["a row"]
    )

    page = words(browser.get("/health/"))

    assert "Requests to the gateway 1 · 1 h 10 min The gateway does not answer" in page
    assert "Events of the gateway 1 · 6 min They are looked at late" in page
    assert "Compared with the gateway 27 h ago The nightly comparison did not come to its end." in page
    assert "Rules of the ledger broken 1 The last comparison names them" in page

    difference()
    stuck(new_booking())
    page = words(browser.get("/health/"))
    assert "1 stuck An operator has to decide" in page
    assert "1 open differences: see Money." in page
