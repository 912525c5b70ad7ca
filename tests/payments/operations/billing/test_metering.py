"""The usage told by a meter: it delivers the booking, and the bill counts what it says."""

from datetime import datetime, timedelta

import pytest

from capacity.enums import BookingState as State
from capacity.enums import ChargeMode
from capacity.operations import usage
from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.enums import Role
from payments.models import MeterReading
from payments.operations.billing.metering import MeterRefused, deliver_by_meter
from payments.operations.owing import owed
from tests import factories
from tests.payments.billed import Billed

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal() -> Billed:
    """In use for two hours of three."""
    made = Billed(ChargeMode.USED)
    usage.check_in(booking=made.fresh(), by=made.buyer, now=made.booking.period.starts_at)
    made.now = made.booking.period.starts_at + timedelta(hours=2)
    return made


def file(deal: Billed, *runs: tuple[int, int]) -> bytes:
    """Runs in minutes after the start."""
    start = deal.booking.period.starts_at

    def moment(minutes: int) -> str:
        told: datetime = start + timedelta(minutes=minutes)
        return told.isoformat()

    rows = [f"{moment(begun)},{moment(ended)}" for begun, ended in runs]
    return "\n".join(["started_at,ended_at", *rows]).encode()


def send(deal: Billed, data: bytes, **others) -> MeterReading:
    told = {"by": deal.scheduler, "now": deal.now} | others
    return deliver_by_meter(booking=deal.fresh(), name="meter.csv", data=data, **told)


def test_a_bill_by_use_counts_the_time_in_which_the_machine_ran(deal: Billed):
    send(deal, file(deal, (0, 30), (60, 90)))
    booking = deal.fresh()
    before = owed(booking, State.COMPLETED)
    deal.follow()

    assert booking.state == State.DELIVERED
    assert booking.checked_out_at == booking.period.starts_at + timedelta(minutes=90)
    assert deal.told()[0] == ("machine_time", 60, 38_000, False)
    assert before == owed(deal.fresh(), State.COMPLETED)


def test_a_file_with_a_row_that_cannot_be_changes_nothing(deal: Billed):
    with pytest.raises(MeterRefused) as refused:
        send(deal, file(deal, (0, 30), (60, 130)))

    assert [fault.line for fault in refused.value.faults] == [3]
    assert deal.fresh().state == State.IN_USE
    assert not MeterReading.objects.exists()


def test_the_providers_schedulers_alone_report_and_only_while_it_is_in_use(deal: Billed):
    viewer = factories.member(deal.booking.provider, Role.VIEWER)
    for by in (deal.buyer, viewer, factories.operator()):
        with pytest.raises(NotAllowed):
            send(deal, file(deal, (0, 30)), by=by)

    send(deal, file(deal, (0, 30)))
    with pytest.raises(IllegalStep):
        send(deal, file(deal, (0, 30)))
