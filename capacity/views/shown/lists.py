"""An organisation's own bookings by tab, with what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from capacity.enums import BookingState
from capacity.lifecycle import EXITS
from capacity.models import Booking, Proposal
from capacity.models.booking import BookingQuerySet
from capacity.shown.names import machine_name
from marketplace.accounts.models import Organisation
from marketplace.money import Money

PAGE_SIZE = 20
URGENCY = Coalesce("held_until", "answer_by", "accept_by")
OPEN, COMING, PAST = "open", "coming", "past"
ORDERS = {OPEN: URGENCY, COMING: F("period").asc(), PAST: F("period").desc()}
TABS = {OPEN: _("To do and waiting"), COMING: _("Coming and in use"), PAST: _("Past")}


@dataclass(frozen=True)
class Row:
    booking: Booking
    state: str
    machine: str
    total: Money
    deadline: datetime | None


def within(tab: str, now: datetime) -> Q:
    """The bookings of a tab by the state in effect: a hold that is over is past, swept or not."""
    held = Q(state=BookingState.HELD, held_until__gt=now)
    alive = held | Q(state=BookingState.REQUESTED, answer_by__gt=now)
    match tab:
        case "open":
            return alive | Q(state=BookingState.DELIVERED)
        case "coming":
            return Q(state__in=[BookingState.CONFIRMED, BookingState.IN_USE])
    ended = Q(state__in=[BookingState.COMPLETED, *EXITS])
    return ended | (Q(state__in=[BookingState.HELD, BookingState.REQUESTED]) & ~alive)


def pill_of(booking: Booking, now: datetime, *, asks_back: bool) -> str:
    """The state in the vocabulary of the customer: a proposal waits for their answer."""
    state = booking.state_at(now)
    if asks_back and state == BookingState.REQUESTED:
        return "booking.to_answer"
    return f"booking.{state}"


class BookingList:
    def __init__(self, organisation: Organisation, asked: Mapping[str, Any], *, now: datetime) -> None:
        self.tab = asked.get("tab") if asked.get("tab") in TABS else OPEN
        self.organisation, self._asked, self.now = organisation, asked, now

    @property
    def _own(self) -> BookingQuerySet:
        return Booking.objects.booked_by(self.organisation)

    @cached_property
    def counts(self) -> list[tuple[str, Any, int]]:
        """(tab, word, how many) of each tab."""
        return [(tab, word, self._own.filter(within(tab, self.now)).count()) for tab, word in TABS.items()]

    @cached_property
    def page(self) -> Page[Booking]:
        tab = str(self.tab)
        found = self._own.for_page().filter(within(tab, self.now)).order_by(ORDERS[tab], "pk")
        return Paginator(found, PAGE_SIZE).get_page(self._asked.get("page"))

    @cached_property
    def _asking_back(self) -> set[int]:
        """The bookings of the page whose provider proposes another time."""
        found = Proposal.objects.filter(booking__in=list(self.page), closed_at__isnull=True)
        return set(found.values_list("booking_id", flat=True))

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(
                booking=booking,
                state=pill_of(booking, self.now, asks_back=booking.pk in self._asking_back),
                machine=machine_name(booking.resource),
                total=booking.total,
                deadline=booking.deadline if self.tab == OPEN else None,
            )
            for booking in self.page
        ]
