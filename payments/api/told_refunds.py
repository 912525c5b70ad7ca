"""What is sent and told of money that is given back of a settled booking."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from marketplace.api.fields import Amount, Text, WholeNumber
from marketplace.api.parsing import Body
from marketplace.money import LARGEST_MINOR
from payments.api.told_bills import LONGEST_TEXT, MOST_LINES, MOST_NUMBER


class RefundableLineSerializer(serializers.Serializer[Any]):
    """A line of the bill of which something can be given back."""

    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # as the framework has it
    left = Amount()


class LateRefundPartSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="line.number")
    label = serializers.CharField(source="line.label")  # type: ignore[assignment]  # as above
    amount = Amount()


class LateRefundSerializer(serializers.Serializer[Any]):
    """What was given back at once. `lines` tell of what, where that was said."""

    id = serializers.IntegerField(source="refund.pk")
    amount = Amount(source="refund.amount")
    reason = serializers.CharField(source="refund.reason")
    granted_at = serializers.DateTimeField(source="refund.granted_at")
    lines = LateRefundPartSerializer(source="refund.parts.all", many=True)


class LateRefundsSerializer(serializers.Serializer[Any]):
    """What can be given back of a booking, as a whole and by line, and what was; the latest first."""

    booking = serializers.CharField(source="booking.reference")
    settled_at = serializers.DateTimeField(
        allow_null=True, help_text="Null: nothing of it is settled, and nothing can be given back yet."
    )
    left = Amount()
    lines = RefundableLineSerializer(many=True)
    refunds = LateRefundSerializer(source="given", many=True)


class LateRefundLineBody(Body):
    number = WholeNumber(min_value=1, max_value=MOST_NUMBER, help_text="Of a line that was read.")
    amount_minor = WholeNumber(min_value=1, max_value=LARGEST_MINOR)


class LateRefundBody(Body):
    """Either `amount_minor` or `lines`."""

    reason = Text(max_length=LONGEST_TEXT, help_text="For the customer and the record.")
    amount_minor = WholeNumber(
        min_value=1,
        max_value=LARGEST_MINOR,
        required=False,
        help_text="Of the whole, in the booking's currency.",
    )
    lines = serializers.ListField(
        child=LateRefundLineBody(),
        required=False,
        min_length=1,
        max_length=MOST_LINES,
        help_text="Of each, how much.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        told = [name for name in ("amount_minor", "lines") if name in attrs]
        if not told:
            message = _("Tell an amount, or lines with an amount of each.")
            raise ValidationError({"amount_minor": ErrorDetail(message, "required")})
        if len(told) > 1:
            message = _("Tell an amount of the whole or lines, not both.")
            raise ValidationError({"lines": ErrorDetail(message, "surplus")})
        self._check_once([line["number"] for line in attrs.get("lines", [])])
        return attrs

    def _check_once(self, numbers: list[int]) -> None:
        for index, number in enumerate(numbers):
            if number in numbers[:index]:
                fault = {"number": [ErrorDetail(_("A line is named once."), "repeated")]}
                raise ValidationError({"lines": [*({} for _each in range(index)), fault]})
