"""Addresses of the provider's workshop."""

from django.urls import path
from django.views.generic import RedirectView

from capacity.views import (
    workshop_bookings,
    workshop_facts,
    workshop_hours,
    workshop_limits,
    workshop_listing,
    workshop_machine,
    workshop_machines,
    workshop_offers,
    workshop_outages,
    workshop_requests,
    workshop_sites,
    workshop_timeline,
    workshop_units,
)

app_name = "workshop"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workshop:requests"), name="home"),
    path("requests/", workshop_requests.requests, name="requests"),
    path("requests/inbox/", workshop_requests.inbox, name="inbox"),
    path("requests/<slug:reference>/accept/", workshop_requests.accept, name="accept"),
    path("bookings/", workshop_bookings.bookings, name="bookings"),
    path("timeline/", workshop_timeline.timeline, name="timeline"),
    path("timeline/feed/", workshop_timeline.feed, name="timeline_feed"),
    path("resources/", workshop_machines.machines, name="machines"),
    path("resources/add/", workshop_machines.add, name="add_machine"),
    path("resources/<slug:slug>/", workshop_machine.machine, name="machine"),
    path("resources/<slug:slug>/facts/", workshop_facts.facts, name="facts"),
    path("resources/<slug:slug>/parent/", workshop_facts.parent, name="parent"),
    path("resources/<slug:slug>/retire/", workshop_machine.retire, name="retire"),
    path("resources/<slug:slug>/bring-back/", workshop_machine.bring_back, name="bring_back"),
    path("resources/<slug:slug>/listing/", workshop_listing.listing, name="listing"),
    path("resources/<slug:slug>/listing/submit/", workshop_listing.submit, name="submit_listing"),
    path("resources/<slug:slug>/listing/withdraw/", workshop_listing.withdraw, name="withdraw_listing"),
    path("resources/<slug:slug>/listing/discard/", workshop_listing.discard, name="discard_listing"),
    path("resources/<slug:slug>/units/", workshop_units.units, name="units"),
    path("resources/<slug:slug>/units/<int:number>/", workshop_units.unit, name="unit"),
    path("resources/<slug:slug>/units/<int:number>/retire/", workshop_units.retire, name="retire_unit"),
    path("resources/<slug:slug>/hours/", workshop_hours.hours, name="hours"),
    path("resources/<slug:slug>/hours/dates/", workshop_hours.dates, name="dates"),
    path("resources/<slug:slug>/hours/dates/clear/", workshop_hours.clear, name="clear_dates"),
    path("resources/<slug:slug>/outages/", workshop_outages.outages, name="outages"),
    path("resources/<slug:slug>/outages/<int:outage_id>/end/", workshop_outages.end, name="end_outage"),
    path("resources/<slug:slug>/offers/", workshop_offers.offers, name="offers"),
    path("resources/<slug:slug>/offers/add/", workshop_offers.add, name="add_offer"),
    path("resources/<slug:slug>/offers/<int:offer_id>/", workshop_offers.offer, name="offer"),
    path("resources/<slug:slug>/offers/<int:offer_id>/retire/", workshop_offers.retire, name="retire_offer"),
    path(
        "resources/<slug:slug>/offers/<int:offer_id>/bring-back/",
        workshop_offers.bring_back,
        name="bring_back_offer",
    ),
    path("resources/<slug:slug>/limits/", workshop_limits.limits, name="limits"),
    path("sites/", workshop_sites.sites, name="sites"),
    path("sites/add/", workshop_sites.add, name="add_site"),
    path("sites/<int:site_id>/", workshop_sites.site, name="site"),
]
