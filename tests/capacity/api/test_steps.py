"""Taking the steps of a booking through the API, from both sides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.enums import Step
from capacity.models import Booking, BookingStep
from capacity.operations import answers, holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests import factories
from tests.calling import Caller, coming, told
from tests.capacity.api.conftest import hold


def step(caller, booking, name, body=None, **headers):
    return caller.post(f"bookings/{booking.reference}/{name}/", body, **headers)


def code(answer):
    return answer.status_code, answer.json()["type"].split("/")[-2]


def test_the_whole_story_of_a_request(buyer, provider, held):
    said = step(buyer, held, "request", {"message": "Please."}).json()
    assert (said["state"], said["steps"]) == ("requested", ["withdraw"])

    seen = provider.get(f"bookings/{held.reference}/").json()
    assert (seen["side"], seen["steps"]) == ("provider", ["accept", "decline", "propose"])

    assert step(provider, held, "accept", {"message": "Welcome."}).json()["state"] == "confirmed"
    trail = buyer.get(f"bookings/{held.reference}/").json()["trail"]
    assert [(each["step"], each["message"]) for each in trail] == [
        ("hold", ""),
        ("request", "Please."),
        ("accept", "Welcome."),
    ]


def test_an_instant_offer_confirms_at_once(buyer, offer, held):
    offer.is_instant = True
    offer.save()

    refused = step(buyer, held, "request")
    said = step(buyer, held, "confirm").json()

    assert code(refused) == (409, "wrong-state")
    assert "confirm" in refused.json()["detail"]
    assert said["state"] == "confirmed"


def test_an_offer_by_request_is_not_confirmed_at_once(buyer, held):
    assert code(step(buyer, held, "confirm")) == (409, "wrong-state")
    assert Booking.objects.get().state == "held"


def test_a_request_is_declined_with_a_reason(provider, requested):
    assert code(step(provider, requested, "decline", {})) == (400, "malformed")

    said = step(provider, requested, "decline", {"reason_code": "material", "message": "No titanium."}).json()

    assert said["state"] == "declined"
    assert said["trail"][-1]["reason_code"] == "material"


def test_a_reason_that_is_none_is_named_with_those_that_are(provider, requested):
    (fault,) = step(provider, requested, "decline", {"reason_code": "mood"}).json()["errors"]

    assert (fault["field"], fault["value"]) == ("reason_code", "mood")
    assert "no_operator" in fault["accepted"]


def test_other_times_are_proposed_and_one_is_taken(buyer, provider, requested):
    periods = [told(coming((13, 16))), told(coming((9, 12), days=4))]
    proposed = step(provider, requested, "propose", {"periods": periods}).json()["proposals"]
    assert [{name: each[name] for name in ("starts_at", "ends_at")} for each in proposed] == periods
    assert [each["difference"]["minor"] for each in proposed] == [0, 0]

    said = step(buyer, requested, "take_proposal", {"proposal": proposed[1]["id"]}).json()

    assert said["state"] == "confirmed"
    assert {name: said[name] for name in ("starts_at", "ends_at")} == periods[1]
    assert said["proposals"] == []


def test_proposals_are_left_and_the_request_stands(buyer, provider, requested):
    step(provider, requested, "propose", {"periods": [told(coming((13, 16)))]})

    said = step(buyer, requested, "leave_proposal", {"message": "Too late for us."}).json()

    assert (said["state"], said["proposals"]) == ("requested", [])


def test_a_taken_period_is_not_proposed(provider, stranger, requested, body):
    stranger.post("bookings/", body(coming((13, 16))))

    answer = step(provider, requested, "propose", {"periods": [told(coming((14, 17)))]})

    assert code(answer) == (409, "period-taken")
    assert [rule["code"] for rule in answer.json()["broken_rules"]] == ["taken"]


@pytest.mark.parametrize(
    "periods", [[], [told(coming())] * 4, [{"starts_at": "2027-03-04T09:00:00", "ends_at": "x"}], "soon"]
)
def test_proposals_that_are_none_are_named(provider, requested, periods):
    answer = step(provider, requested, "propose", {"periods": periods})

    assert code(answer) == (400, "malformed")
    assert all(fault["field"].startswith("periods") for fault in answer.json()["errors"])


def test_proposals_that_overlap_are_refused(provider, requested):
    periods = [told(coming((13, 16))), told(coming((14, 17)))]

    assert code(step(provider, requested, "propose", {"periods": periods})) == (422, "refused")


def test_an_approver_keeps_a_hold_for_longer(held, customer):
    approver = Caller(factories.member(customer.organisation, Role.APPROVER))

    said = step(approver, held, "extend_hold", {"minutes": 240}).json()

    kept = timezone.datetime.fromisoformat(said["held_until"]) - timezone.now()
    assert timedelta(hours=3, minutes=59) < kept <= timedelta(hours=4)


def test_a_booking_is_moved_and_the_difference_told(buyer, confirmed):
    said = step(buyer, confirmed, "reschedule", told(coming((13, 17)))).json()

    assert said["difference"]["minor"] == 42_940
    assert said["starts_at"] == told(coming((13, 17)))["starts_at"]


def test_a_booking_is_extended_and_cut(buyer, confirmed):
    longer = step(buyer, confirmed, "extend", {"ends_at": told(coming((9, 14)))["ends_at"]}).json()
    shorter = step(buyer, confirmed, "shorten", {"ends_at": told(coming((9, 10)))["ends_at"]}).json()

    assert (longer["difference"]["minor"], shorter["difference"]["minor"]) == (85_880, -171_760)


def test_moving_into_a_taken_period_names_what_passes(buyer, stranger, confirmed, body):
    stranger.post("bookings/", body(coming((13, 16))))

    answer = step(buyer, confirmed, "reschedule", told(coming((14, 17))))

    said = answer.json()
    assert code(answer) == (409, "period-taken")
    assert [(each["starts_at"], each["ends_at"]) for each in said["conflicts"]] == [
        tuple(told(coming((13, 16))).values())
    ]
    assert said["earliest_free"] == said["alternatives"][0]


def test_extending_against_a_rule_names_it(buyer, confirmed):
    answer = step(buyer, confirmed, "extend", {"ends_at": told(coming((9, 21)))["ends_at"]})

    assert code(answer) == (422, "rules-broken")
    assert [rule["code"] for rule in answer.json()["broken_rules"]] == ["closed"]


def test_cancelling_returns_what_the_tiers_say(buyer, confirmed):
    before = buyer.get(f"bookings/{confirmed.reference}/").json()

    said = step(buyer, confirmed, "cancel", {"reason_code": "order_lost"}).json()

    assert said["state"] == "cancelled"
    assert said["refund"] == before["refund_if_cancelled"] == said["price"]["total"]


def test_cancelling_at_another_amount_than_was_shown_is_refused(buyer, confirmed):
    answer = step(buyer, confirmed, "cancel", {"reason_code": "order_lost", "refund_minor": 1})

    assert code(answer) == (412, "stale")
    assert Booking.objects.get().state == "confirmed"


@pytest.fixture
def running(offer, customer, scheduler):
    """Confirmed, on a machine that is always open, from an hour ago until in two hours."""
    offer.resource.opening_rules.update(opens_at="00:00", closes_at="00:00")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    early, period = hour - timedelta(days=1), Period(hour - timedelta(hours=1), hour + timedelta(hours=2))
    booking = holds.hold(offer=offer, order=Order(period), by=customer, now=early)
    holds.send_request(booking=booking, by=customer, now=early)
    return answers.accept(booking=booking, by=scheduler, now=early)


def test_use_is_begun_reported_and_accepted(buyer, provider, running):
    assert step(buyer, running, "check_in").json()["state"] == "in_use"
    Booking.objects.update(checked_in_at=running.period.starts_at)
    ended = timezone.now().replace(microsecond=0) - timedelta(seconds=1)
    said = step(provider, running, "deliver", {"checked_out_at": ended.isoformat(), "quantity": 7}).json()
    assert (said["state"], said["usage"]["quantity"], said["usage"]["mode"]) == ("delivered", 7, "used")

    assert step(buyer, running, "complete", {"message": "Thanks."}).json()["state"] == "completed"


def test_usage_that_cannot_be_is_refused(buyer, provider, running):
    step(buyer, running, "check_in")

    later = (timezone.now() + timedelta(hours=1)).isoformat()

    assert code(step(provider, running, "deliver", {"checked_out_at": later})) == (422, "refused")


def test_nobody_came(provider, running):
    assert step(provider, running, "no_show", {"message": "Nobody here."}).json()["state"] == "no_show"


def test_check_in_is_not_possible_days_before(buyer, confirmed):
    assert "check_in" not in buyer.get(f"bookings/{confirmed.reference}/").json()["steps"]
    assert code(step(buyer, confirmed, "check_in")) == (409, "wrong-state")


def test_an_amount_above_the_limit_needs_an_approver(offer):
    firm = factories.organisation()
    small = factories.member(firm, Role.BUYER, limit_minor=100)
    booking = hold(offer, small)

    refused = step(Caller(small), booking, "request")

    assert code(refused) == (403, "over-limit")
    assert "¥1,288.20" in refused.json()["detail"]
    assert step(Caller(factories.member(firm, Role.APPROVER)), booking, "request").status_code == 200


def test_a_hold_is_over_on_the_second_whether_swept_or_not(buyer, held):
    Booking.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    said = buyer.get(f"bookings/{held.reference}/").json()

    assert (said["state"], said["steps"]) == ("expired", [])
    assert code(step(buyer, held, "request")) == (409, "wrong-state")


@pytest.mark.parametrize("name", [each.value for each in Step if each not in (Step.HOLD, Step.EXPIRE)])
def test_a_step_of_another_firms_booking_is_not_there(stranger, confirmed, name):
    assert code(step(stranger, confirmed, name, {})) == (404, "not-found")


@pytest.mark.parametrize("name", ["hold", "expire", "approve"])
def test_what_is_no_step_is_not_there(buyer, held, name):
    assert code(step(buyer, held, name, {})) == (404, "not-found")


def test_the_other_sides_steps_are_refused(buyer, provider, requested):
    assert code(step(buyer, requested, "accept", {})) == (403, "not-allowed")
    assert code(step(provider, requested, "withdraw", {})) == (403, "not-allowed")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LISTER, Role.FINANCE, Role.BUYER])
def test_a_member_of_the_provider_without_the_role_is_refused(requested, machine, role):
    caller = Caller(factories.member(machine.provider, role))

    assert caller.get(f"bookings/{requested.reference}/").json()["steps"] == []
    assert code(step(caller, requested, "accept", {})) == (403, "not-allowed")


def test_an_operator_answers_in_the_providers_place(requested):
    person = factories.user(is_operator=True)
    operator = Caller(factories.member(factories.organisation(), person=person))

    assert step(operator, requested, "accept").json()["state"] == "confirmed"
    assert BookingStep.objects.get(step="accept").side == "operator"


def test_if_match_refuses_a_step_once_somebody_was_faster(buyer, provider, requested):
    tag = provider.get(f"bookings/{requested.reference}/")["ETag"]
    step(provider, requested, "propose", {"periods": [told(coming((13, 16)))]})

    late = step(provider, requested, "accept", {}, if_match=tag)
    fresh = provider.get(f"bookings/{requested.reference}/")["ETag"]

    assert code(late) == (412, "stale")
    assert Booking.objects.get().state == "requested"
    assert step(provider, requested, "accept", {}, if_match=f'"x", {fresh}').status_code == 200


def test_if_match_takes_the_tag_of_the_other_language_and_any(buyer, held):
    tag = buyer.get(f"bookings/{held.reference}/", accept_language="zh-hans")["ETag"]

    assert step(buyer, held, "request", {}, if_match=tag).status_code == 200
    assert step(buyer, held, "withdraw", {}, if_match="*").status_code == 200


def test_a_garbled_if_match_matches_nothing(buyer, held):
    assert code(step(buyer, held, "request", {}, if_match='"yesterday"')) == (412, "stale")
