"""Which saved searches a changed listing newly answers."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from capacity.enums import OutageKind
from capacity.operations import outages
from marketplace.accounts.enums import Role
from search.enums import Cause
from search.matching import match_listing
from search.models import SavedSearchMatch, SeenListing
from tests import factories
from tests.factories import NOW, period
from tests.search.saved.keeping import SUZHOU, buyer, keep, look, told_of

pytestmark = pytest.mark.django_db

MARCH_3 = {"day": "2027-03-03", "until": "2027-03-03"}


@pytest.fixture
def machine():
    made = factories.resource(at=factories.site(**SUZHOU))
    factories.offer(made)
    return made


def out(machine, days, hours=(0, 24)):
    """The whole machine is out for a time."""
    return outages.report_outage(
        resource=machine,
        units=list(machine.units.all()),
        period=period(hours, days=days),
        kind=OutageKind.OUTAGE,
        by=factories.member(machine.provider, Role.SCHEDULER),
        now=NOW,
    ).outage


def back(machine, outage):
    outages.end_outage(outage=outage, by=factories.member(machine.provider, Role.SCHEDULER), now=NOW)


def test_a_new_listing_is_told_to_the_searches_that_it_answers_and_to_no_other(machine):
    answered = [
        keep(machine="five_axis"),
        keep(q="五轴"),
        keep(machine="five_axis", place="苏州", radius=50),
        keep(hours=6, **MARCH_3),
        keep(hours=6),
        keep(),
        keep(kind="processing", ceiling="5000", mode="row", hours=4),
    ]
    others = [
        keep(machine="gantry"),
        keep(q="三坐标"),
        keep(machine="five_axis", place="西安", radius=50),
        keep(hours=13, **MARCH_3),
        keep(instant="true"),
        keep(kind="bare_rental"),
        keep(ceiling="10", hours=4),
    ]

    look(machine, is_listing=True)

    assert [len(told_of(each)) for each in answered] == [1] * len(answered)
    assert [len(told_of(each)) for each in others] == [0] * len(others)
    assert {each.cause for each in SavedSearchMatch.objects.all()} == {Cause.LISTING}


def test_what_answered_before_is_not_told_again_when_something_else_changes(machine):
    look(machine, is_listing=True)
    saved = keep(machine="five_axis")

    machine.published_revision.title_en = "Five-axis centre, now with probe"
    machine.published_revision.save()
    look(machine, is_listing=True)

    assert told_of(saved) == []


def test_a_change_tells_those_whom_it_newly_answers(machine):
    look(machine, is_listing=True)
    probe, cheap = keep(q="probe"), keep(ceiling="1000", hours=4)

    machine.published_revision.title_en = "Five-axis centre with probe"
    machine.published_revision.save()
    look(machine, is_listing=True)
    assert (len(told_of(probe)), len(told_of(cheap))) == (1, 0)

    machine.offers.get().rates.update(amount_minor=10_000)
    look(machine, is_listing=True)
    assert len(told_of(cheap)) == 1


def test_a_slot_that_is_freed_is_told_with_its_time(machine):
    outage = out(machine, days=2)
    look(machine, is_listing=True)
    wanted, elsewhere = keep(hours=6, **MARCH_3), keep(hours=6, day="2027-03-05", until="2027-03-05")
    timeless = keep(machine="five_axis")

    back(machine, outage)
    look(machine)

    (match,) = told_of(wanted)
    assert (match.cause, match.minutes) == (Cause.TIME, 360)
    assert match.starts_at == period((8, 14), days=2).starts_at
    assert told_of(elsewhere) == told_of(timeless) == []


def test_time_that_is_taken_tells_nobody_and_asks_for_no_saved_search(machine):
    look(machine, is_listing=True)
    saved = keep(hours=6, **MARCH_3)

    out(machine, days=5)
    with CaptureQueriesContext(connection) as captured:
        look(machine)

    assert not any("search_savedsearch" in query["sql"] for query in captured)
    assert told_of(saved) == []


def test_a_slot_of_one_unit_is_no_news_while_another_unit_has_the_same():
    machine = factories.resource(units=2)
    first = machine.units.first()
    outage = outages.report_outage(
        resource=machine,
        units=[first],
        period=period((0, 24), days=2),
        kind=OutageKind.OUTAGE,
        by=factories.member(machine.provider, Role.SCHEDULER),
        now=NOW,
    ).outage
    look(machine, is_listing=True)
    saved = keep(hours=6, **MARCH_3)

    back(machine, outage)
    look(machine)

    assert told_of(saved) == []


def test_a_slot_that_comes_and_goes_is_told_once_a_day(machine):
    outage = out(machine, days=2)
    look(machine, is_listing=True)
    saved = keep(hours=6, **MARCH_3)

    for hours in range(3):
        back(machine, outage)
        look(machine, now=NOW + timedelta(hours=hours))
        outage = out(machine, days=2)
        look(machine, now=NOW + timedelta(hours=hours))
    assert [each.on for each in told_of(saved)] == [date(2027, 3, 1)]

    back(machine, outage)
    look(machine, now=NOW + timedelta(days=1))
    assert [each.on for each in told_of(saved)] == [date(2027, 3, 1), date(2027, 3, 2)]


def test_late_and_doubled_changes_are_looked_at_once(machine):
    outage = out(machine, days=2)
    look(machine, is_listing=True)
    saved = keep(hours=6, **MARCH_3)
    back(machine, outage)
    look(machine)

    with CaptureQueriesContext(connection) as captured:
        look_again(machine, version=machine.version)
        look_again(machine, version=machine.version - 1)

    assert len(captured) == 8  # a lock each, in a transaction
    assert len(told_of(saved)) == 1


def look_again(machine, version):
    with transaction.atomic():
        match_listing(resource_id=machine.pk, version=version, is_listing=False, now=NOW)


def test_a_listing_that_goes_and_comes_back_is_new_again(machine):
    look(machine, is_listing=True)
    saved = keep(machine="five_axis")

    revision, machine.published_revision = machine.published_revision, None
    machine.save(update_fields=["published_revision"])
    look(machine, is_listing=True)
    assert SeenListing.objects.get(pk=machine.pk).document is None

    machine.published_revision = revision
    machine.save(update_fields=["published_revision"])
    look(machine, is_listing=True)
    assert len(told_of(saved)) == 1


def test_looking_takes_a_fixed_number_of_queries_however_many_searches_are_answered(machine):
    def count(many):
        for number in range(many):
            keep(q=f"五轴 {number}" if number % 2 else "five-axis", hours=2, now=NOW)
        SeenListing.objects.update(document=None)
        with CaptureQueriesContext(connection) as captured:
            look(machine, is_listing=True, now=NOW)
        return len(captured)

    look(machine, is_listing=True)
    count(1)

    assert count(2) == count(8) == 28


def test_a_draft_tells_nobody():
    saved = keep(machine="five_axis")

    look(factories.resource(is_published=False), is_listing=True)

    assert told_of(saved) == []


def test_a_listing_that_was_never_looked_at_is_no_news_when_its_calendar_changes(machine):
    saved = keep(machine="five_axis")

    look(machine)

    assert told_of(saved) == []


def test_only_who_waits_is_told(machine):
    left = buyer()
    left.membership.is_active = False
    left.membership.save()
    gone = keep(left, machine="five_axis")
    paused, deleted = keep(machine="five_axis"), keep(machine="five_axis")
    type(paused).objects.filter(pk=paused.pk).update(paused_at=NOW)
    type(paused).objects.filter(pk=deleted.pk).update(deleted_at=NOW)
    over = keep(machine="five_axis", hours=2, day="2027-02-01", until="2027-02-02")

    look(machine, is_listing=True)

    assert [told_of(each) for each in (gone, paused, deleted, over)] == [[]] * 4


def test_the_price_is_that_of_the_members_own_class(machine):
    machine.offers.get().rates.create(amount_minor=1_000, customer_class="small")
    small = keep(ceiling="100", hours=4)
    large = keep(
        factories.member(factories.organisation(size_class="large"), Role.BUYER), ceiling="100", hours=4
    )

    look(machine, is_listing=True)

    assert (len(told_of(small)), len(told_of(large))) == (1, 0)
