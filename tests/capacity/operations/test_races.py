"""Many at once for one slot: exactly as many winners as units, no deadlock, no error."""

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from capacity.models import Booking, Claim
from capacity.operations import holds, invariants
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused
from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from tests.calling import coming
from tests.factories import NOW, SHANGHAI, member, offer, operator, organisation, period, provider, resource
from tests.racing import all_at_once, in_processes

pytestmark = pytest.mark.django_db(transaction=True)

CONTENDERS = 64


def attempt(made, by, when):
    def run():
        try:
            holds.hold(offer=made, order=Order(when), by=by, now=NOW)
        except BookingRefused:
            return "refused"
        return "won"

    return run


class Contest:
    """Buyers of eight firms before one machine, and the four ways in which they can reach for it."""

    def __init__(self, units):
        policy = {"horizon_days": None, "notice_minutes": 0}
        self.offer = offer(resource(units=units, policy=policy))
        self.buyers = [member(organisation(), Role.BUYER) for _ in range(8)]
        self.secrets = [tokens.issue(membership=buyer.membership).secret for buyer in self.buyers]
        self.operator = operator().user

    def window(self, day, shift):
        """Three hours, `day` days from now, begun `shift` quarters of an hour later."""
        return coming(days=day).shifted(timedelta(minutes=15 * shift))

    def attempt(self, index, when):
        way = {0: self.by_page, 1: self.by_admin, 2: self.by_api, 3: self.by_api}.get(
            index % 32, self.by_operation
        )
        return lambda: way(self.buyers[index % 8], self.secrets[index % 8], when)

    def by_operation(self, buyer, _secret, when):
        try:
            holds.hold(offer=self.offer, order=Order(when), by=buyer, now=timezone.now())
        except BookingRefused:
            return "refused"
        return "won"

    def by_page(self, buyer, _secret, when):
        client = Client()
        client.force_login(buyer.user)
        wall = when.in_zone(SHANGHAI)
        form = {"offer": self.offer.pk, "units": 1, "quantity": 1, "date": f"{wall.starts_at:%Y-%m-%d}"}
        form |= {"starts": f"{wall.starts_at:%H:%M}", "ends": f"{wall.ends_at:%H:%M}"}
        answer = client.post(f"{self.offer.resource.get_absolute_url()}hold/", form)
        return {302: "won", 409: "refused"}[answer.status_code]

    def by_api(self, _buyer, secret, when):
        body = {"resource": self.offer.resource.slug, "offer": self.offer.pk}
        body |= {"starts_at": when.starts_at.isoformat(), "ends_at": when.ends_at.isoformat()}
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        answer = Client().post("/api/v1/bookings/", body, content_type="application/json", **headers)
        return {201: "won", 409: "refused"}[answer.status_code]

    def by_admin(self, buyer, _secret, when):
        client = Client()
        client.force_login(self.operator)
        wall = when.in_zone(SHANGHAI)
        form = {"member": buyer.membership.pk, "offer": self.offer.pk, "units": 1, "quantity": 1, "note": ""}
        for name, moment in (("starts_at", wall.starts_at), ("ends_at", wall.ends_at)):
            form |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
        answer = client.post("/admin/capacity/booking/add/", form)
        return {302: "won", 200: "refused"}[answer.status_code]


ROUNDS = 50  # for each of the four contests: two hundred in all


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("spread", [1, 12], ids=["exact", "shifted"])
def test_of_sixty_four_at_once_as_many_win_as_there_are_units(units, spread):
    """By page, admin, API and operation; shifted periods all share the last quarter before noon."""
    contest = Contest(units)

    for day in range(1, ROUNDS + 1):
        windows = [contest.window(day, index % spread) for index in range(CONTENDERS)]
        outcomes = all_at_once([contest.attempt(index, when) for index, when in enumerate(windows)])

        assert outcomes.count("won") == units
        assert outcomes.count("refused") == CONTENDERS - units

    assert list(invariants.claims_apart(timezone.now())) == []
    assert list(invariants.versions_without_gap(timezone.now())) == []


def test_a_line_and_its_machines_contended_at_once_never_deadlock():
    firm = provider()
    line = offer(resource(firm, policy={"horizon_days": 90}))
    parts = [offer(resource(firm, parent=line.resource, policy={"horizon_days": 90})) for _ in range(3)]
    buyer = member(organisation(), Role.BUYER)

    for day in range(1, 6):
        when = period((9, 12), days=day)
        attempts = [attempt(made, buyer, when) for made in [line, *parts] * 8]
        outcomes = all_at_once(attempts)

        whole = Booking.objects.filter(resource=line.resource, period=when).count()
        single = Booking.objects.filter(resource__parent=line.resource, period=when).count()
        assert outcomes.count("won") == whole + single
        assert (whole, single) in {(1, 0), (0, 3)}

    assert list(invariants.claims_apart(NOW)) == []


def test_four_processes_of_sixteen_threads_have_one_winner():
    made = offer(resource(policy={"horizon_days": 90}))
    buyer = member(organisation(), Role.BUYER)
    environment = {**os.environ, "RACE_DATABASE": connection.settings_dict["NAME"]}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.racing_settings"
    when = period()
    window = [when.starts_at.isoformat(), when.ends_at.isoformat()]
    race = {
        "offer": made.pk,
        "member": buyer.membership.pk,
        "now": NOW.isoformat(),
        "windows": [window] * (CONTENDERS // 4),
    }

    outcomes = in_processes([race] * 4, environment)

    assert sorted(outcomes) == ["refused"] * (CONTENDERS - 1) + ["won"]
    assert Claim.objects.count() == 1
