"""The provider's inbox: requests by the time left to answer, and its bookings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from capacity.enums import BookingState
from capacity.models import Booking, Resource
from capacity.models.booking import BookingQuerySet
from capacity.operations import answers
from capacity.policies.permissions import may_schedule
from capacity.views.shown.bookings import machine_name
from capacity.views.workshop_blocks import pill_of
from capacity.views.workshop_lookups import READERS, act
from marketplace.accounts.access import member_required, require_role
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest
from marketplace.accounts.models import Organisation

PAGE_SIZE = 30
MOST_WATCHED = 200
URGENT = timedelta(hours=2)
ANSWERED = (BookingState.CONFIRMED, BookingState.IN_USE, BookingState.DELIVERED, BookingState.COMPLETED)


@dataclass(frozen=True)
class Request:
    """One request in the inbox; `share` is the part of the answer window that is left, in percent."""

    booking: Booking
    machine: str
    share: int
    completed: int

    @property
    def is_late(self) -> bool:
        return self.share < 10


class Inbox:
    """What waits for the provider, the most urgent first, and what waits for a customer's choice."""

    def __init__(self, organisation: Organisation, *, now: datetime, page: Any = None) -> None:
        self._organisation, self.now = organisation, now
        waiting = Booking.objects.provided_by(organisation).to_answer(now).for_page()
        self._mine = waiting.without_open_proposals()
        self._theirs = waiting.with_open_proposals()
        self.page = Paginator(self._mine, PAGE_SIZE).get_page(page)

    @cached_property
    def requests(self) -> list[Request]:
        return self._shown(self.page.object_list)

    @property
    def urgent(self) -> int:
        """How many of those shown have less than two hours left."""
        soon = self.now + URGENT
        return sum(1 for each in self.requests if each.booking.answer_by and each.booking.answer_by < soon)

    @property
    def proposed(self) -> list[Request]:
        """Answered with other times: the customer has to choose."""
        return self._shown(self._theirs[:PAGE_SIZE])

    @property
    def watched(self) -> list[Resource]:
        """The machines whose changes bring the inbox up to date."""
        own = Resource.objects.owned_by(self._organisation).filter(retired_at__isnull=True)
        return list(own.only("pk", "version").order_by("-pk")[:MOST_WATCHED])

    def _shown(self, bookings: Iterable[Booking]) -> list[Request]:
        rows = list(bookings)
        completed = self._completed({booking.customer_id for booking in rows})
        return [
            Request(
                booking,
                machine_name(booking.resource),
                self._share(booking),
                completed.get(booking.customer_id, 0),
            )
            for booking in rows
        ]

    def _share(self, booking: Booking) -> int:
        if booking.answer_by is None:
            return 0
        left, whole = booking.answer_by - self.now, booking.answer_by - booking.created_at
        return max(0, min(100, int(100 * left / whole)))

    def _completed(self, customers: Iterable[int]) -> dict[int, int]:
        """How many bookings each customer has completed here."""
        own = Booking.objects.provided_by(self._organisation).filter(customer_id__in=list(customers))
        counted = own.filter(state=BookingState.COMPLETED).values_list("customer_id").annotate(Count("pk"))
        return dict(counted.order_by())


@require_safe
@member_required(*READERS)
def requests(request: MemberRequest) -> HttpResponse:
    """The landing page of the workshop."""
    inbox = Inbox(request.organisation, now=timezone.now(), page=request.GET.get("page"))
    context = {"inbox": inbox, "may_answer": may_schedule(request.actor)}
    return render(request, "capacity/workshop/requests.html", context)


@require_safe
@member_required(*READERS)
def inbox(request: MemberRequest) -> HttpResponse:
    """The inbox alone, for a page that heard of a change."""
    shown = Inbox(request.organisation, now=timezone.now(), page=request.GET.get("page"))
    context = {"inbox": shown, "may_answer": may_schedule(request.actor)}
    return render(request, "capacity/workshop/_inbox.html", context)


@require_POST
@member_required()
def accept(request: MemberRequest, reference: str) -> HttpResponse:
    """Accept in place; everything else is done on the booking's page."""
    mine = Booking.objects.provided_by(request.organisation).for_page()
    booking = get_object_or_404(mine, reference=reference)
    require_role(request.actor, Role.SCHEDULER)
    said = _("%(reference)s is confirmed for %(customer)s.") % {
        "reference": booking.reference,
        "customer": booking.customer,
    }
    return act(
        request,
        lambda: answers.accept(booking=booking, by=request.actor, now=timezone.now()),
        said=said,
        back=reverse("workshop:requests"),
    )


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
