"""Offers and limits on their pages, and what the pages of setting up cost."""

import pytest

from tests import factories
from tests.capacity.forms.test_setting_up import sent_offer

pytestmark = pytest.mark.django_db


def test_an_offer_is_added_changed_and_taken_off(workshop):
    answer = workshop.client.post(workshop.url("add_offer"), sent_offer(), follow=True)
    offer = workshop.machine.offers.latest("pk")
    page = answer.content.decode()

    assert "¥380.50" in page
    assert offer.charge_mode == "used"
    assert [tier.refund_basis_points for tier in offer.tiers.order_by("-notice_minutes")] == [10_000, 1250]

    workshop.client.post(workshop.url("offer", offer.pk), sent_offer(**{"rates-0-amount": "400"}))
    assert offer.rates.get().amount_minor == 40_000

    workshop.post("retire_offer", offer.pk)
    offer.refresh_from_db()
    assert not offer.is_active
    workshop.post("bring_back_offer", offer.pk)
    offer.refresh_from_db()
    assert offer.is_active


def test_an_offer_without_a_price_is_refused_in_words(workshop):
    answer = workshop.client.post(workshop.url("add_offer"), sent_offer(**{"rates-0-DELETE": "on"}))

    assert answer.status_code == 422
    assert "needs at least one rate" in answer.content.decode()
    assert workshop.machine.offers.count() == 1


def test_a_wrong_amount_is_named_and_the_rest_is_kept(workshop):
    answer = workshop.client.post(workshop.url("add_offer"), sent_offer(**{"rates-0-amount": "cheap"}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“cheap” is not an amount" in page
    assert 'value="操作员"' in page


def test_the_offer_of_another_machine_is_not_edited_here(workshop):
    other = factories.offer(factories.resource(workshop.firm))

    assert workshop.client.get(workshop.url("offer", other.pk)).status_code == 404


def test_the_offers_cost_the_same_for_many(workshop, django_assert_num_queries):
    workshop.get("offers")
    for _number in range(4):
        factories.offer(workshop.machine)

    # user, memberships, machine, offers with rates, extras and tiers, latest revision, the bar's counts
    with django_assert_num_queries(10):
        workshop.get("offers")


def limits_form(**changes):
    sent = {
        "is_operational": "on",
        "grid_minutes": "30 min",
        "notice_minutes": "2 h",
        "set_up_minutes": "0",
        "clean_up_minutes": "15 min",
        "no_show_minutes": "30 min",
        "maximum_minutes": "2 d",
    }
    return sent | changes


def test_limits_are_saved_in_the_units_people_write(workshop):
    page = workshop.post("limits", **limits_form()).content.decode()

    policy = workshop.machine.policy
    policy.refresh_from_db()
    assert (policy.grid_minutes, policy.notice_minutes, policy.maximum_minutes) == (30, 120, 2880)
    assert policy.minimum_minutes is None
    assert 'value="2 h"' in page
    assert 'value="2 d"' in page


def test_limits_that_exclude_each_other_are_refused_and_kept(workshop):
    answer = workshop.client.post(workshop.url("limits"), limits_form(minimum_minutes="3 d"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "longer than the longest" in page
    assert 'value="3 d"' in page


def test_a_length_without_a_unit_is_named(workshop):
    answer = workshop.client.post(workshop.url("limits"), limits_form(notice_minutes="soon"))

    assert list(answer.context["form"].errors) == ["notice_minutes"]
    assert "write 90 min" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "queries"),
    [("units", 7), ("hours", 11), ("limits", 8), ("facts", 10), ("add_offer", 6)],
)
def test_the_pages_of_setting_up_cost_a_fixed_number_of_queries(
    workshop, page, queries, django_assert_num_queries
):
    workshop.get(page)
    for _number in range(4):
        factories.resource(workshop.firm)
        workshop.held(days=4 + _number)

    with django_assert_num_queries(queries):
        workshop.get(page)
