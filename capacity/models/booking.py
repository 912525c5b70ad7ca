"""A booking, the record of its steps, and other times proposed for it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from capacity.enums import BookingState, Side, Step
from capacity.lifecycle import OPEN
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from marketplace.periods import PeriodField


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, actor: Actor) -> Self:
        """Keep what the actor is a party to; an operator sees all."""
        if actor.is_operator:
            return self
        if actor.organisation is None:
            return self.none()
        return self.filter(Q(customer=actor.organisation) | Q(provider=actor.organisation))

    def booked_by(self, organisation: Organisation | None) -> Self:
        return self.filter(customer=organisation) if organisation else self.none()

    def provided_by(self, organisation: Organisation | None) -> Self:
        return self.filter(provider=organisation) if organisation else self.none()

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def in_state(self, state: BookingState, now: datetime) -> Self:
        """Keep the bookings with this state in effect, as `Booking.state_at` has it."""
        over = Q(state=BookingState.HELD, held_until__lte=now)
        over |= Q(state=BookingState.REQUESTED, answer_by__lte=now)
        if state == BookingState.EXPIRED:
            return self.filter(Q(state=state) | over)
        return self.filter(state=state).exclude(over)

    def moved_since(self, moment: datetime) -> Self:
        """Keep the bookings of which a step was taken at this moment or later."""
        steps = BookingStep.objects.filter(booking=OuterRef("pk"), taken_at__gte=moment)
        return self.filter(Exists(steps))

    def to_answer(self, now: datetime) -> Self:
        """Keep the requests whose provider can still answer, the most urgent first."""
        return self.filter(state=BookingState.REQUESTED, answer_by__gt=now).order_by("answer_by", "pk")

    def with_open_proposals(self) -> Self:
        """Keep those whose customer has other times to choose from."""
        return self.filter(Exists(Proposal.objects.filter(booking=OuterRef("pk"), closed_at__isnull=True)))

    def without_open_proposals(self) -> Self:
        """Keep those that wait for nothing the provider proposed."""
        return self.filter(~Exists(Proposal.objects.filter(booking=OuterRef("pk"), closed_at__isnull=True)))

    def for_page(self) -> Self:
        return self.select_related(
            "resource__site",
            "resource__policy",
            "resource__published_revision",
            "customer",
            "provider",
            "offer",
        )


@pghistory.track(fields=["state", "period", "units", "quantity", "total_minor", "refund_minor"])
class Booking(models.Model):
    """
    One organisation's booking of units of a resource for the period [start, end).

    What was agreed is in the snapshots; later changes of offer, policy or terms do not reach it.
    `step_count` is raised by every step, so that a step taken from a stale page is told.
    """

    reference = models.CharField(max_length=12, unique=True)
    resource = models.ForeignKey("capacity.Resource", models.PROTECT, related_name="bookings")
    offer = models.ForeignKey("capacity.Offer", models.PROTECT, related_name="bookings")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="provided_bookings")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="bookings")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=BookingState)
    period = PeriodField()
    units = models.PositiveSmallIntegerField(default=1)
    quantity = models.PositiveIntegerField(default=1)
    note = models.TextField(max_length=2000, blank=True)
    step_count = models.PositiveIntegerField(default=1)

    held_until = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    accept_by = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    usage = models.JSONField(null=True, blank=True)

    price_lines = models.JSONField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    extras = models.JSONField(default=list)
    offer_terms = models.JSONField()
    policy_terms = models.JSONField()
    cancellation_tiers = models.JSONField()
    listing_revision = models.ForeignKey(
        "capacity.ListingRevision", models.PROTECT, null=True, related_name="+"
    )
    customer_class = models.CharField(max_length=16, choices=SizeClass)
    provider_class = models.CharField(max_length=16, choices=SizeClass)
    refund_minor = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="booking_state_known", condition=Q(state__in=BookingState.values)),
            models.CheckConstraint(
                name="booking_held_until_a_time",
                condition=~Q(state=BookingState.HELD) | Q(held_until__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_answered_by_a_time",
                condition=~Q(state=BookingState.REQUESTED) | Q(answer_by__isnull=False),
            ),
            models.CheckConstraint(name="booking_some_units", condition=Q(units__gte=1, quantity__gte=1)),
            models.CheckConstraint(
                name="booking_total_adds_up",
                condition=Q(total_minor=F("net_minor") + F("tax_minor")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["provider", "state"], name="booking_of_provider"),
            models.Index(fields=["customer", "state"], name="booking_of_customer"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("capacity:booking", args=[self.reference])

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def deadline(self) -> datetime | None:
        """When the present state ends by itself, if it does."""
        match self.state:
            case BookingState.HELD:
                return self.held_until
            case BookingState.REQUESTED:
                return self.answer_by
            case BookingState.DELIVERED:
                return self.accept_by
        return None

    def state_at(self, now: datetime) -> BookingState:
        """The state in effect: a hold or an answer window is over on the second, worker or not."""
        ends_by_itself = self.state in (BookingState.HELD, BookingState.REQUESTED)
        if ends_by_itself and self.deadline and self.deadline <= now:
            return BookingState.EXPIRED
        return BookingState(self.state)

    def side_of(self, actor: Actor) -> Side | None:
        """Which side the actor is on; none for a stranger."""
        if actor.organisation_id == self.customer_id:
            return Side.CUSTOMER
        if actor.organisation_id == self.provider_id:
            return Side.PROVIDER
        return Side.OPERATOR if actor.is_operator else None


class BookingStep(models.Model):
    """The trail: each step with who took it, for whom, when, why, and what it changed."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=16, choices=Step)
    side = models.CharField(max_length=12, choices=Side)
    from_state = models.CharField(max_length=16, choices=BookingState, blank=True)
    to_state = models.CharField(max_length=16, choices=BookingState)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acting_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    reason_code = models.CharField(max_length=24, blank=True)
    message = models.TextField(max_length=2000, blank=True)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booking", "number"], name="booking_step_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.number}: {self.step}"


class Proposal(models.Model):
    """Another time the provider offers for a request; kept until `expires_at`."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="proposals")
    period = PeriodField()
    expires_at = models.DateTimeField()
    price_lines = models.JSONField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    was_taken = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="proposal_taken_when_closed",
                condition=Q(was_taken=False) | Q(closed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.period}"
