"""Django's admin writes bookings through the same operation as everybody."""

import pytest

from capacity.models import Booking
from marketplace.accounts.enums import Role
from tests.calling import coming
from tests.factories import SHANGHAI, member, offer, operator, organisation

pytestmark = pytest.mark.django_db

ADD = "/admin/capacity/booking/add/"


def form_for(made, buyer, hours=(9, 12)):
    wall = coming(hours, days=5).in_zone(SHANGHAI)
    form = {"member": buyer.membership.pk, "offer": made.pk, "units": 1, "quantity": 1, "note": ""}
    for name, moment in (("starts_at", wall.starts_at), ("ends_at", wall.ends_at)):
        form |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
    return form


@pytest.fixture
def buyer():
    return member(organisation(), Role.BUYER)


def test_an_operator_holds_on_behalf_of_a_member(client, buyer):
    made = offer()
    client.force_login(operator().user)

    client.post(ADD, form_for(made, buyer))

    booking = Booking.objects.get()
    assert (booking.customer, booking.state) == (buyer.organisation, "held")
    assert booking.steps.get().taken_by == buyer.user
    assert booking.claims.count() == 1


def test_a_taken_period_is_told_at_the_form_and_nothing_is_written(client, buyer):
    made = offer()
    client.force_login(operator().user)
    client.post(ADD, form_for(made, buyer))

    answer = client.post(ADD, form_for(made, buyer, (11, 13)))

    assert answer.context["adminform"].form.non_field_errors()
    assert Booking.objects.count() == 1


def test_nobody_but_operators_comes_in(client, buyer):
    client.force_login(buyer.user)

    answer = client.post(ADD, form_for(offer(), buyer))

    assert answer["Location"].startswith("/admin/login/")
    assert not Booking.objects.exists()


def test_a_period_beyond_all_calendars_is_refused_unread(client, buyer):
    client.force_login(operator().user)
    form = form_for(offer(), buyer) | {"ends_at_0": "9999-12-31"}

    answer = client.post(ADD, form)

    assert list(answer.context["adminform"].form.errors) == ["ends_at"]
    assert not Booking.objects.exists()
