"""Units come and go; none goes that somebody has booked."""

from datetime import timedelta

import pytest

from capacity.enums import OutageKind
from capacity.models import Claim, Resource, Unit
from capacity.operations import holds, outages, structure, units
from capacity.operations.assessments import Order
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests import factories
from tests.factories import NOW, period

pytestmark = pytest.mark.django_db


def lister_of(machine):
    return factories.member(machine.provider, Role.LISTER)


def held(machine, **order):
    buyer = factories.member(factories.organisation(), Role.BUYER)
    return holds.hold(offer=factories.offer(machine), order=Order(period(), **order), by=buyer, now=NOW)


def test_a_new_unit_takes_the_next_number_and_is_told():
    machine = factories.resource(units=2)

    unit = units.add_unit(resource=machine, label="C 机", by=lister_of(machine), now=NOW)

    assert (unit.number, str(unit)) == (3, "C 机")
    event = Event.objects.get(resource_id=machine.pk)
    assert (event.data["cause"], event.version) == ("units", Resource.objects.get(pk=machine.pk).version)


def test_a_booked_unit_is_not_retired_and_the_booking_is_named():
    machine = factories.resource(units=2)
    booking = held(machine)
    unit = Unit.objects.get(claims__booking=booking)

    with pytest.raises(units.HasComing, match=booking.reference) as refusal:
        units.retire_unit(unit=unit, by=lister_of(machine), now=NOW)

    assert refusal.value.references == [booking.reference]
    unit.refresh_from_db()
    assert unit.retired_at is None


def test_once_the_hold_is_over_its_unit_can_go():
    machine = factories.resource(units=2)
    unit = Unit.objects.get(claims__booking=held(machine))

    units.retire_unit(unit=unit, by=lister_of(machine), now=NOW + timedelta(minutes=15))

    assert unit.retired_at == NOW + timedelta(minutes=15)


def test_a_unit_with_an_outage_is_not_retired():
    machine = factories.resource(units=2)
    unit = machine.units.first()
    outages.report_outage(
        resource=machine,
        units=[unit],
        period=period(),
        kind=OutageKind.OUTAGE,
        by=factories.member(machine.provider, Role.SCHEDULER),
        now=NOW,
    )

    with pytest.raises(units.HasComing) as refusal:
        units.retire_unit(unit=unit, by=lister_of(machine), now=NOW)

    assert refusal.value.references == []


def test_the_last_unit_stays():
    machine = factories.resource()

    with pytest.raises(units.BadUnit):
        units.retire_unit(unit=machine.units.get(), by=lister_of(machine), now=NOW)


def test_a_whole_has_one_unit():
    line = factories.resource()
    part = factories.resource(at=line.site, parent=line)

    with pytest.raises(units.BadUnit):
        units.add_unit(resource=line, by=lister_of(line), now=NOW)

    assert units.add_unit(resource=part, by=lister_of(line), now=NOW).number == 2


def test_no_unit_is_added_below_a_booked_whole():
    line = factories.resource()
    part = factories.resource(at=line.site, parent=line)
    booking = held(line)

    with pytest.raises(units.HasComing, match=booking.reference):
        units.add_unit(resource=part, by=lister_of(line), now=NOW)


def test_another_firm_does_not_touch_units():
    machine = factories.resource(units=2)
    stranger = factories.member(factories.provider(), Role.OWNER)

    for attempt in (
        lambda: units.add_unit(resource=machine, by=stranger, now=NOW),
        lambda: units.retire_unit(unit=machine.units.first(), by=stranger, now=NOW),
        lambda: units.rename_unit(unit=machine.units.first(), label="X", serial_number="", by=stranger),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert [(unit.label, unit.retired_at) for unit in machine.units.all()] == [("", None), ("", None)]


def pair():
    line = factories.resource()
    return line, factories.resource(at=line.site)


def test_booking_a_part_afterwards_keeps_the_whole_from_being_booked():
    line, machine = pair()

    structure.set_parent(resource=machine, parent=line, by=lister_of(line), now=NOW)
    machine.refresh_from_db()
    booking = held(machine)

    shadow = Claim.objects.get(booking=booking, is_shadow=True)
    assert shadow.resource == line


def test_a_booked_machine_is_not_put_into_a_line():
    line, machine = pair()
    booking = held(machine)

    with pytest.raises(units.HasComing, match=booking.reference):
        structure.set_parent(resource=machine, parent=line, by=lister_of(line), now=NOW)

    machine.refresh_from_db()
    assert machine.parent is None


def test_nothing_joins_a_line_that_is_booked():
    line, machine = pair()
    booking = held(line)

    with pytest.raises(units.HasComing, match=booking.reference):
        structure.set_parent(resource=machine, parent=line, by=lister_of(line), now=NOW)


def test_a_machine_joins_a_line_of_which_another_part_is_booked():
    line, machine = pair()
    held(factories.resource(at=line.site, parent=line))

    structure.set_parent(resource=machine, parent=line, by=lister_of(line), now=NOW)

    assert machine.parent == line


def test_a_booked_part_does_not_leave_its_line():
    line, _machine = pair()
    part = factories.resource(at=line.site, parent=line)
    held(line)

    with pytest.raises(units.HasComing):
        structure.set_parent(resource=part, parent=None, by=lister_of(line), now=NOW)


def test_nothing_becomes_part_of_itself_of_its_own_part_or_of_twins():
    line = factories.resource()
    part = factories.resource(at=line.site, parent=line)
    twins = factories.resource(at=line.site, units=2)

    for child, parent in ((line, line), (line, part), (part, twins)):
        with pytest.raises(structure.BadParent):
            structure.set_parent(resource=child, parent=parent, by=lister_of(line), now=NOW)


def test_no_machine_becomes_part_of_another_firms():
    machine = factories.resource()

    with pytest.raises(structure.BadParent):
        structure.set_parent(resource=machine, parent=factories.resource(), by=lister_of(machine), now=NOW)
    with pytest.raises(NotAllowed):
        structure.set_parent(
            resource=machine, parent=None, by=factories.member(factories.provider(), Role.OWNER), now=NOW
        )
