"""The page of one machine: what it is, what it costs, when it is free, and for whom."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from capacity.enums import RevisionState
from capacity.models import OpeningException, Rate, Specification
from capacity.operations import resources
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.machine_pages import asked, feed, look
from tests.capacity.views.reading import words
from tests.capacity.views.stage import CHINESE, ENGLISH, require_pass, set_stage, signed_in, soon
from tests.factories import SHANGHAI
from tests.today import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def test_somebody_signed_out_sees_prices_and_is_asked_to_sign_in_with_the_period_kept(stage):
    response = look(stage, asked(soon(4, (9, 15))))

    assert "¥2,576.40" in words(response)
    assert "Sign in to hold" in words(response)
    assert "starts%3D09%253A00" in response.content.decode()


def test_a_viewer_is_told_who_can_book(stage):
    viewer = factories.member(stage.buyer.organisation, Role.VIEWER)

    told = words(look(stage, actor=viewer))

    assert "Your role does not allow booking" in told
    assert "Hold for 15 minutes" not in told


def test_somebody_without_an_organisation_is_told_that_and_nothing_of_roles(stage):
    newcomer = Actor.without_organisation(factories.user())

    told = words(look(stage, actor=newcomer))

    assert "You do not act for an organisation yet" in told
    assert "Your role does not allow booking" not in told


def test_the_provider_does_not_book_its_own_machine(stage):
    told = words(look(stage, actor=stage.scheduler))

    assert "This is your own machine" in told
    assert "Hold for 15 minutes" not in told


def test_a_missing_qualification_is_told_with_the_way_to_get_it(stage):
    require_pass(stage.machine)

    told = words(look(stage, actor=stage.buyer))

    assert "Needs the qualification “TC4 fixturing”. Ask for the half-day course." in told


def test_a_running_hold_of_ones_own_takes_the_place_of_the_form(stage):
    booking = stage.hold()

    response = look(stage, actor=stage.buyer)

    told = words(response)
    assert "Held for you" in told
    assert booking.get_absolute_url() in response.content.decode()
    assert "Hold for 15 minutes" not in told


def test_somebody_elses_hold_is_not_told_to_be_a_hold(stage):
    booking = stage.hold()
    other = factories.member(factories.organisation(), Role.BUYER)

    response = look(stage, actor=other)

    assert "Held for you" not in words(response)
    assert booking.reference not in response.content.decode()


def test_specifications_stand_in_the_order_of_the_class_with_their_units(stage):
    revision = stage.machine.published_revision
    figures = {"spindle_speed": 15_000, "travel_x": 650, "travel_y": 520, "travel_z": 475}
    Specification.objects.bulk_create(
        Specification(revision=revision, kind=kind, minimum=value, maximum=value)
        for kind, value in figures.items()
    )

    told = words(look(stage))

    assert "Travel X · Y · Z 650 · 520 · 475 mm Top spindle speed 15 000 rpm" in told


def test_the_price_table_marks_the_readers_class_and_the_list_price_without_one(stage):
    Rate.objects.create(offer=stage.offer, amount_minor=34_200, customer_class="small")

    mine, anybody = look(stage, actor=stage.buyer), look(stage)

    assert "Small firm (you)" in words(mine)
    assert "¥342.00/h" in words(mine)
    table = anybody.context["page"].prices
    assert [(each.label, each.kept) for each in table.classes] == [
        ("List price", True),
        ("Small firm", False),
    ]


def test_opening_hours_group_equal_days_and_tell_the_exceptions_that_are_coming(stage):
    stage.machine.opening_rules.all().delete()
    for weekday in (1, 2, 3, 4, 5):
        stage.machine.opening_rules.create(weekday=weekday, opens_at=time(8), closes_at=time(20))
    closed = today() + timedelta(days=9)
    OpeningException.objects.create(resource=stage.machine, on=closed, reason_en="Stock-taking")

    response = look(stage)

    told = words(response)
    is_weekend = response.context["page"].today.isoweekday() in {6, 7}
    assert f"Mon–Fri{'' if is_weekend else ' (today)'} 08:00–20:00" in told
    assert f"Sat–Sun{' (today)' if is_weekend else ''} closed" in told
    assert f"{closed.day} {closed:%b} · Stock-taking closed" in told


def test_street_and_contact_are_on_no_public_page(stage):
    told = look(stage).content.decode()

    assert "288 Xinggang Street" not in told
    assert "138 0000 1764" not in told


def test_the_week_stands_as_a_list_where_no_script_draws_it(stage):
    stage.confirm(soon(4, (9, 13)))

    told = words(look(stage, asked(soon(4, (14, 16)))))

    assert "09:00–13:00 Busy" in told


def test_a_reader_gets_the_listing_in_their_language(stage):
    assert "5-axis centre" in words(look(stage, **ENGLISH))
    assert "五轴加工中心" in words(look(stage, **CHINESE))


def test_a_draft_is_seen_by_its_owner_alone(stage):
    draft = factories.resource(at=stage.machine.site, is_published=False)
    draft.revisions.create(number=1, title_zh="新机", title_en="New machine")
    address = draft.get_absolute_url()

    owner = signed_in(stage.scheduler, **ENGLISH).get(address)
    stranger = signed_in(stage.buyer, **ENGLISH).get(address)

    assert "New machine" in words(owner)
    assert "the listing is not public" in words(owner)
    assert stranger.status_code == 404
    assert "New machine" not in stranger.content.decode()


def test_a_listing_that_was_taken_back_is_gone_with_machines_that_could_do(stage):
    other = factories.resource(title_en="5-axis centre C 32 U", slug="c-32-u")
    lister = factories.member(stage.machine.provider, Role.LISTER)
    resources.retire_resource(resource=stage.machine, by=lister, now=timezone.now())

    response = look(stage)

    told = words(response)
    assert response.status_code == 404
    assert "Below are other machines" in told
    assert "5-axis centre C 32 U" in told
    assert other.get_absolute_url() in response.content.decode()


def test_what_was_never_public_is_not_told_to_have_been(stage):
    draft = factories.resource(at=stage.machine.site, is_published=False)
    draft.revisions.create(
        number=1,
        title_zh="新机",
        state=RevisionState.REJECTED,
        decided_at=timezone.now(),
        reason_code="incomplete",
    )

    response = Client(**ENGLISH).get(draft.get_absolute_url())

    assert response.status_code == 404
    assert "Below are other machines" not in words(response)


def test_the_calendar_tells_strangers_busy_and_parties_their_own(stage):
    booking = stage.confirm(soon(4, (9, 13)))
    first = soon(4, (0, 1)).in_zone(SHANGHAI).starts_at.date()
    window = f"from={first}&to={first + timedelta(days=1)}"

    stranger, mine = feed(stage, window).json(), feed(stage, window, stage.buyer).json()

    assert [(each["kind"], each["start"]) for each in stranger["blocks"]] == [("busy", f"{first}T09:00")]
    assert booking.reference not in str(stranger)
    assert ("mine", booking.reference) in [(each["kind"], each.get("note")) for each in mine["blocks"]]
    assert stranger["open"] == [{"start": f"{first}T00:00", "end": f"{first + timedelta(days=1)}T00:00"}]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2027-03-01",
        "from=x&to=y",
        "from=2027-03-08&to=2027-03-01",
        "from=2027-01-01&to=2027-12-31",
        "from=0001-01-01&to=0001-01-02",
    ],
)
def test_a_window_that_is_none_is_refused(stage, query):
    assert feed(stage, query).status_code == 400


def test_the_calendar_opens_on_the_week_that_was_asked_for_even_if_it_is_refused(stage):
    stage.machine.opening_rules.all().delete()
    wanted = soon(9, (9, 13))

    page = look(stage, asked(wanted)).context["page"]

    assert page.ordering.verdict.refusal
    assert page.day == wanted.in_zone(SHANGHAI).starts_at.date()


def test_chinese_joins_weekdays_by_a_word(stage):
    stage.machine.opening_rules.all().delete()
    for weekday in (1, 2, 3, 4, 5):
        stage.machine.opening_rules.create(weekday=weekday, opens_at=time(8), closes_at=time(20))

    assert "周一至周五" in words(look(stage, **CHINESE))
