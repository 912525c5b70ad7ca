"""`manage.py import_real`: a real list is found and booked, under terms that say whose they are."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Offer, OpeningRule, Resource
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, Organisation
from marketplace.demo.real_lists import ST_ANDREWS, known_list, publish
from marketplace.demo.signins import OPERATOR, SCHEDULER
from tests import factories

pytestmark = pytest.mark.django_db

OURS = Path(__file__).parents[2] / "data" / "uniquip"


@pytest.fixture
def operator():
    factories.user(SCHEDULER.email)
    return factories.user(OPERATOR.email, is_operator=True)


def bring_in(file):
    told = StringIO()
    call_command("import_real", str(file), stdout=told, stderr=StringIO())
    return told.getvalue()


def test_the_machines_can_be_seen_and_booked_at_their_own_place(operator, tmp_path):
    edition = tmp_path / "st_andrews_equipment_2099.csv"
    edition.write_bytes((OURS / "cut_mac_roman.csv").read_bytes())

    told = bring_in(edition)

    assert "13 machines of University of St Andrews are published" in told
    machine = Resource.objects.published().select_related("site", "published_revision").first()
    assert (machine.site.time_zone, machine.site.latitude) == ("Europe/London", 56.3398)
    assert machine.source_licence == "CC0-1.0"
    assert machine.published_revision.decided_by == operator
    offer = machine.offers.with_terms().get()
    assert (offer.currency, offer.name_en) == ("GBP", "Demo rate, not the owner's")
    assert [rate.amount_minor for rate in offer.rates.all()] == [5000]
    assert [rule.weekday for rule in machine.opening_rules.order_by("weekday")] == [1, 2, 3, 4, 5]


def test_the_demo_scheduler_acts_for_the_owner_whom_nobody_has_verified(operator):
    bring_in(OURS / "whole_utf8.csv")

    membership = Membership.objects.get(user__email=SCHEDULER.email)
    assert membership.roles == [Role.LISTER, Role.SCHEDULER]
    assert membership.organisation.slug == "list-whole_utf8"
    assert membership.organisation.verified_at is None


def test_a_second_start_changes_nothing(operator):
    bring_in(OURS / "whole_utf8.csv")
    before = everything()

    told = bring_in(OURS / "whole_utf8.csv")

    assert "0 new, 0 changed, 10 unchanged" in told
    assert "0 machines" in told
    assert everything() == before


def everything():
    tables = (Organisation, Membership, Resource, ListingRevision, Offer, OpeningRule)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_what_a_person_has_begun_is_not_published_over(operator):
    bring_in(OURS / "whole_utf8.csv")
    rejected, priced = Resource.objects.order_by("pk")[:2]
    for resource in (rejected, priced):
        resource.published_revision = None
        resource.save(update_fields=["published_revision"])
    ListingRevision.objects.filter(resource=rejected).update(
        state=RevisionState.REJECTED, reason_code="incomplete"
    )
    Offer.objects.filter(resource=rejected).delete()
    OpeningRule.objects.filter(resource=rejected).delete()
    ListingRevision.objects.filter(resource=priced).update(state=RevisionState.DRAFT, decided_at=None)

    told = bring_in(OURS / "whole_utf8.csv")

    assert "0 machines" in told


def test_editions_of_one_list_have_one_source():
    names = ("st_andrews_equipment_2014.csv", "st_andrews_equipment_2020.csv")

    assert [known_list(Path(name)) for name in names] == [ST_ANDREWS, ST_ANDREWS]


def test_without_the_demo_it_says_what_is_missing():
    with pytest.raises(CommandError, match="seed_demo"):
        bring_in(OURS / "whole_utf8.csv")


def test_publishing_takes_as_many_statements_for_a_long_list_as_for_a_short_one(operator):
    provider = factories.provider()
    budget = 9

    for count in (2, 40):
        for _each in range(count):
            machine = factories.resource(provider, is_published=False, weekdays=(), source=ST_ANDREWS.source)
            ListingRevision.objects.create(resource=machine, number=1, title_en="Oven")
        with CaptureQueriesContext(connection) as captured:
            assert publish(provider, ST_ANDREWS, operator=operator, now=factories.NOW) == count
        assert len(captured) == budget
