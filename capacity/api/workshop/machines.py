"""One's own machines: what they are, what they are part of, and whether they are on the marketplace."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from capacity.api.acts import Act, Ask
from capacity.api.lookups import own_resource_or_404, unknown
from capacity.models import Resource, Site
from capacity.operations import resources, structure
from capacity.operations.resources import ResourceFacts
from capacity.serializers.steps import NothingBody
from capacity.serializers.workshop.facts import FactsBody, FactsSerializer, NewResourceBody, ParentBody
from marketplace.api.operations import Operation

TAG = "Workshop"


def _facts(ask: Ask) -> ResourceFacts:
    """:raises Problem: the site is none of one's own"""
    said = {field.name: ask.said[field.name] for field in fields(ResourceFacts)}
    sites = {site.pk: site for site in Site.objects.filter(provider=ask.by.organisation)}
    if said["site"] not in sites:
        raise unknown("site", said["site"], sites)
    return ResourceFacts(**{**said, "site": sites[said["site"]]})


def _own(ask: Ask) -> Resource:
    return own_resource_or_404(ask.by, ask.where["slug"])


def _add(ask: Ask) -> Resource:
    named = {name: ask.said[name] for name in ("title_zh", "title_en", "units")}
    return resources.create_resource(facts=_facts(ask), by=ask.by, now=ask.now, **named)


def _change(ask: Ask) -> Resource:
    resource = _own(ask)
    return resources.update_resource(resource=resource, facts=_facts(ask), by=ask.by, now=ask.now)


def _retire(ask: Ask) -> Resource:
    return resources.retire_resource(resource=_own(ask), by=ask.by, now=ask.now)


def _bring_back(ask: Ask) -> Resource:
    return resources.bring_back(resource=_own(ask), by=ask.by, now=ask.now)


def _set_parent(ask: Ask) -> Resource:
    return structure.set_parent(resource=_own(ask), parent=_whole(ask), by=ask.by, now=ask.now)


def _whole(ask: Ask) -> Resource | None:
    """:raises Problem: it is none of one's own machines"""
    slug = ask.said["part_of"]
    if slug is None:
        return None
    whole = Resource.objects.owned_by(ask.by.organisation).filter(slug=slug).first()
    if whole is None:
        raise unknown("part_of", slug, ())
    return whole


def _operation(name: str, summary: str, **others: Any) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answers=FactsSerializer, **others)


CREATE = Act(
    _operation(
        "create_resource",
        "Add a machine",
        sends=NewResourceBody,
        status=201,
        is_located=True,
        description="With its units, without limits, and with a first draft of its listing.",
    ),
    _add,
    place=lambda resource: ("resource", [resource.slug]),
)
READ_FACTS = Act(
    _operation("read_facts", "Read a machine's facts", description="With what the public is not told."), _own
)
UPDATE_FACTS = Act(
    _operation(
        "update_facts",
        "Correct a machine's facts",
        sends=FactsBody,
        description="Replaces them all. The class is fixed once operators approved the listing.",
    ),
    _change,
)
RETIRE = Act(
    _operation(
        "retire_resource",
        "Retire a machine",
        sends=NothingBody,
        description="Nobody finds or books it any more; what is booked stands.",
    ),
    _retire,
)
BRING_BACK = Act(
    _operation(
        "bring_back_resource",
        "Bring a machine back",
        sends=NothingBody,
        description="Puts a retired machine on the marketplace again, with the listing it had.",
    ),
    _bring_back,
)
SET_PARENT = Act(
    _operation(
        "set_parent",
        "Make a machine part of another",
        sends=ParentBody,
        description="Booking the whole blocks its parts, and the other way round. Neither may be claimed.",
    ),
    _set_parent,
)
