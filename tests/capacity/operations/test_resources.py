"""Adding machines, correcting them, taking them off the marketplace."""

import pytest

from capacity.enums import RevisionState
from capacity.models import Resource
from capacity.operations import resources, sites
from capacity.operations.refusals import NotAllowed
from capacity.operations.resources import ResourceFacts
from marketplace.accounts.actor import ANONYMOUS
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def facts(site, **changes):
    return ResourceFacts(
        **({"site": site, "resource_class": "turning", "maker": "沈阳机床", "model": "CK6140"} | changes)
    )


def test_a_new_machine_is_a_draft_with_its_units_and_a_policy_without_limits():
    firm = factories.organisation()
    lister = factories.member(firm, Role.LISTER)

    machine = resources.create_resource(
        facts=facts(factories.site(firm)), title_zh="数控车床", units=3, by=lister, now=NOW
    )

    assert machine.provider == firm
    assert [unit.number for unit in machine.units.order_by("number")] == [1, 2, 3]
    assert machine.policy.minimum_minutes is None
    draft = machine.revisions.get()
    assert (draft.title_zh, draft.state) == ("数控车床", RevisionState.DRAFT)
    assert machine not in Resource.objects.published()
    assert machine.slug.startswith("ck6140-")
    firm.refresh_from_db()
    assert firm.is_provider


def test_two_machines_of_one_model_have_addresses_of_their_own():
    firm = factories.provider()
    lister, place = factories.member(firm, Role.LISTER), factories.site(firm)

    slugs = {
        resources.create_resource(facts=facts(place), title_zh="车床", by=lister, now=NOW).slug
        for _ in range(2)
    }

    assert len(slugs) == 2


@pytest.mark.parametrize(("changes", "units"), [({"resource_class": "teapot"}, 1), ({}, 0), ({}, 201)])
def test_a_machine_that_cannot_be_is_refused(changes, units):
    firm = factories.provider()
    lister = factories.member(firm, Role.LISTER)

    with pytest.raises(resources.BadResource):
        resources.create_resource(
            facts=facts(factories.site(firm), **changes), title_zh="车床", units=units, by=lister, now=NOW
        )

    assert not Resource.objects.exists()


def test_a_machine_does_not_stand_at_another_firms_site():
    lister = factories.member(factories.provider(), Role.LISTER)

    with pytest.raises(resources.BadResource):
        resources.create_resource(facts=facts(factories.site()), title_zh="车床", by=lister, now=NOW)


def test_somebody_without_the_role_adds_nothing():
    firm = factories.provider()
    place = factories.site(firm)

    for actor in (factories.member(firm, Role.SCHEDULER), factories.operator(), ANONYMOUS):
        with pytest.raises(NotAllowed):
            resources.create_resource(facts=facts(place), title_zh="车床", by=actor, now=NOW)


def test_facts_are_corrected_and_told():
    machine = factories.resource()
    lister = factories.member(machine.provider, Role.LISTER)

    resources.update_resource(
        resource=machine,
        facts=facts(machine.site, resource_class="five_axis", serial_number="SN-7"),
        by=lister,
        now=NOW,
    )

    machine.refresh_from_db()
    assert (machine.model, machine.serial_number, machine.version) == ("CK6140", "SN-7", 1)
    assert Event.objects.get(resource_id=machine.pk).data["change"] == "facts"


def test_the_class_of_a_public_listing_is_fixed():
    machine = factories.resource()
    lister = factories.member(machine.provider, Role.LISTER)

    with pytest.raises(resources.BadResource):
        resources.update_resource(resource=machine, facts=facts(machine.site), by=lister, now=NOW)

    machine.refresh_from_db()
    assert machine.resource_class == "five_axis"


def test_a_machine_that_moves_to_another_zone_tells_its_calendar():
    machine = factories.resource()
    lister = factories.member(machine.provider, Role.LISTER)
    berlin = factories.site(machine.provider, time_zone="Europe/Berlin")

    resources.update_resource(
        resource=machine, facts=facts(berlin, resource_class="five_axis"), by=lister, now=NOW
    )

    event = Event.objects.get(resource_id=machine.pk)
    assert (event.name, event.data["cause"]) == ("CalendarChanged", "zone")


def test_a_retired_machine_is_out_of_sight_until_it_is_brought_back():
    machine = factories.resource()
    lister = factories.member(machine.provider, Role.LISTER)

    resources.retire_resource(resource=machine, by=lister, now=NOW)
    assert machine not in Resource.objects.published()

    resources.bring_back(resource=machine, by=lister, now=NOW)
    assert machine in Resource.objects.published()


def test_another_firms_lister_neither_edits_nor_retires():
    machine = factories.resource()
    stranger = factories.member(factories.provider(), Role.OWNER)

    with pytest.raises(NotAllowed):
        resources.retire_resource(resource=machine, by=stranger, now=NOW)
    with pytest.raises(NotAllowed):
        resources.update_resource(resource=machine, facts=facts(machine.site), by=stranger, now=NOW)

    machine.refresh_from_db()
    assert (machine.retired_at, machine.model) == (None, "DMU 50")


SUZHOU = {"name_zh": "一号厂", "city_zh": "苏州"}


def test_a_site_in_another_zone_tells_the_calendars_of_its_machines():
    machine, elsewhere = factories.resource(), factories.resource()
    lister = factories.member(machine.provider, Role.LISTER)

    sites.update_site(
        site=machine.site, facts=sites.SiteFacts(**SUZHOU, time_zone="Europe/Berlin"), by=lister, now=NOW
    )

    machine.site.refresh_from_db()
    assert machine.site.zone.key == "Europe/Berlin"
    assert [event.resource_id for event in Event.objects.all()] == [machine.pk]
    assert Resource.objects.get(pk=elsewhere.pk).version == 0


def test_a_new_name_of_a_site_changes_no_calendar():
    machine = factories.resource()
    lister = factories.member(machine.provider, Role.LISTER)

    sites.update_site(site=machine.site, facts=sites.SiteFacts(**SUZHOU), by=lister, now=NOW)

    assert [(event.name, event.resource_id) for event in Event.objects.all()] == [
        ("ListingChanged", machine.pk)
    ]


@pytest.mark.parametrize("wrong", [{"time_zone": "Suzhou"}, {"latitude": 31.3}])
def test_a_site_with_half_a_point_or_an_unknown_zone_is_refused(wrong):
    lister = factories.member(factories.provider(), Role.LISTER)

    with pytest.raises(sites.BadSite):
        sites.create_site(facts=sites.SiteFacts(**SUZHOU, **wrong), by=lister)


def test_another_firms_site_is_not_changed():
    stranger = factories.member(factories.provider(), Role.OWNER)

    with pytest.raises(NotAllowed):
        sites.update_site(site=factories.site(), facts=sites.SiteFacts(**SUZHOU), by=stranger, now=NOW)
