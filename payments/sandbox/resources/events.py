"""Events: what happened, for those who lost a webhook."""

from __future__ import annotations

from stripe.params import EventListParams, EventRetrieveParams

from payments.sandbox.calls import Call, Route
from payments.sandbox.listing import CREATED, PAGING, page
from payments.sandbox.parameters import Shape
from payments.sandbox.refusals import Body, no_such
from payments.sandbox.rows import SandboxEvent
from payments.sandbox.shapes import listed, shown_event


def retrieve(call: Call) -> Body:
    event = SandboxEvent.objects.filter(ref=call.ref, account=call.world.account).first()
    if event is None:
        raise no_such("event", call.ref)
    return shown_event(event)


def list_all(call: Call) -> Body:
    """Those of the first version of the API, as Stripe's own list has them alone."""
    wanted = SandboxEvent.objects.filter(account=call.world.account, body__object="event")
    if "type" in call.params:
        wanted = wanted.filter(type=call.params["type"])
    if "types" in call.params:
        wanted = wanted.filter(type__in=call.params["types"])
    found, has_more = page(wanted, call.params)
    return listed("/v1/events", [shown_event(event) for event in found], has_more=has_more)


ROUTES = (
    Route("GET", "/v1/events/{}", retrieve, Shape(EventRetrieveParams, "expand")),
    Route("GET", "/v1/events", list_all, Shape(EventListParams, f"type types expand {PAGING} {CREATED}")),
)
