"""How a resource is sold: offers with rates, extras and cancellation tiers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from capacity.enums import ChargeMode, ExtraKind, ExtraUnit, OfferKind, RateUnit
from capacity.models import Extra, Offer, Rate
from marketplace.accounts.enums import SizeClass
from marketplace.api.fields import Amount, Wall
from marketplace.money import Money


class RateSerializer(serializers.Serializer[Rate]):
    """A price per unit in a weekly band of the site's wall time; no band is the whole week."""

    unit = serializers.ChoiceField(choices=RateUnit.choices)
    amount = serializers.SerializerMethodField()
    customer_class = serializers.ChoiceField(
        choices=SizeClass.choices, allow_blank=True, help_text="For whom; empty is the list price."
    )
    weekdays = serializers.ListField(
        child=serializers.IntegerField(), help_text="Monday is 1; empty is every day."
    )
    starts_wall = Wall(allow_null=True)
    ends_wall = Wall(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True, help_text="The last day.")

    @extend_schema_field(Amount)
    def get_amount(self, rate: Rate) -> Any:
        return _amount(rate.amount_minor, rate.offer)


class ExtraSerializer(serializers.Serializer[Extra]):
    """Something sold along, chosen by its id when it is not required."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=ExtraKind.choices)
    name = serializers.CharField()
    unit = serializers.ChoiceField(choices=ExtraUnit.choices)
    amount = serializers.SerializerMethodField()
    is_required = serializers.BooleanField()

    @extend_schema_field(Amount)
    def get_amount(self, extra: Extra) -> Any:
        return _amount(extra.amount_minor, extra.offer)


class TierSerializer(serializers.Serializer[Any]):
    """Cancelled at least so many minutes before the start, this share comes back."""

    notice_minutes = serializers.IntegerField()
    refund_basis_points = serializers.IntegerField(help_text="10000 is everything.")


class OfferSerializer(serializers.Serializer[Offer]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=OfferKind.choices)
    name = serializers.CharField()
    currency = serializers.CharField()
    charge_mode = serializers.ChoiceField(
        choices=ChargeMode.choices, help_text="What is charged in the end: reserved, used, or both."
    )
    is_instant = serializers.BooleanField(help_text="Confirms at once, without the provider's answer.")
    is_active = serializers.BooleanField()
    set_up = serializers.SerializerMethodField()
    minimum_charge = serializers.SerializerMethodField()
    tax_basis_points = serializers.IntegerField(help_text="1300 is 13 %.")
    rates = RateSerializer(many=True)
    extras = ExtraSerializer(many=True)
    cancellation = TierSerializer(many=True, source="tiers")

    @extend_schema_field(Amount)
    def get_set_up(self, offer: Offer) -> Any:
        return _amount(offer.set_up_minor, offer)

    @extend_schema_field(Amount)
    def get_minimum_charge(self, offer: Offer) -> Any:
        return _amount(offer.minimum_charge_minor, offer)


def _amount(minor: int, offer: Offer) -> Any:
    return Amount().to_representation(Money(minor, offer.currency))
