"""What a list of bookings may be asked for."""

from __future__ import annotations

from capacity.enums import BookingState, Side
from marketplace.api.fields import OneOf, QueryMoment, Text
from marketplace.api.parsing import Body

SIDES = [(Side.CUSTOMER.value, Side.CUSTOMER.label), (Side.PROVIDER.value, Side.PROVIDER.label)]


class BookingQuery(Body):
    side = OneOf(choices=SIDES, required=False, help_text="Only those made, or only those provided.")
    state = OneOf(choices=BookingState.choices, required=False, help_text="The state in effect now.")
    since = QueryMoment(
        required=False, help_text="Only those of which a step was taken at this time or later."
    )
    resource = Text(max_length=80, required=False, help_text="Only those of the resource of this id.")
