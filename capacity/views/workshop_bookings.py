"""What is booked on the organisation's machines."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.models.booking import BookingQuerySet
from capacity.shown.names import machine_name
from capacity.views.workshop_blocks import pill_of
from capacity.views.workshop_lookups import READERS
from marketplace.accounts.access import member_required
from marketplace.accounts.http import MemberRequest

PAGE_SIZE = 30
ANSWERED = (BookingState.CONFIRMED, BookingState.IN_USE, BookingState.DELIVERED, BookingState.COMPLETED)


TABS = {
    "coming": gettext_lazy("Coming and in use"),
    "accept": gettext_lazy("Delivered, to be accepted"),
    "past": gettext_lazy("Past"),
    "all": gettext_lazy("All"),
}


def within(tab: str) -> Q:
    match tab:
        case "coming":
            return Q(state__in=[BookingState.CONFIRMED, BookingState.IN_USE])
        case "accept":
            return Q(state=BookingState.DELIVERED)
        case "past":
            return ~Q(state__in=[*ANSWERED[:3], BookingState.HELD, BookingState.REQUESTED])
    return Q()


@dataclass(frozen=True)
class Row:
    booking: Booking
    machine: str
    state: str


@require_safe
@member_required(*READERS)
def bookings(request: MemberRequest) -> HttpResponse:
    """What is booked on the organisation's machines, by tab, machine and customer."""
    now = timezone.now()
    tab = request.GET.get("tab", "coming")
    tab = tab if tab in TABS else "coming"
    words = request.GET.get("q", "").strip()
    found = _searched(Booking.objects.provided_by(request.organisation).filter(within(tab)), words)
    order = ["-period", "-pk"] if tab in ("past", "all") else ["period", "pk"]
    page = Paginator(found.for_page().order_by(*order), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [Row(booking, machine_name(booking.resource), pill_of(booking, now)) for booking in page]
    context = {"tabs": TABS.items(), "tab": tab, "page": page, "rows": rows, "words": words}
    return render(request, "capacity/workshop/bookings.html", context)


def _searched(bookings: BookingQuerySet, words: str) -> BookingQuerySet:
    if not words:
        return bookings
    columns = (
        "reference__icontains",
        "customer__name_zh__icontains",
        "customer__name_en__icontains",
        "resource__model__icontains",
        "resource__published_revision__title_zh__icontains",
        "resource__published_revision__title_en__icontains",
    )
    wanted = Q()
    for column in columns:
        wanted |= Q(**{column: words})
    return bookings.filter(wanted)
