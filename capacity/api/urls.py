"""Addresses of the API, version 1."""

from __future__ import annotations

from django.urls import path, re_path

from capacity.api import bookings, outages, quotes, resources, steps
from capacity.api.kinds import KINDS
from capacity.api.step_table import TAKINGS
from marketplace.api.endpoint import Nowhere
from marketplace.api.views import ProblemKind, ProblemKinds

app_name = "api"

RESOURCE, BOOKING = "resources/<slug:slug>/", "bookings/<slug:reference>/"

urlpatterns = [
    path("resources/", resources.ResourceList.as_view(), name="resources"),
    path(RESOURCE, resources.ResourceDetail.as_view(), name="resource"),
    path(f"{RESOURCE}availability/", resources.ResourceAvailability.as_view(), name="availability"),
    path(f"{RESOURCE}quote/", quotes.ResourceQuote.as_view(), name="resource_quote"),
    path(f"{RESOURCE}outages/", outages.OutageList.as_view(), name="outages"),
    path(f"{RESOURCE}outages/<int:outage_id>/", outages.OutageDetail.as_view(), name="outage"),
    path(f"{RESOURCE}outages/<int:outage_id>/end/", outages.OutageEnd.as_view(), name="outage_end"),
    path("bookings/", bookings.BookingList.as_view(), name="bookings"),
    path(BOOKING, bookings.BookingDetail.as_view(), name="booking"),
    path(f"{BOOKING}quote/", quotes.BookingQuote.as_view(), name="booking_quote"),
    *(
        path(
            f"{BOOKING}{step.value}/", steps.BookingStep.as_view(taking=taking), name=f"booking_{step.value}"
        )
        for step, taking in TAKINGS.items()
    ),
    path("problems/", ProblemKinds.as_view(kinds=KINDS), name="problems"),
    path("problems/<slug:name>/", ProblemKind.as_view(kinds=KINDS), name="problem"),
    re_path(r"^[\s\S]*$", Nowhere.as_view(), name="nowhere"),
]
