"""What a period would cost and meet."""

from __future__ import annotations

from capacity.enums import ExtraKind
from capacity.models import Booking, Claim, Extra, Rate
from marketplace.accounts.enums import Role, SizeClass
from tests import factories
from tests.calling import Caller, coming, told


def quote(caller, offer, period=None, **others):
    body = {**told(period or coming()), "offer": offer.pk, **others}
    return caller.post(f"resources/{offer.resource.slug}/quote/", body)


def test_everybody_gets_a_price_with_lines_that_add_up(nobody, offer):
    answer = quote(nobody, offer)

    said = answer.json()
    assert answer.status_code == 200
    assert (said["passes"], said["broken_rules"], said["alternatives"]) == (True, [], [])
    price = said["price"]
    assert price["total"]["minor"] == sum(line["amount"]["minor"] for line in price["lines"]) == 128_820
    assert [line["label"] for line in price["lines"]] == ["Machine time 3 h × ¥380.00", "VAT 13%"]
    assert not Claim.objects.exists()


def test_a_token_gets_the_price_of_its_size_class(nobody, offer):
    Rate.objects.create(offer=offer, amount_minor=30_000, customer_class=SizeClass.MICRO)
    micro = Caller(factories.member(factories.organisation(size_class=SizeClass.MICRO), Role.VIEWER))

    totals = [quote(caller, offer).json()["price"]["total"]["minor"] for caller in (nobody, micro)]

    assert totals == [128_820, 101_700]


def test_extras_are_priced_by_their_ids(nobody, offer):
    extra = Extra.objects.create(offer=offer, kind=ExtraKind.OPERATOR, name_zh="操作员", amount_minor=10_000)

    said = quote(nobody, offer, extras=[str(extra.pk)]).json()

    assert said["price"]["net"]["minor"] == 3 * 38_000 + 3 * 10_000


def test_a_quote_is_the_price_of_the_hold(buyer, offer, body):
    quoted = quote(buyer, offer).json()["price"]

    assert buyer.post("bookings/", body()).json()["price"] == quoted


def test_a_taken_period_is_told_without_refusing(buyer, nobody, offer, body):
    buyer.post("bookings/", body())

    answer = quote(nobody, offer)

    said = answer.json()
    assert (answer.status_code, said["passes"]) == (200, False)
    assert [rule["code"] for rule in said["broken_rules"]] == ["taken"]
    assert [each["starts_at"] for each in said["conflicts"]] == [told(coming())["starts_at"]]
    assert said["earliest_free"] == said["alternatives"][0]


def test_a_stranger_is_not_told_whose_time_is_in_the_way(buyer, nobody, customer, offer, body):
    reference = buyer.post("bookings/", body(note="secret prototype")).json()["id"]

    told_of = quote(nobody, offer).content.decode()

    assert not [each for each in (reference, customer.organisation.slug, "secret") if each in told_of]


def test_a_draft_is_quoted_to_its_provider_alone(stranger, machine, offer):
    machine.published_revision = None
    machine.save()
    own = Caller(factories.member(machine.provider, Role.VIEWER))

    assert quote(own, offer).status_code == 200
    assert quote(stranger, offer).status_code == 404


def test_quoting_holds_nothing_for_a_member_without_any_role(offer):
    viewer = Caller(factories.member(factories.organisation(), Role.VIEWER))

    assert quote(viewer, offer).json()["passes"]
    assert not Booking.objects.exists()
