"""What owners decide about the members of their organisation."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership


class NotChanged(Exception):
    """The membership stays as it is; `str()` says why in the reader's language."""


class NotOwner(NotChanged):
    """Only an owner decides about members."""


class LastOwner(NotChanged):
    """The organisation would be left without an owner."""


def change_membership(
    *, membership: Membership, roles: Collection[Role], limit_minor: int | None, is_active: bool, by: Actor
) -> Membership:
    """
    Set a member's roles, the amount the member may commit alone, and whether the member may act at all.

    `limit_minor` is in minor units of the membership's currency; none does not limit. All of the
    organisation's memberships are locked, so that two owners cannot take the role from each other.

    :raises NotOwner: the actor is not an owner of the organisation
    :raises LastOwner: nobody would be left to decide
    """
    if by.organisation_id != membership.organisation_id or Role.OWNER not in by.roles:
        raise NotOwner(_("Only an owner of the organisation changes its members."))
    with transaction.atomic():
        members = Membership.objects.filter(organisation_id=membership.organisation_id)
        by_id = {each.pk: each for each in members.order_by("pk").select_for_update()}
        changed = by_id[membership.pk]
        changed.roles = [role.value for role in Role if role in roles]
        changed.limit_minor = limit_minor
        changed.is_active = is_active
        if not any(_decides(each) for each in by_id.values()):
            raise LastOwner(_("An organisation needs an active owner; give the role to somebody else first."))
        changed.save(update_fields=["roles", "limit_minor", "is_active"])
        return changed


def _decides(membership: Membership) -> bool:
    return membership.is_active and Role.OWNER in membership.roles
