"""Whether an actor may change a resource: a role in the organisation that provides it."""

from __future__ import annotations

from capacity.models import Resource
from capacity.operations.refusals import NotAllowed
from capacity.policies.permissions import may_list, may_schedule
from marketplace.accounts.actor import Actor


def check_lister(resource: Resource, by: Actor) -> None:
    """:raises NotAllowed: the actor does not list for the resource's provider"""
    if not may_list(by) or by.organisation_id != resource.provider_id:
        raise NotAllowed


def check_scheduler(resource: Resource, by: Actor) -> None:
    """:raises NotAllowed: the actor does not schedule for the resource's provider"""
    if not may_schedule(by) or by.organisation_id != resource.provider_id:
        raise NotAllowed
