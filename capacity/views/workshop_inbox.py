"""What waits for a provider: requests by the time left to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count

from capacity.enums import BookingState
from capacity.models import Booking, Resource
from capacity.shown.names import machine_name
from marketplace.accounts.models import Organisation

PAGE_SIZE = 30
MOST_WATCHED = 200
URGENT = timedelta(hours=2)


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
        """How many bookings each customer has completed on the marketplace, as on the booking's page."""
        ended = Booking.objects.filter(customer_id__in=list(customers), state=BookingState.COMPLETED)
        return dict(ended.values_list("customer_id").annotate(Count("pk")).order_by())
