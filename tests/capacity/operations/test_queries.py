"""What every operation of a booking costs in queries, and that it does not grow with what else is booked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacity.enums import OutageKind
from capacity.operations import answers, changes, expiry, holds, outages, usage
from capacity.operations.assessments import Order, assess
from marketplace.accounts.enums import Role
from tests.factories import NOW, member, offer, organisation, period, provider, resource

pytestmark = pytest.mark.django_db


class Counter:
    """Counts the queries of each named operation, transactions and savepoints included."""

    def __init__(self):
        self.counts = {}

    def __call__(self, name, operation, **arguments):
        with CaptureQueriesContext(connection) as captured:
            result = operation(**arguments)
        self.counts[name] = len(captured)
        return result


def life(neighbours, units=1):
    """A booking's life, of so many units and beside so many others; what each step cost."""
    firm = provider()
    made = offer(resource(firm, units=units, policy={"horizon_days": 90}))
    buyer, scheduler = member(organisation(), Role.BUYER), member(firm, Role.SCHEDULER)
    for number in range(neighbours):
        other = member(organisation(), Role.BUYER)
        holds.hold(offer=made, order=Order(period((14, 15), days=4 + number)), by=other, now=NOW)
    made = type(made).objects.with_terms().select_related("resource").get(pk=made.pk)
    count = Counter()
    customer, provides = {"by": buyer, "now": NOW}, {"by": scheduler, "now": NOW}
    count(
        "assess",
        assess,
        resource=made.resource,
        offer=made,
        customer=buyer.organisation,
        order=Order(period(), units),
        now=NOW,
    )
    booking = count("hold", holds.hold, offer=made, order=Order(period(), units), **customer)
    booking = count("request", holds.send_request, booking=booking, **customer)
    booking = count("propose", answers.propose, booking=booking, periods=[period((16, 18))], **provides)
    booking = count("leave", answers.leave_proposal, booking=booking, **customer)
    second = holds.hold(offer=made, order=Order(period((9, 10), days=20), units), **customer)
    second = holds.send_request(booking=second, **customer)
    second = answers.propose(booking=second, periods=[period((9, 11), days=20)], **provides)
    proposal_id = second.proposals.get().pk
    count("take", answers.take_proposal, booking=second, proposal_id=proposal_id, **customer)
    booking = count("accept", answers.accept, booking=booking, **provides)
    count("reschedule", changes.reschedule, booking=booking, period=period((10, 13)), **customer)
    machines = list(made.resource.units.all())
    reported = count(
        "outage",
        outages.report_outage,
        resource=made.resource,
        units=machines,
        period=period((8, 20), days=2),
        kind=OutageKind.OUTAGE,
        **provides,
    )
    count("end outage", outages.end_outage, outage=reported.outage, **provides)
    start = period((10, 13)).starts_at
    booking.refresh_from_db()
    booking = count("check in", usage.check_in, booking=booking, by=buyer, now=start)
    out = start + timedelta(hours=2)
    booking = count("deliver", usage.deliver, booking=booking, by=scheduler, now=out, checked_out_at=out)
    count("complete", usage.complete, booking=booking, by=buyer, now=out)
    third = holds.hold(offer=made, order=Order(period((9, 10), days=21), units), **customer)
    count("expire", expiry.expire_if_due, booking_id=third.pk, now=third.held_until)
    return count.counts


BUDGET = {
    "assess": 8,
    "hold": 22,
    "request": 15,
    "propose": 30,
    "leave": 20,
    "take": 33,
    "accept": 18,
    "reschedule": 29,
    "outage": 18,
    "end outage": 14,
    "check in": 15,
    "deliver": 18,
    "complete": 13,
    "expire": 18,
}


def test_every_step_costs_a_fixed_number_of_queries():
    assert life(neighbours=0) == BUDGET


def test_what_others_have_booked_costs_nothing_more():
    assert life(neighbours=10) == life(neighbours=1)


def test_more_units_cost_nothing_more():
    assert life(neighbours=0, units=5) == BUDGET
