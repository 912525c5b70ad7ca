"""Changing the limits of a resource, and the qualifications it asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import Policy, Qualification, Resource
from capacity.operations.locking import lock_tree
from capacity.operations.ownership import check_lister
from capacity.operations.refusals import Refused
from capacity.operations.sites import FAR
from capacity.operations.versions import tell_calendars
from capacity.policies import Limits
from marketplace.accounts.actor import Actor
from marketplace.periods import Period


class BadLimits(Refused):
    """Two limits leave nothing that could be booked, or half of one was given."""


def update_policy(
    *,
    resource: Resource,
    limits: Limits,
    qualifications: Collection[Qualification],
    by: Actor,
    now: datetime,
) -> Policy:
    """
    Set every limit anew. Bookings keep the limits they were made under.

    :raises NotAllowed: the actor does not list for the provider
    :raises BadLimits: see check_limits
    """
    check_lister(resource, by)
    check_limits(limits)
    with transaction.atomic():
        lock_tree(resource.pk)
        Policy.objects.filter(resource=resource).update(**asdict(limits))
        policy = Policy.objects.get(resource=resource)
        policy.required_qualifications.set(qualifications)
        tell_calendars([resource.pk], cause="policy", periods=[Period(now, now + FAR)], now=now)
        return policy


def check_limits(limits: Limits) -> None:
    """:raises BadLimits: no grid, lengths that exclude each other, or half of the off-peak hours"""
    if limits.grid_minutes < 1:
        raise BadLimits(_("Starts lie at least one minute apart."))
    shortest, longest = limits.minimum_minutes, limits.maximum_minutes
    if shortest is not None and longest is not None and shortest > longest:
        raise BadLimits(_("The shortest booking is longer than the longest."))
    if (limits.off_peak_starts is None) != (limits.off_peak_ends is None):
        raise BadLimits(_("Off-peak hours need both their beginning and their end, or neither."))
