"""Sites, machines and their units, opening hours and limits, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from capacity.enums import Regime
from capacity.models import (
    OpeningException,
    OpeningRule,
    Policy,
    Qualification,
    QualificationGrant,
    Resource,
    Site,
    Unit,
)
from marketplace.accounts.models import Organisation
from marketplace.demo.calendars import PATTERNS, closures
from marketplace.demo.limits import QUALIFICATIONS, limits, required_qualification
from marketplace.demo.reading import providers
from marketplace.demo.shapes import Machine, Provider

GRANTED_TO = 12  # so many customers hold every qualification, the first of them the buyer's firm


def make_sites(organisations: Mapping[str, Organisation]) -> dict[str, Site]:
    sites = Site.objects.bulk_create(_site(each, organisations[each.slug]) for each in providers())
    return {site.provider.slug: site for site in sites}


def _site(provider: Provider, organisation: Organisation) -> Site:
    return Site(
        provider=organisation,
        name_zh=f"{provider.city.zh}·{provider.district.zh}厂区",
        name_en=f"{provider.district.en} site",
        city_zh=provider.city.zh,
        city_en=provider.city.en,
        district_zh=provider.district.zh,
        district_en=provider.district.en,
        street_zh=provider.street.zh,
        street_en=provider.street.en,
        access_note_zh=provider.access.zh,
        access_note_en=provider.access.en,
        latitude=provider.latitude,
        longitude=provider.longitude,
    )


def make_resources(machines: Sequence[Machine], sites: Mapping[str, Site]) -> dict[str, Resource]:
    """The resources by slug; lines go first, for their parts name them."""
    ordered = sorted(machines, key=lambda machine: machine.parent is not None)
    made: dict[str, Resource] = {}
    for wave in (False, True):
        rows = [
            _resource(number, machine, sites[machine.provider], made)
            for number, machine in enumerate(ordered, start=1)
            if bool(machine.parent) is wave
        ]
        made |= {resource.slug: resource for resource in Resource.objects.bulk_create(rows)}
    return made


def _resource(number: int, machine: Machine, site: Site, made: Mapping[str, Resource]) -> Resource:
    is_public = site.provider.size_class == "institution" and machine.family in {"lab", "metrology"}
    return Resource(
        provider=site.provider,
        site=site,
        parent=made[machine.parent] if machine.parent else None,
        slug=machine.slug,
        resource_class=machine.resource_class,
        model=machine.model,
        serial_number=f"{machine.year_built}{number * 37 % 10_000:04d}",
        year_built=machine.year_built,
        regime=Regime.PUBLIC_INSTRUMENT if is_public else Regime.COMMERCIAL,
        asset_number=f"{machine.provider[:2].upper()}-{number:04d}",
    )


def make_units(machines: Iterable[Machine], resources: Mapping[str, Resource]) -> None:
    Unit.objects.bulk_create(
        Unit(
            resource=resources[machine.slug],
            number=number,
            serial_number=resources[machine.slug].serial_number + (f"-{number}" if number > 1 else ""),
        )
        for machine in machines
        for number in range(1, machine.units + 1)
    )


def make_openings(machines: Iterable[Machine], resources: Mapping[str, Resource], now: datetime) -> None:
    """Weekly hours, and the holidays of this year and the next from two months ago on."""
    since = (now - timedelta(days=60)).date()
    closed = {
        pattern: [each for each in closures(pattern, (since.year, since.year + 1)) if each.on >= since]
        for pattern in PATTERNS
    }
    rules, exceptions = [], []
    for machine in machines:
        resource = resources[machine.slug]
        rules += [OpeningRule(resource=resource, **asdict(hours)) for hours in PATTERNS[machine.pattern]]
        exceptions += [
            OpeningException(
                resource=resource, on=each.on, reason_zh=each.reason.zh, reason_en=each.reason.en
            )
            for each in closed[machine.pattern]
        ]
    OpeningRule.objects.bulk_create(rules, batch_size=1000)
    OpeningException.objects.bulk_create(exceptions, batch_size=1000)


def make_limits(machines: Sequence[Machine], resources: Mapping[str, Resource]) -> None:
    """Policies, and the qualifications that some of them ask for."""
    needed = {plan.key: row for plan, row in zip(QUALIFICATIONS, _qualifications(), strict=True)}
    policies = {
        machine.slug: Policy(resource=resources[machine.slug], **asdict(limits(machine)))
        for machine in machines
    }
    Policy.objects.bulk_create(policies.values())
    through: Any = Policy.required_qualifications.through
    through.objects.bulk_create(
        through(policy=policies[machine.slug], qualification=needed[key])
        for machine in machines
        if (key := required_qualification(machine))
    )


def _qualifications() -> list[Qualification]:
    return Qualification.objects.bulk_create(
        Qualification(
            key=plan.key,
            name_zh=plan.name.zh,
            name_en=plan.name.en,
            how_to_get_zh=plan.how_to_get.zh,
            how_to_get_en=plan.how_to_get.en,
        )
        for plan in QUALIFICATIONS
    )


def grant_qualifications(customers: Sequence[Organisation], now: datetime) -> None:
    """To half of the customers; the second one's electron microscope pass ends within the month."""
    QualificationGrant.objects.bulk_create(
        QualificationGrant(
            qualification=qualification,
            organisation=customer,
            granted_on=(now - timedelta(days=200)).date(),
            expires_on=(now + timedelta(days=12 if number == 1 else 165)).date(),
        )
        for qualification in Qualification.objects.order_by("pk")
        for number, customer in enumerate(customers[:GRANTED_TO])
    )
