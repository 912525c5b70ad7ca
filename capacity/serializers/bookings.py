"""A booking as one of its parties reads it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from capacity.enums import BookingState, OfferKind, Side, Step, UsageMode
from capacity.models import Booking, BookingStep
from capacity.serializers.booking_told import BookingTold, ProposalTold
from capacity.serializers.places import BookedSiteSerializer, PartySerializer
from capacity.serializers.prices import PriceSerializer, RefundSerializer
from marketplace.api.fields import Amount, LocalMoment, Zoned


class BookedResourceSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="slug")
    title = serializers.CharField()


class BookedOfferSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=OfferKind.choices)
    name = serializers.CharField()
    is_instant = serializers.BooleanField(help_text="Confirms at once, without the provider's answer.")


class UsageSerializer(serializers.Serializer[Any]):
    """What the provider reported, in minutes of machine time."""

    mode = serializers.ChoiceField(choices=UsageMode.choices)
    reserved_minutes = serializers.IntegerField()
    used_minutes = serializers.IntegerField()
    overage_minutes = serializers.IntegerField()
    quantity = serializers.IntegerField()


class ProposalSerializer(serializers.Serializer[ProposalTold]):
    """Another time that the provider offers; taken by its id."""

    id = serializers.IntegerField(source="proposal.pk")
    starts_at = LocalMoment(source="proposal.period.starts_at")
    ends_at = LocalMoment(source="proposal.period.ends_at")
    expires_at = LocalMoment(source="proposal.expires_at")
    price = PriceSerializer()
    difference = Amount(help_text="What it costs more, or less, than the period asked for.")


class TrailSerializer(serializers.Serializer[BookingStep]):
    """One step that was taken. A side's people are not named to the other."""

    number = serializers.IntegerField()
    step = serializers.ChoiceField(choices=Step.choices)
    side = serializers.ChoiceField(choices=Side.choices)
    from_state = serializers.ChoiceField(choices=BookingState.choices, allow_blank=True)
    to_state = serializers.ChoiceField(choices=BookingState.choices)
    taken_at = LocalMoment()
    acting_for = serializers.CharField(source="acting_for.slug", default=None, allow_null=True)
    reason_code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


class BookingRowSerializer(Zoned):
    """A booking in a list."""

    id = serializers.CharField(source="booking.reference", help_text="The reference, such as BK-7Q2XK4M.")
    url = serializers.SerializerMethodField()
    version = serializers.IntegerField(
        source="booking.step_count", help_text="Raised by every step; the number in the ETag."
    )
    state = serializers.ChoiceField(choices=BookingState.choices, help_text="As it is in effect now.")
    side = serializers.ChoiceField(
        choices=Side.choices, help_text="On which side the token's organisation is."
    )
    resource = BookedResourceSerializer()
    offer = BookedOfferSerializer()
    provider = PartySerializer()
    customer = PartySerializer()
    starts_at = LocalMoment(source="booking.period.starts_at")
    ends_at = LocalMoment(source="booking.period.ends_at")
    time_zone = serializers.CharField(source="booking.resource.site.time_zone")
    units = serializers.IntegerField(source="booking.units")
    quantity = serializers.IntegerField(source="booking.quantity")
    total = Amount(source="booking.total")
    deadline = LocalMoment(source="booking.deadline", allow_null=True)
    created_at = LocalMoment(source="booking.created_at")

    def zone_of(self, instance: BookingTold) -> ZoneInfo:
        return instance.booking.resource.site.zone

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, told: BookingTold) -> str:
        return address_of(told.booking, self.context["request"])


class BookingSerializer(BookingRowSerializer):
    """A booking whole, for one of its parties."""

    site = BookedSiteSerializer()
    extras = serializers.ListField(child=serializers.CharField(), source="booking.extras")
    note = serializers.CharField(source="booking.note", allow_blank=True)
    price = PriceSerializer()
    refund = Amount(allow_null=True, help_text="What came back, once it was cancelled.")
    refund_if_cancelled = Amount(
        allow_null=True, help_text="What the customer gets back if this side cancels now."
    )
    cancellation = RefundSerializer(many=True)
    held_until = LocalMoment(source="booking.held_until", allow_null=True)
    answer_by = LocalMoment(source="booking.answer_by", allow_null=True)
    accept_by = LocalMoment(source="booking.accept_by", allow_null=True)
    checked_in_at = LocalMoment(source="booking.checked_in_at", allow_null=True)
    checked_out_at = LocalMoment(source="booking.checked_out_at", allow_null=True)
    usage = UsageSerializer(source="booking.usage", allow_null=True)
    proposals = ProposalSerializer(many=True, help_text="Those still open.")
    steps = serializers.ListField(
        child=serializers.ChoiceField(choices=Step.choices), help_text="What this token may do now."
    )
    trail = TrailSerializer(many=True)


class MovedBookingSerializer(BookingSerializer):
    """A booking that was changed."""

    difference = Amount(help_text="What it costs more, or less, than before.")


def address_of(booking: Booking, request: Any) -> str:
    return reverse("api:booking", args=[booking.reference], request=request)
