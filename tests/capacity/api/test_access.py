"""Who may call what: every operation as nobody, a stranger, a member without the role, and one with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from capacity.api.step_table import TAKINGS
from capacity.enums import Step
from capacity.operations import answers
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told
from tests.capacity.api.conftest import hold

PUBLIC = (200, 200, 200)


@dataclass(frozen=True)
class Call:
    """
    One operation, and what it answers to nobody, a stranger, and a party's member without the role.

    `role` is what it takes on its `side`; for reading, any member will do.
    """

    route: str
    method: str
    side: str
    role: Role
    answers: tuple[int, int, int]
    passes: int = 200


def _reads(route: str, side: str = "customer") -> Call:
    return Call(route, "GET", side, Role.VIEWER, (401, 404, 200))


def _public(route: str, method: str = "GET") -> Call:
    return Call(route, method, "customer", Role.VIEWER, PUBLIC)


def _writes(route: str, side: str, role: Role, passes: int = 200) -> Call:
    return Call(route, "POST", side, role, (401, 404, 403), passes)


def _replaces(route: str, role: Role) -> Call:
    return Call(route, "PUT", "provider", role, (401, 404, 403))


CALLS = [
    _public("resources"),
    _public("resource"),
    _public("availability"),
    _public("resource_quote", "POST"),
    _public("problems"),
    _public("problem"),
    Call("bookings", "GET", "customer", Role.VIEWER, (401, 200, 200)),
    Call("bookings", "POST", "customer", Role.BUYER, (401, 201, 403), 201),
    _reads("booking"),
    Call("booking_quote", "POST", "customer", Role.VIEWER, (401, 404, 200)),
    _reads("outages", "provider"),
    _writes("outages", "provider", Role.SCHEDULER, 201),
    _reads("outage", "provider"),
    _writes("outage_end", "provider", Role.SCHEDULER),
    *(
        _writes(f"booking_{step}", "customer", Role.BUYER)
        for step in ("request", "confirm", "withdraw", "take_proposal", "leave_proposal", "reschedule")
    ),
    *(_writes(f"booking_{step}", "customer", Role.BUYER) for step in ("extend", "shorten", "cancel")),
    *(_writes(f"booking_{step}", "customer", Role.BUYER, 409) for step in ("check_in", "complete")),
    _writes("booking_extend_hold", "customer", Role.APPROVER),
    *(_writes(f"booking_{step}", "provider", Role.SCHEDULER) for step in ("accept", "decline", "propose")),
    *(_writes(f"booking_{step}", "provider", Role.SCHEDULER, 409) for step in ("no_show", "deliver")),
]
CALLS += [
    Call("resources", "POST", "provider", Role.LISTER, (401, 422, 403), 201),
    Call("sites", "GET", "provider", Role.VIEWER, (401, 200, 200)),
    Call("sites", "POST", "provider", Role.LISTER, (401, 201, 403), 201),
    *(
        _reads(route, "provider")
        for route in ("site", "facts", "units", "hours", "limits", "offers", "offer")
    ),
    _reads("listing", "provider"),
    *(_replaces(route, Role.LISTER) for route in ("site", "facts", "parent", "unit", "limits", "offer")),
    _replaces("listing", Role.LISTER),
    _replaces("hours", Role.SCHEDULER),
    *(_writes(route, "provider", Role.LISTER, 201) for route in ("units", "offers")),
    *(_writes(route, "provider", Role.LISTER) for route in ("retire", "bring_back", "retire_unit")),
    *(_writes(route, "provider", Role.LISTER) for route in ("retire_offer", "bring_back_offer")),
    *(_writes(route, "provider", Role.SCHEDULER) for route in ("dates", "clear_dates")),
    *(_writes(f"{step}_listing", "provider", Role.LISTER) for step in ("submit", "discard")),
    _writes("withdraw_listing", "provider", Role.LISTER),
    *(Call(route, "GET", "desk", Role.VIEWER, (401, 404, 404)) for route in ("revisions", "revision")),
    *(
        Call(f"{step}_revision", "POST", "desk", Role.VIEWER, (401, 404, 404))
        for step in ("approve", "reject")
    ),
]
NOT_CALLED = {"nowhere"}
OFFER = {"kind": "processing", "name_zh": "加工", "rates": [{"amount_minor": 1}]}
BODIES: dict[str, Any] = {
    "booking_decline": {"reason_code": "other"},
    "booking_cancel": {"reason_code": "other"},
    "booking_extend_hold": {"minutes": 60},
    "booking_deliver": {"checked_out_at": "2027-03-04T09:00:00Z"},
    "sites": {"name_zh": "二号厂", "city_zh": "苏州"},
    "site": {"name_zh": "二号厂", "city_zh": "苏州"},
    "parent": {"part_of": None},
    "hours": {"rules": []},
    "dates": {"first": "2027-03-04", "last": "2027-03-05"},
    "clear_dates": {"first": "2027-03-04", "last": "2027-03-05"},
    "reject_revision": {"reason_code": "incomplete"},
}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each
        else:
            yield from routes(each.url_patterns, prefix + str(each.pattern))


def api_routes() -> dict[str, URLPattern]:
    found = routes(get_resolver().url_patterns)
    return {str(each.name): each for address, each in found if address.startswith("api/v1/")}


def _is_walked_with_pages(pattern: URLPattern) -> bool:
    return any(base.__module__.startswith(("search.", "payments.")) for base in pattern.callback.cls.__mro__)


def test_every_operation_is_walked():
    """Those of search and payments are walked with the pages, in tests/permission_table.py."""
    operations = {
        (name, method.upper())
        for name, each in api_routes().items()
        for method in ("get", "post", "put", "patch", "delete")
        if name not in NOT_CALLED and hasattr(each.callback.cls, method) and not _is_walked_with_pages(each)
    }

    assert operations == {(call.route, call.method) for call in CALLS}


def test_every_step_but_those_of_hold_and_clock_can_be_taken():
    assert set(TAKINGS) == set(Step) - {Step.HOLD, Step.EXPIRE}


@pytest.fixture
def scene(db):
    return Scene()


class Scene:
    """A machine, a customer's booking in the state that a step begins from, and an outage."""

    def __init__(self) -> None:
        self.machine = factories.resource(units=2)
        self.offer = factories.offer(self.machine)
        self.customer = factories.member(factories.organisation(), Role.OWNER)
        self.scheduler = factories.member(self.machine.provider, Role.OWNER)
        self.firms = {"customer": self.customer.organisation, "provider": self.machine.provider}

    def caller(self, side: str, role: Role) -> Caller:
        """A member of the side; at the desk, somebody of a third firm, an operator for the right role."""
        if side == "desk":
            person = factories.user(is_operator=role is Role.VIEWER)
            return Caller(factories.member(factories.organisation(), role, person=person))
        return Caller(factories.member(self.firms[side], role))

    @property
    def facts(self) -> dict[str, Any]:
        return {"site": self.machine.site_id, "resource_class": self.machine.resource_class}

    def reference(self, step: str) -> str:
        self.offer.is_instant = step == "confirm"
        self.offer.save()
        booking = hold(self.offer, self.customer)
        if step in ("booking", "quote", "request", "confirm", "withdraw", "extend_hold"):
            return booking.reference
        owner, provider = Caller(self.customer), Caller(self.scheduler)
        owner.post(f"bookings/{booking.reference}/request/")
        if "proposal" in step:
            periods = [told(coming(days=5))]
            provider.post(f"bookings/{booking.reference}/propose/", {"periods": periods})
            self.proposal = booking.proposals.get().pk
        elif step not in ("accept", "decline", "propose"):
            answers.accept(booking=booking, by=self.scheduler, now=booking.created_at)
        return booking.reference

    def address(self, route: str) -> str:
        step = route.removeprefix("booking_")
        if route.startswith("booking_") or route == "booking":
            tail = "" if route == "booking" else f"{step}/"
            return f"bookings/{self.reference(step)}/{tail}"
        machine = f"resources/{self.machine.slug}/"
        if route in ("outage", "outage_end"):
            outage = Caller(self.scheduler).post(f"{machine}outages/", told(coming(days=6))).json()["id"]
            return f"{machine}outages/{outage}/" + ("end/" if route == "outage_end" else "")
        if route.endswith(("_listing", "_revision")) or route in ("listing", "revision"):
            return self.listing(route)
        return {
            "sites": "sites/",
            "site": f"sites/{self.machine.site_id}/",
            **{name: f"{machine}{name}/" for name in ("facts", "retire", "bring_back", "parent", "limits")},
            **{name: f"{machine}{name}/" for name in ("units", "hours", "offers")},
            "unit": f"{machine}units/2/",
            "retire_unit": f"{machine}units/2/retire/",
            "dates": f"{machine}hours/dates/",
            "clear_dates": f"{machine}hours/dates/clear/",
            "offer": f"{machine}offers/{self.offer.pk}/",
            "retire_offer": f"{machine}offers/{self.offer.pk}/retire/",
            "bring_back_offer": f"{machine}offers/{self.offer.pk}/bring_back/",
            "revisions": "desk/revisions/",
            "resources": "resources/",
            "resource": machine,
            "availability": f"{machine}availability/",
            "resource_quote": f"{machine}quote/",
            "outages": f"{machine}outages/",
            "bookings": "bookings/",
            "problems": "problems/",
            "problem": "problems/stale/",
        }[route]

    def listing(self, route: str) -> str:
        """The latest revision in the state that the step begins from."""
        owner, listing = Caller(self.scheduler), f"resources/{self.machine.slug}/listing/"
        step = route.partition("_")[0]
        if step not in ("listing", "revision"):
            owner.send_json("PUT", listing, {"title_zh": "车床", "text_zh": "好"})
        if step in ("withdraw", "approve", "reject"):
            owner.post(f"{listing}submit/")
        if route in ("listing", "submit_listing", "discard_listing", "withdraw_listing"):
            return listing if route == "listing" else f"{listing}{step}/"
        case = self.machine.revisions.order_by("-number").first().pk
        return f"desk/revisions/{case}/" + ("" if step == "revision" else f"{step}/")

    def body(self, route: str) -> dict[str, Any]:
        order = {**told(coming((14, 17))), "offer": self.offer.pk}
        known: dict[str, Any] = {
            **BODIES,
            "resources": {**self.facts, "title_zh": "车床"},
            "facts": self.facts,
            **{name: {**OFFER} for name in ("offers", "offer")},
            "bookings": {**order, "resource": self.machine.slug},
            "resource_quote": order,
            "outages": told(coming(days=7)),
            "booking_quote": told(coming((14, 17))),
            "booking_reschedule": told(coming((14, 17))),
            "booking_extend": {"ends_at": told(coming((9, 14)))["ends_at"]},
            "booking_shorten": {"ends_at": told(coming((9, 11)))["ends_at"]},
            "booking_propose": {"periods": [told(coming((14, 17)))]},
        }
        if route == "booking_take_proposal":
            return {"proposal": self.proposal}
        return known.get(route, {})


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.route}")
def test_each_is_answered_by_who_asks(scene, call):
    address = scene.address(call.route)
    body = scene.body(call.route)
    other = Role.LISTER if call.role is not Role.LISTER else Role.FINANCE
    callers = [
        Caller(),
        Caller(factories.member(factories.organisation(), Role.OWNER)),
        scene.caller(call.side, other),
        scene.caller(call.side, call.role),
    ]

    said = [
        caller.get(address) if call.method == "GET" else caller.send_json(call.method, address, body)
        for caller in callers
    ]

    assert tuple(answer.status_code for answer in said) == (*call.answers, call.passes)
    if call.answers[1] == 404:
        assert said[1].json()["type"] == "/api/v1/problems/not-found/"
