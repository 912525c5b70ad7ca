"""Bills for programs: read by both sides, answered by the customer, argued about by both."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from capacity.enums import BookingState, ChargeMode
from capacity.models import Booking
from marketplace.accounts.enums import Role
from payments.models import BillLine, LineDispute, MeterReading
from tests import factories
from tests.calling import Caller
from tests.capacity.views.stage import Stage, set_stage
from tests.payments.billed import delivered

pytestmark = pytest.mark.django_db
DISPUTED = {"amount_minor": 10_000, "reason": "broken", "text": "The spindle stood still."}


@pytest.fixture
def stage(settings) -> Stage:
    """Used for an hour at ¥380, set up for ¥200, with 13 % tax; payments are on from then."""
    made = set_stage(charge_mode=ChargeMode.USED, set_up_minor=20_000, tax_basis_points=1300)
    made.delivered = delivered(made)
    settings.PAYMENTS_BACKEND = "sandbox"
    return made


def address(stage: Stage, *rest: str) -> str:
    return "/".join(["bookings", stage.delivered.reference, "bill", *rest, ""])


@pytest.fixture
def buyer(stage) -> Caller:
    return Caller(stage.buyer)


@pytest.fixture
def provider(stage) -> Caller:
    return Caller(stage.scheduler)


def state(stage: Stage) -> tuple[str, list[str]]:
    lines = BillLine.objects.filter(bill__booking=stage.delivered).order_by("number")
    return Booking.objects.get(pk=stage.delivered.pk).state, [line.state for line in lines]


def disputed(stage: Stage, buyer: Caller, **said):
    return buyer.post(address(stage, "lines", "1", "dispute"), DISPUTED | said)


def offered(stage: Stage, caller: Caller, minor: int = 6_000) -> int:
    """The id of the offer that stands open then."""
    told = caller.post(address(stage, "lines", "1", "offer"), {"kept_minor": minor, "message": "Waited."})
    return told.json()["lines"][0]["dispute"]["offers"][-1]["id"]


def test_both_sides_read_the_same_lines_each_with_its_tax(stage, buyer, provider):
    told = buyer.get(address(stage)).json()

    assert told == provider.get(address(stage)).json()
    assert (told["booking"], told["booking_state"], told["charge_mode"]) == (
        stage.delivered.reference,
        "delivered",
        "used",
    )
    assert told["total"] == {"minor": 65_540, "currency": "CNY", "text": "¥655.40"}
    machine, set_up = told["lines"]
    assert (machine["unit"], machine["quantity"], machine["unit_amount"]["minor"]) == ("hour", 60, 38_000)
    assert [machine[name]["minor"] for name in ("net", "tax", "gross")] == [38_000, 4_940, 42_940]
    assert (set_up["gross"]["minor"], set_up["state"], set_up["dispute"]) == (22_600, "open", None)


def test_to_another_firm_there_is_no_bill_and_nothing_to_answer(stage, provider):
    stranger = Caller(factories.member(factories.provider(), Role.OWNER))

    asked = [stranger.get(address(stage)), stranger.post(address(stage, "accept"), {})]
    asked.append(disputed(stage, stranger))
    assert [each.json()["type"] for each in asked] == ["/api/v1/problems/not-found/"] * 3
    assert state(stage) == (BookingState.DELIVERED, ["open", "open"])


def test_some_lines_are_accepted_and_then_all_that_are_left(stage, buyer):
    some = buyer.post(address(stage, "accept"), {"lines": [2]}).json()
    assert [line["state"] for line in some["lines"]] == ["open", "accepted"]
    assert state(stage)[0] == BookingState.DELIVERED

    rest = buyer.post(address(stage, "accept"), {}).json()
    assert [line["state"] for line in rest["lines"]] == ["accepted", "accepted"]
    assert rest["booking_state"] == "completed"


def test_of_lines_of_which_one_was_answered_none_is_accepted(stage, buyer):
    buyer.post(address(stage, "accept"), {"lines": [2]})

    refused = buyer.post(address(stage, "accept"), {"lines": [1, 2]})

    assert (refused.status_code, refused.json()["detail"]) == (409, "This line was answered already.")
    assert state(stage)[1] == ["open", "accepted"]


def test_a_line_that_is_none_is_named(stage, buyer):
    refused = buyer.post(address(stage, "accept"), {"lines": [1, 3]})

    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["field"], fault["accepted"]) == (422, "lines.1", "one of: 1, 2")
    assert state(stage)[1] == ["open", "open"]


def test_only_the_customers_buyers_answer(stage, provider):
    viewer = Caller(factories.member(stage.delivered.customer, Role.VIEWER))

    answers = [each.post(address(stage, "accept"), {}) for each in (provider, viewer)]

    assert [each.status_code for each in answers] == [403, 403]
    assert state(stage)[1] == ["open", "open"]


def test_a_disputed_line_keeps_its_own_amount_back_once_however_often_it_is_sent(stage, buyer):
    path = address(stage, "lines", "1", "dispute")
    first = buyer.post(path, DISPUTED, key="dispute-1")
    again = buyer.post(path, DISPUTED, key="dispute-1")

    told = first.json()
    assert (again.json(), again["Idempotent-Replay"]) == (told, "true")
    assert (told["disputed"]["minor"], told["sure"]["minor"]) == (10_000, 55_540)
    dispute = told["lines"][0]["dispute"]
    assert (dispute["reason"], dispute["text"], dispute["ending"]) == ("broken", DISPUTED["text"], "")
    assert LineDispute.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ({"amount_minor": 42_941}, 422, "Above zero, and at most the ¥429.40 of this line."),
        ({"text": " "}, 422, "Say in a few words what was wrong."),
        ({"amount_minor": 0}, 400, "amount_minor"),
        ({"reason": "weather"}, 400, "reason"),
    ],
)
def test_what_cannot_be_disputed_is_refused_by_name(stage, buyer, said, status, told):
    refused = disputed(stage, buyer, **said)

    assert refused.status_code == status
    named = [fault["field"] for fault in refused.json().get("errors", [])]
    assert told in [refused.json()["detail"], *named]
    assert not LineDispute.objects.exists()


def test_they_settle_by_offer_and_acceptance(stage, buyer, provider):
    disputed(stage, buyer)
    offer = offered(stage, provider)
    own = provider.post(address(stage, "lines", "1", "take"), {"offer": offer})
    assert (own.status_code, own.json()["detail"]) == (403, "The other side answers this offer.")

    told = buyer.post(address(stage, "lines", "1", "take"), {"offer": offer}).json()

    line = told["lines"][0]
    assert (line["state"], line["kept"]["minor"], line["dispute"]["ending"]) == ("settled", 6_000, "agreed")
    assert line["dispute"]["offers"] == [
        {
            "id": offer,
            "side": "provider",
            "kept": {"minor": 6_000, "currency": "CNY", "text": "¥60.00"},
            "message": "Waited.",
            "made_at": line["dispute"]["offers"][0]["made_at"],
            "closed_at": line["dispute"]["ended_at"],
            "was_taken": True,
        }
    ]
    assert told["sure"]["minor"] == 61_540


def test_an_offer_that_is_left_is_over_and_another_can_be_made(stage, buyer, provider):
    disputed(stage, buyer)
    first = offered(stage, provider)
    left = buyer.post(address(stage, "lines", "1", "leave"), {"offer": first}).json()
    assert left["lines"][0]["dispute"]["offers"][0]["was_taken"] is False

    late = buyer.post(address(stage, "lines", "1", "take"), {"offer": first})
    assert (late.status_code, late.json()["detail"]) == (409, "Another offer was made since.")
    offered(stage, buyer, 1_000)
    assert state(stage)[1] == ["disputed", "open"]


def test_an_offer_of_another_dispute_is_none_of_this(stage, buyer, provider):
    disputed(stage, buyer)
    offer = offered(stage, provider)
    buyer.post(address(stage, "lines", "2", "dispute"), DISPUTED)

    refused = buyer.post(address(stage, "lines", "2", "take"), {"offer": offer})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "offer")


@pytest.mark.parametrize(
    ("who", "act", "ending", "kept"),
    [("buyer", "give_up", "given_up", 10_000), ("provider", "give_way", "conceded", 0)],
)
def test_each_side_may_give_in_for_itself_alone(stage, buyer, provider, who, act, ending, kept):
    disputed(stage, buyer)
    callers = {"buyer": buyer, "provider": provider}
    other = callers["provider" if who == "buyer" else "buyer"]
    assert other.post(address(stage, "lines", "1", act), {}).json()["type"].endswith("/not-allowed/")

    line = callers[who].post(address(stage, "lines", "1", act), {}).json()["lines"][0]

    assert (line["state"], line["dispute"]["ending"], line["kept"]["minor"]) == ("settled", ending, kept)


def test_what_nobody_disputes_has_no_offers(stage, provider):
    refused = provider.post(address(stage, "lines", "1", "offer"), {"kept_minor": 0})

    assert refused.json()["type"] == "/api/v1/problems/not-found/"


def in_shanghai(moment: datetime) -> str:
    return moment.astimezone(factories.SHANGHAI).isoformat()


def meter(stage: Stage, caller: Caller, content: str):
    path = f"bookings/{stage.used.reference}/meter/"
    return caller.post(path, {"file_name": "spindle.csv", "content": content})


@pytest.fixture
def running(settings) -> Stage:
    made = set_stage(charge_mode=ChargeMode.USED)
    made.used = made.running()
    settings.PAYMENTS_BACKEND = "sandbox"
    return made


def test_the_provider_reports_by_the_meters_file(running):
    since = running.used.period.starts_at
    ended = timezone.now().replace(second=0, microsecond=0)
    told = meter(running, Caller(running.scheduler), f"start,end\n{since.isoformat()},{ended.isoformat()}")

    assert told.status_code == 201
    assert told.json()["ran"] == [
        {"starts_at": in_shanghai(since), "ends_at": in_shanghai(ended)},
    ]
    assert Booking.objects.get(pk=running.used.pk).state == BookingState.DELIVERED
    assert MeterReading.objects.get().file_name == "spindle.csv"


def test_a_file_with_a_wrong_line_is_refused_whole_and_the_line_named(running):
    since = running.used.period.starts_at
    refused = meter(running, Caller(running.scheduler), f"start,end\n{since.isoformat()},yesterday")

    told = refused.json()
    assert (refused.status_code, told["type"]) == (422, "/api/v1/problems/refused/")
    assert [line["line"] for line in told["lines"]] == [2]
    assert Booking.objects.get(pk=running.used.pk).state == BookingState.IN_USE


def test_the_customer_reports_nothing(running):
    since = running.used.period.starts_at
    refused = meter(running, Caller(running.buyer), f"start,end\n{since.isoformat()},{since.isoformat()}")

    assert refused.json()["type"] == "/api/v1/problems/not-allowed/"
    assert not MeterReading.objects.exists()


def test_where_payments_are_off_there_is_no_bill(stage, buyer, settings):
    settings.PAYMENTS_BACKEND = "off"

    assert buyer.get(address(stage)).json()["type"] == "/api/v1/problems/not-found/"
