"""Offers, as their own provider sends and reads them. Amounts are minor units of the offer's currency."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from capacity.enums import ChargeMode, ExtraKind, ExtraUnit, OfferKind, RateUnit
from capacity.operations.offers import MOST_ROWS
from capacity.serializers.orders import LARGEST_ID
from marketplace.accounts.enums import SizeClass
from marketplace.api.fields import Day, Flag, OneOf, Text, Wall, WholeNumber
from marketplace.api.parsing import Body
from marketplace.money import EXPONENTS

LONGEST_MINUTES = 10 * 366 * 24 * 60
LARGEST_AMOUNT = 10**12


def _amount(**options: Any) -> WholeNumber:
    return WholeNumber(min_value=0, max_value=LARGEST_AMOUNT, **options)


class RateBody(Body):
    unit = OneOf(choices=RateUnit.choices, default=RateUnit.HOUR)
    amount_minor = _amount()
    customer_class = OneOf(
        choices=SizeClass.choices, default="", allow_blank=True, help_text="Empty is the list price."
    )
    weekdays = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=7),
        default=list,
        max_length=7,
        help_text="Empty is every day.",
    )
    starts_wall = Wall(default=None, allow_null=True)
    ends_wall = Wall(default=None, allow_null=True)
    valid_from = Day(default=None, allow_null=True)
    valid_until = Day(default=None, allow_null=True, help_text="The last day.")


class ExtraBody(Body):
    id = WholeNumber(
        min_value=1, max_value=LARGEST_ID, default=None, allow_null=True, help_text="Of the extra it changes."
    )
    kind = OneOf(choices=ExtraKind.choices)
    name_zh = Text(max_length=80)
    name_en = Text(max_length=80, default="", allow_blank=True)
    unit = OneOf(choices=ExtraUnit.choices, default=ExtraUnit.HOUR)
    amount_minor = _amount()
    is_required = Flag(default=False)


class TierBody(Body):
    notice_minutes = WholeNumber(min_value=0, max_value=LONGEST_MINUTES)
    refund_basis_points = WholeNumber(min_value=0, max_value=10_000, help_text="10000 is everything.")


class OfferBody(Body):
    """An offer with all of its rows; those not named any more go. Bookings keep what was agreed."""

    kind = OneOf(choices=OfferKind.choices)
    name_zh = Text(max_length=120)
    name_en = Text(max_length=120, default="", allow_blank=True)
    currency = OneOf(choices=[(code, code) for code in sorted(EXPONENTS)], default="CNY")
    charge_mode = OneOf(choices=ChargeMode.choices, default=ChargeMode.RESERVED)
    is_instant = Flag(default=False)
    set_up_minor = _amount(default=0)
    minimum_charge_minor = _amount(default=0)
    tax_basis_points = WholeNumber(min_value=0, max_value=9_999, default=1300)
    rates = serializers.ListField(child=RateBody(), min_length=1, max_length=MOST_ROWS)
    extras = serializers.ListField(child=ExtraBody(), default=list, max_length=MOST_ROWS)
    tiers = serializers.ListField(child=TierBody(), default=list, max_length=MOST_ROWS)
