"""What is sent with each step of a booking."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from capacity.enums import CancelReason, DeclineReason
from capacity.operations.answers import MOST_PROPOSALS
from capacity.serializers.orders import LARGEST_ID, LONGEST_TEXT, PeriodBody, period_between
from marketplace.api.fields import Moment, OneOf, Text, WholeNumber
from marketplace.api.parsing import Body

MOST_REPORTED = 1_000_000
LONGEST_HOLD_MINUTES = 24 * 60


class NothingBody(Body):
    """Nothing needs to be said."""


class MessageBody(Body):
    message = Text(max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="For the other side.")


class ExtendHoldBody(Body):
    minutes = WholeNumber(
        min_value=1,
        max_value=LONGEST_HOLD_MINUTES,
        help_text="From now on; until a day from its beginning.",
    )


class DeclineBody(MessageBody):
    reason_code = OneOf(choices=DeclineReason.choices)


class CancelBody(MessageBody):
    reason_code = OneOf(choices=CancelReason.choices)
    refund_minor = WholeNumber(
        min_value=0,
        max_value=LARGEST_ID,
        required=False,
        help_text="What is reckoned to come back; if it is another amount by now, nothing is cancelled.",
    )


class ProposeBody(MessageBody):
    periods = serializers.ListField(
        child=PeriodBody(), min_length=1, max_length=MOST_PROPOSALS, help_text="One to three other periods."
    )


class TakeProposalBody(Body):
    proposal = WholeNumber(min_value=1, max_value=LARGEST_ID, help_text="The id of an open proposal.")


class EndBody(Body):
    ends_at = Moment(help_text="The other end.")


class DeliverBody(MessageBody):
    checked_out_at = Moment(help_text="When the use really ended.")
    quantity = WholeNumber(min_value=0, max_value=MOST_REPORTED, required=False, allow_null=True)


class ChangeBody(Body):
    """Another period for a booking; what is left out stays."""

    starts_at = Moment(required=False)
    ends_at = Moment(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        agreed = self.context["booking"].period
        starts_at, ends_at = attrs.get("starts_at", agreed.starts_at), attrs.get("ends_at", agreed.ends_at)
        return attrs | {"period": period_between(starts_at, ends_at)}
