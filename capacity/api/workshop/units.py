"""The interchangeable units of one's own machine."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from capacity.api.acts import Act, Ask, endpoint
from capacity.api.lookups import own_resource_or_404
from capacity.models import Unit
from capacity.operations import units
from capacity.serializers.steps import NothingBody
from capacity.serializers.workshop.facts import OwnUnitSerializer, UnitBody
from marketplace.api.operations import Operation

TAG = "Workshop"


def _units(ask: Ask) -> list[Unit]:
    return list(own_resource_or_404(ask.by, ask.where["slug"]).units.order_by("number"))


def _unit(ask: Ask) -> Unit:
    resource = own_resource_or_404(ask.by, ask.where["slug"])
    return get_object_or_404(resource.units.select_related("resource"), number=ask.where["number"])


def _add(ask: Ask) -> Unit:
    resource = own_resource_or_404(ask.by, ask.where["slug"])
    return units.add_unit(resource=resource, by=ask.by, now=ask.now, **ask.said)


def _rename(ask: Ask) -> Unit:
    return units.rename_unit(unit=_unit(ask), by=ask.by, **ask.said)


def _retire(ask: Ask) -> Unit:
    return units.retire_unit(unit=_unit(ask), by=ask.by, now=ask.now)


def _operation(name: str, summary: str, **others: Any) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answers=OwnUnitSerializer, **others)


UNITS = endpoint(
    get=Act(
        _operation("list_units", "List units", lists=True, description="All units, retired ones as well."),
        _units,
    ),
    post=Act(
        _operation(
            "add_unit", "Add a unit", sends=UnitBody, status=201, description="One more of the same machine."
        ),
        _add,
    ),
)
UNIT = endpoint(
    put=Act(
        _operation(
            "rename_unit", "Rename a unit", sends=UnitBody, description="Its label and serial number."
        ),
        _rename,
    )
)
RETIRE_UNIT = endpoint(
    post=Act(
        _operation(
            "retire_unit",
            "Retire a unit",
            sends=NothingBody,
            description="Out of service for good. Refused while something claims it from now on.",
        ),
        _retire,
    )
)
