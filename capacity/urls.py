"""Addresses of machines and bookings."""

from django.urls import path

from capacity.views import bookings, live, resources, steps

app_name = "capacity"

urlpatterns = [
    path("live/", live.poll, name="live"),
    path("resources/<slug:slug>/", resources.resource, name="resource"),
    path("resources/<slug:slug>/calendar/", resources.calendar, name="calendar"),
    path("resources/<slug:slug>/quote/", resources.quote, name="quote"),
    path("resources/<slug:slug>/hold/", resources.hold, name="hold"),
    path("bookings/", bookings.booking_list, name="bookings"),
    path("bookings/<slug:reference>/", bookings.booking, name="booking"),
    path("bookings/<slug:reference>/panels/", bookings.panels, name="booking_panels"),
    path("bookings/<slug:reference>/change/", bookings.change, name="booking_change"),
    path("bookings/<slug:reference>/<slug:step>/", steps.take, name="step"),
]
