"""Addresses of the API, version 1."""

from __future__ import annotations

from django.urls import path, re_path

from capacity.api import bookings, outages, quotes, resources, steps
from capacity.api.acts import endpoint
from capacity.api.kinds import KINDS
from capacity.api.step_table import TAKINGS
from capacity.api.workshop import hours, listings, machines, offers, sites, units
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
    path("sites/", sites.SITES, name="sites"),
    path("sites/<int:site_id>/", sites.SITE, name="site"),
    path(f"{RESOURCE}facts/", endpoint(get=machines.READ_FACTS, put=machines.UPDATE_FACTS), name="facts"),
    path(f"{RESOURCE}retire/", endpoint(post=machines.RETIRE), name="retire"),
    path(f"{RESOURCE}bring_back/", endpoint(post=machines.BRING_BACK), name="bring_back"),
    path(f"{RESOURCE}parent/", endpoint(put=machines.SET_PARENT), name="parent"),
    path(f"{RESOURCE}units/", units.UNITS, name="units"),
    path(f"{RESOURCE}units/<int:number>/", units.UNIT, name="unit"),
    path(f"{RESOURCE}units/<int:number>/retire/", units.RETIRE_UNIT, name="retire_unit"),
    path(f"{RESOURCE}hours/", hours.HOURS, name="hours"),
    path(f"{RESOURCE}hours/dates/", hours.DATES, name="dates"),
    path(f"{RESOURCE}hours/dates/clear/", hours.CLEAR_DATES, name="clear_dates"),
    path(f"{RESOURCE}limits/", hours.LIMITS, name="limits"),
    path(f"{RESOURCE}offers/", offers.OFFERS, name="offers"),
    path(f"{RESOURCE}offers/<int:offer_id>/", offers.OFFER, name="offer"),
    path(f"{RESOURCE}offers/<int:offer_id>/retire/", offers.RETIRE_OFFER, name="retire_offer"),
    path(f"{RESOURCE}offers/<int:offer_id>/bring_back/", offers.BRING_BACK_OFFER, name="bring_back_offer"),
    path(f"{RESOURCE}listing/", listings.LISTING, name="listing"),
    path(f"{RESOURCE}listing/submit/", listings.SUBMIT_LISTING, name="submit_listing"),
    path(f"{RESOURCE}listing/withdraw/", listings.WITHDRAW_LISTING, name="withdraw_listing"),
    path(f"{RESOURCE}listing/discard/", listings.DISCARD_LISTING, name="discard_listing"),
    path("desk/revisions/", listings.REVISIONS, name="revisions"),
    path("desk/revisions/<int:revision_id>/", listings.REVISION, name="revision"),
    path("desk/revisions/<int:revision_id>/approve/", listings.APPROVE, name="approve_revision"),
    path("desk/revisions/<int:revision_id>/reject/", listings.REJECT, name="reject_revision"),
    path("problems/", ProblemKinds.as_view(kinds=KINDS), name="problems"),
    path("problems/<slug:name>/", ProblemKind.as_view(kinds=KINDS), name="problem"),
    re_path(r"^[\s\S]*$", Nowhere.as_view(), name="nowhere"),
]
