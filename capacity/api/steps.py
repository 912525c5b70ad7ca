"""Taking a step of a booking."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from capacity.api.lookups import booking_or_404
from capacity.api.orders import check_near
from capacity.api.quotes import judge_change
from capacity.api.refusals import RefusingEndpoint, Unbookable
from capacity.api.step_table import TAKINGS, Taking
from capacity.enums import Step
from capacity.models import Booking
from capacity.operations.changes import Moved
from capacity.operations.refusals import BookingRefused, NotPriced
from capacity.operations.staleness import expect
from capacity.serializers.booking_told import BookingTold
from capacity.serializers.bookings import BookingSerializer, MovedBookingSerializer
from capacity.serializers.problems import PaymentProblemSerializer, PeriodProblemSerializer
from marketplace.api.etags import expected_versions, tag_of
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation
from marketplace.api.parsing import read
from marketplace.periods import Period

_TO_PAY = {step: {402: PaymentProblemSerializer} for step in (Step.REQUEST, Step.CONFIRM)}


class BookingStep(RefusingEndpoint):
    """One step, as `taking` has it."""

    taking: Taking = TAKINGS[Step.REQUEST]  # as_view names the one

    @property
    def operation(self) -> Operation:
        taking = self.taking
        period_problem = PeriodProblemSerializer if taking.period or taking.step is Step.PROPOSE else None
        return Operation(
            id=f"{taking.step.value}_booking",
            summary=taking.summary,
            description=taking.description,
            tag="Steps of a booking",
            sends=taking.body,
            answers=MovedBookingSerializer if taking.period else BookingSerializer,
            takes_if_match=True,
            refuses={409: period_problem, 422: period_problem, **_TO_PAY.get(taking.step, {})},
        )

    @safely_repeatable
    def post(self, request: Request, reference: str) -> Response:
        booking = booking_or_404(self.actor, reference)
        said = read(self.taking.body, request.data)
        versions = expected_versions(request)
        if versions is not None:
            expect(booking, versions=versions)
        return self.answer(self.take(booking, said))

    def take(self, booking: Booking, said: dict[str, Any]) -> Booking | Moved:
        for period in _periods_in(said):
            check_near(period, self.now)
        try:
            return self.taking.take(booking, said, self.actor, self.now)
        except (BookingRefused, NotPriced) as refused:
            if self.taking.period is None:
                raise
            period = self.taking.period(booking, said)
            raise Unbookable(refused, lambda: judge_change(booking, period, self.now)) from refused

    def answer(self, taken: Booking | Moved) -> Response:
        booking = taken.booking if isinstance(taken, Moved) else taken
        difference = taken.difference if isinstance(taken, Moved) else None
        serializer = MovedBookingSerializer if isinstance(taken, Moved) else BookingSerializer
        told = self.told(serializer, BookingTold(booking, self.actor, self.now, change=difference))
        return Response(told, headers={"ETag": tag_of(told, booking.step_count)})


def _periods_in(said: dict[str, Any]) -> list[Period]:
    listed = [said, *said.get("periods", ())]
    return [each["period"] for each in listed if "period" in each]
