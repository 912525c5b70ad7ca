"""The booking form of a machine and its verdict."""

from urllib.parse import urlencode

import pytest

from capacity.models import Extra
from tests import factories
from tests.capacity.views.machine_pages import asked, look
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in, soon
from tests.factories import SHANGHAI
from tests.today import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def test_a_page_just_opened_has_the_earliest_period_filled_in_with_its_price(stage):
    response = look(stage, actor=stage.buyer)

    typed = form(response, f"{stage.machine.get_absolute_url()}hold/")
    told = words(response)
    assert typed["date"] >= today().isoformat()
    assert "Free, and every rule is met" in told
    assert "Total, tax included ¥1,717.60" in told
    assert "Hold for 15 minutes" in told


def test_the_address_fills_the_form_and_prices_what_it_says(stage):
    told = words(look(stage, asked(soon(4, (9, 15))), stage.buyer))

    assert "Price for 6 h" in told
    assert "Machine time 6 h × ¥380.00 2,280.00" in told
    assert "¥2,576.40" in told


def test_a_refused_period_names_every_rule_and_the_next_that_passes_with_its_price():
    stage = set_stage(policy={"minimum_minutes": 240, "maximum_minutes": 480})
    stage.confirm(soon(4, (9, 13)))

    response = look(stage, asked(soon(4, (10, 11))), stage.buyer)

    told = words(response)
    assert "This period cannot be booked: 2 rules" in told
    assert "At least 4 h; you chose 1 h." in told
    assert "4 h · ¥1,717.60 all in" in told
    assert "4 more periods that work" in told
    assert "Price of the period that works (4 h)" in told


def test_the_fields_of_a_refused_period_point_at_the_refusal(stage):
    stage.confirm(soon(4, (9, 13)))

    page = look(stage, asked(soon(4, (10, 14))), stage.buyer).content.decode()

    assert page.count('aria-describedby="why"') >= 3
    assert page.count('aria-invalid="true"') == 3


def test_the_way_out_of_a_refusal_keeps_offer_units_and_extras():
    stage = set_stage(units=2, policy={"minimum_minutes": 240})
    extra = Extra.objects.create(
        offer=stage.offer, kind="operator", name_zh="操作员", name_en="Operator", amount_minor=9_000
    )

    response = look(stage, asked(soon(4, (10, 11)), units=2, extras=extra.pk), stage.buyer)

    url = response.context["verdict"].refusal.earliest.url
    assert f"offer={stage.offer.pk}" in url
    assert "units=2" in url
    assert f"extras={extra.pk}" in url


def test_a_period_can_end_on_another_day(stage):
    start, end = soon(4, (20, 24 + 9)).in_zone(SHANGHAI)
    query = urlencode({"date": start.date(), "starts": "20:00", "end_date": end.date(), "ends": "09:00"})

    told = words(look(stage, query, stage.buyer))

    assert "Price for 13 h" in told


def test_without_a_last_day_an_earlier_end_is_on_the_next_day(stage):
    query = urlencode(
        {
            "date": f"{soon(4, (0, 1)).in_zone(SHANGHAI).starts_at:%Y-%m-%d}",
            "starts": "22:00",
            "ends": "06:00",
        }
    )

    assert "Price for 8 h" in words(look(stage, query, stage.buyer))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"date": "someday", "starts": "09:00", "ends": "10:00"}, "Date: Enter a valid date."),
        ({"date": "2199-01-01", "starts": "09:00", "ends": "10:00"}, "Date: Choose a date up to"),
        ({"date": "0001-01-01", "starts": "09:00", "ends": "10:00"}, "Date: Choose a date up to"),
        ({"date": "2027-03-04", "starts": "", "ends": "10:00"}, "From: This field is required."),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(stage, typed, sentence):
    assert sentence in words(look(stage, urlencode(typed), stage.buyer))


def test_a_quantity_is_asked_and_priced_where_an_offer_counts_samples(stage):
    testing = factories.offer(stage.machine, kind="testing", name_en="Testing per sample")
    testing.rates.update(unit="sample", amount_minor=14_000)
    query = asked(soon(4, (9, 11)), offer=testing.pk, **{f"quantity_{testing.pk}": 6})

    told = words(look(stage, query, stage.buyer))

    assert "Samples" in told
    assert "Work 6 samples × ¥140.00 840.00" in told


def test_the_quote_is_the_verdict_alone_with_the_address_it_is_fetched_from_again(stage):
    url = f"{stage.machine.get_absolute_url()}quote/"
    query = asked(soon(4, (9, 15)))

    response = signed_in(stage.buyer, **ENGLISH).get(f"{url}?{query}")

    page = response.content.decode()
    assert "<html" not in page
    assert 'data-verdict="passes"' in page
    assert f'data-live-fragment="{url}?offer={stage.offer.pk}&amp;' in page
    assert "¥2,576.40" in words(response)


def test_a_quote_of_an_unfinished_form_says_what_is_missing(stage):
    response = signed_in(stage.buyer, **ENGLISH).get(
        f"{stage.machine.get_absolute_url()}quote/?date=&starts=09:00"
    )

    assert "Date: This field is required." in words(response)
    assert 'data-verdict="incomplete"' in response.content.decode()


def test_an_offer_that_is_not_of_this_machine_is_not_taken(stage):
    other = factories.offer()

    told = words(look(stage, asked(soon(4, (9, 15)), offer=other.pk), stage.buyer))

    assert "Offer: Select a valid choice." in told
