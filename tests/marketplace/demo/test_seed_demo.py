"""The seeded marketplace is whole, consistent and the same every time."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db.models import Count

from capacity import opening
from capacity.enums import BookingState, ClaimKind, RevisionState, Side, Step
from capacity.models import (
    ArchivedClaim,
    Booking,
    BookingStep,
    Claim,
    ListingRevision,
    Offer,
    OpeningException,
    Outage,
    Proposal,
    Resource,
)
from capacity.operations.archive import archive_past
from capacity.operations.assessments import Order, assess
from capacity.operations.invariants import violations
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.demo.seeding import demo
from marketplace.demo.seeding.scenes import PROPOSED_ON, SCENES, SHOWPIECE, tell_scenes
from marketplace.demo.seeding.story import tell_story
from marketplace.demo.seeding.troubles import OUT_NOW, make_troubles
from marketplace.demo.signins import BUYER, OPERATOR, PASSWORD, SCHEDULER
from marketplace.periods import Period
from payments.enums import AllocatedTo
from payments.models import Allocation, Invoice
from payments.operations.invoicing.credit import limit_between
from payments.operations.invoicing.invariants import broken_invoices

CHINA = ZoneInfo("Asia/Shanghai")

# The database is asked for by mark, so that it is made; `told` fills it once for the module.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


def test_nothing_in_it_contradicts_itself(now):
    assert list(violations(now)) == []


def test_three_thousand_bookings_stand_in_every_state():
    states = Counter(Booking.objects.values_list("state", flat=True))

    assert states.total() == 3000
    assert set(states) == set(BookingState.values)
    assert min(states.values()) >= 12


def test_two_hundred_and_forty_machines_are_listed_and_some_wait_for_the_operator(told):
    revisions = Counter(ListingRevision.objects.values_list("state", flat=True))
    waiting_again = Resource.objects.published().filter(revisions__state=RevisionState.SUBMITTED)

    assert Resource.objects.published().count() == 240
    assert waiting_again.count() >= 5
    assert min(revisions[state] for state in ("draft", "submitted", "rejected")) >= 3
    assert not ListingRevision.objects.filter(created_at__gt=told.now, submitted_at__isnull=False).exists()


def test_the_three_people_sign_in_and_act_as_they_should():
    roles = {
        membership.user.email: (membership.organisation.name_zh, set(membership.roles))
        for membership in Membership.objects.select_related("user", "organisation")
    }

    assert all(authenticate(username=each.email, password=PASSWORD) for each in (BUYER, SCHEDULER, OPERATOR))
    assert roles[BUYER.email] == ("苏州明川医疗器械", {"buyer", "approver", "finance"})
    assert roles[SCHEDULER.email] == ("苏州恒锐精密机械", {"scheduler", "lister", "finance"})
    assert User.objects.get(email=OPERATOR.email).is_operator
    assert authenticate(username="office@qiheng.rongtong.example", password=PASSWORD) is None


def test_the_buyer_has_bookings_in_every_state():
    buyer = Organisation.objects.get(slug="mingchuan")

    assert set(Booking.objects.booked_by(buyer).values_list("state", flat=True)) == set(BookingState.values)


def test_requests_wait_in_the_first_providers_inbox_the_most_urgent_within_hours(now):
    inbox = list(Booking.objects.provided_by(Organisation.objects.get(slug="hengrui")).to_answer(now))

    assert 5 <= len(inbox) <= 12
    assert inbox[0].answer_by - now < timedelta(hours=3)
    assert all(booking.resource.provider.slug == "hengrui" for booking in inbox)


def test_the_request_of_the_pictures_has_its_price():
    request = Booking.objects.get(
        resource__slug=SHOWPIECE, customer__slug="mingchuan", state=BookingState.REQUESTED
    )

    assert request.period.minutes == 480
    assert request.total_minor == 435_728


def test_the_machine_of_the_pictures_is_free_for_a_part_of_every_coming_week_and_busy_for_another(now):
    machine = Resource.objects.for_page().get(slug=SHOWPIECE)
    rules, exceptions = machine.opening_rules.all(), machine.opening_exceptions.all()
    week = Period(now + timedelta(days=1), now + timedelta(days=8))
    hours = opening.open_periods(rules, exceptions, machine.zone, week)
    open_minutes = sum(period.minutes for period in hours) * machine.units.count()
    busy = Claim.objects.filter(resource=machine).overlapping(week)
    busy_minutes = sum(claim.during.minutes for claim in busy)

    assert 0.03 < busy_minutes / open_minutes < 0.8


def test_an_hour_tomorrow_can_be_quoted_and_held_somewhere_on_it(now):
    machine = Resource.objects.for_page().get(slug=SHOWPIECE)
    offer = Offer.objects.with_terms().filter(resource=machine).first()
    noon = (now + timedelta(days=1)).replace(hour=4, minute=0)
    wish = Order(Period(noon, noon + timedelta(hours=2)))
    buyer = Organisation.objects.get(slug="mingchuan")

    assessment = assess(resource=machine, offer=offer, customer=buyer, order=wish, now=now)

    assert assessment.price is not None
    assert assessment.passes or assessment.alternatives


def test_every_trail_runs_forward_and_none_reaches_beyond_now(now):
    last = {}
    for step in BookingStep.objects.order_by("booking_id", "number"):
        assert last.get(step.booking_id, step.taken_at) <= step.taken_at <= now
        last[step.booking_id] = step.taken_at


def test_steps_of_people_name_them_and_steps_of_the_clock_nobody():
    nameless = BookingStep.objects.filter(taken_by__isnull=True)

    assert set(nameless.values_list("side", flat=True)) == {Side.CLOCK.value}
    assert not BookingStep.objects.exclude(side=Side.CLOCK).filter(acting_for__isnull=True).exists()
    assert set(BookingStep.objects.values_list("step", flat=True)) >= {
        Step.EXTEND_HOLD, Step.PROPOSE, Step.ACCEPT, Step.CONFIRM, Step.DELIVER, Step.COMPLETE, Step.NO_SHOW,
    }  # fmt: skip


def test_what_still_waits_has_time_to_be_looked_at(now):
    for booking in Booking.objects.filter(state__in=[BookingState.HELD, BookingState.REQUESTED]):
        assert booking.deadline - now > timedelta(minutes=10)


def test_every_booking_lies_in_opening_hours(told):
    for life in told.lives:
        stand = told.floor.stands[life.booking.resource_id]
        assert any(hours.contains(life.booking.period) for hours in stand.open_periods)


def test_every_booking_obeys_the_length_grid_and_notice_of_its_machine(told):
    for life in told.lives:
        limits, booking = life.limits, life.booking
        assert (limits.minimum_minutes or 0) <= booking.period.minutes <= (limits.maximum_minutes or 10**6)
        assert booking.period.starts_at.timestamp() % (limits.grid_minutes * 60) == 0
        assert booking.created_at + timedelta(minutes=limits.notice_minutes) <= booking.period.starts_at


def test_passes_are_held_where_machines_ask_for_them():
    asking = Booking.objects.filter(resource__policy__required_qualifications__isnull=False)

    assert asking.exists()
    for booking in asking.select_related("customer").prefetch_related(
        "resource__policy__required_qualifications", "customer__qualifications"
    ):
        held = {grant.qualification_id for grant in booking.customer.qualifications.all()}
        assert {each.pk for each in booking.resource.policy.required_qualifications.all()} <= held


def test_a_line_and_its_machines_are_booked_against_each_other():
    line_bookings = Booking.objects.filter(resource__slug__startswith="line-").values("pk")
    on_parts = ArchivedClaim.objects.filter(booking_id__in=line_bookings, resource__parent__isnull=False)
    shadows = (
        Claim.objects.filter(is_shadow=True).count() + ArchivedClaim.objects.filter(is_shadow=True).count()
    )

    assert on_parts.filter(is_shadow=False).exists()
    assert shadows > 0


def test_outages_of_yesterday_now_and_tomorrow_take_their_time(now):
    outages = Outage.objects.all()

    assert outages.filter(during__endswith__lt=now).exists()
    assert outages.filter(during__startswith__gt=now).exists()
    assert set(outages.filter(during__contains=now).values_list("resource__slug", flat=True)) >= set(
        OUT_NOW.values()
    )
    assert set(Claim.objects.filter(outage__isnull=False).values_list("kind", flat=True)) == {
        ClaimKind.OUTAGE.value,
        ClaimKind.MAINTENANCE.value,
    }


def test_two_other_times_are_proposed_to_the_buyer(now):
    proposals = Proposal.objects.filter(booking__resource__slug=PROPOSED_ON, closed_at__isnull=True)

    assert proposals.count() == 2
    assert all(proposal.expires_at > now and proposal.claims.exists() for proposal in proposals)


def test_nothing_is_left_for_the_nightly_archive(now):
    assert ArchivedClaim.objects.exists()
    assert not Claim.objects.filter(
        during__endswith__lte=now - timedelta(days=1), expires_at__isnull=True
    ).exists()


def test_holidays_close_the_shops():
    closed = OpeningException.objects.filter(opens_at__isnull=True)

    assert {"国庆节", "春节"} <= set(closed.values_list("reason_zh", flat=True))
    assert closed.exclude(reason_en="").count() == closed.count()


def test_bookings_are_spread_over_customers_and_providers():
    of_one = Booking.objects.values("customer").annotate(count=Count("pk")).order_by("-count")
    providers = Booking.objects.values("provider").distinct()

    assert of_one[0]["count"] < 300
    assert providers.count() == 20


def test_the_scenes_are_played_on_machines_that_exist(told):
    assert {scene.machine for scene in SCENES} <= set(told.floor.by_slug)


def test_seeding_again_changes_nothing(capsys):
    call_command("seed_demo")

    assert "nothing was changed" in capsys.readouterr().out
    assert Booking.objects.count() == 3000


def test_the_same_moment_tells_the_same_story(told):
    """The author is sat down before the same floor again, and nothing is written."""
    again = demo.author_of(told.people, told.now)
    make_troubles(again)
    tell_scenes(again)
    tell_story(again, lambda _count: None)

    assert [_gist(life) for life in again.lives] == [_gist(life) for life in told.lives]


def _gist(life):
    booking = life.booking
    return (booking.reference, booking.resource_id, booking.period, booking.state, booking.total_minor)


@pytest.mark.parametrize(
    "moment", [datetime(2027, 2, 7, 3, 10, tzinfo=CHINA), datetime(2026, 12, 13, 22, 0, tzinfo=CHINA)]
)
def test_on_a_holidays_night_and_on_a_sunday_evening_every_state_is_told_as_well(told, moment):
    """On the machines of another day, whose holidays are the same; nothing is written."""
    author = demo.author_of(told.people, moment.astimezone(UTC))
    tell_scenes(author)
    tell_story(author, lambda _count: None)

    assert len(author.lives) == 3000
    assert {life.state for life in author.lives} == set(BookingState)


def test_at_whatever_moment_it_is_told_no_unit_is_taken_twice(told):
    """Among them the times that are offered for one request; nothing is written."""
    for number in range(12):
        author = demo.author_of(told.people, told.now + number * timedelta(hours=17, minutes=7))
        tell_scenes(author)

        assert [pair for pair in pairwise(sorted(_taken(author))) if _meet(*pair)] == []


def _taken(author) -> Iterator[tuple[int, datetime, datetime]]:
    for life in author.lives:
        if life.holds_claims:
            for occupied, during in [(life.occupied, life.during), *_offered(life)]:
                yield from ((each.unit_id, during.starts_at, during.ends_at) for each in occupied)


def _offered(life):
    return [(each.occupied, each.during) for each in life.proposals]


def _meet(earlier: tuple[int, datetime, datetime], later: tuple[int, datetime, datetime]) -> bool:
    return earlier[0] == later[0] and later[1] < earlier[2]


def test_archiving_finds_nothing_to_move(told):
    assert archive_past(now=told.now) == 0


def test_some_of_what_was_used_is_owed_on_terms_paid_due_and_overdue(told):
    today = told.now.astimezone(CHINA).date()
    invoices = Invoice.objects.filter(provider__slug="hengrui")

    assert invoices.filter(open_minor=0).exists()
    assert invoices.filter(customer__slug="mingchuan", open_minor__gt=0).exists()
    overdue = invoices.overdue(today).filter(terms__payer__gt="", terms__late_ppm__isnull=False)
    assert overdue.count() >= 2
    assert all(invoice.reminders.count() == 5 for invoice in overdue)
    assert limit_between(
        Organisation.objects.get(slug="mingchuan").pk,
        Organisation.objects.get(slug="hengrui").pk,
        "CNY",
        today,
    )
    assert Allocation.objects.filter(invoice__in=invoices, to=AllocatedTo.INTEREST).exists()
    assert list(broken_invoices()) == []
