"""Which resource is part of which: a line and its machines."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import Claim, Resource
from capacity.operations.listing_log import tell_listing
from capacity.operations.locking import Tree, lock_shape_of_trees, lock_tree
from capacity.operations.ownership import check_lister
from capacity.operations.refusals import Refused
from capacity.operations.units import refuse_if_claimed
from marketplace.accounts.actor import Actor


class BadParent(Refused):
    """The parent is another firm's, is part of the resource itself, or has several units."""


def set_parent(*, resource: Resource, parent: Resource | None, by: Actor, now: datetime) -> Resource:
    """
    Make the resource part of another, or of none. The shape of all trees is locked meanwhile.

    Claims of a part cast shadows on the whole and claims of the whole hold its parts, so neither may
    have any from now on.

    :raises NotAllowed: the actor does not list for the provider
    :raises BadParent: it would not do as a parent
    :raises HasComing: the resource, its parts, or the wholes are claimed from now on
    """
    check_lister(resource, by)
    with transaction.atomic():
        lock_shape_of_trees()
        _check_claims(lock_tree(resource.pk), now)
        if parent is not None:
            _check_parent(resource, parent, lock_tree(parent.pk), now)
        Resource.objects.filter(pk=resource.pk).update(parent=parent)
        tell_listing(resource.pk, change="parent", now=now)
        resource.refresh_from_db()
        return resource


def _check_claims(tree: Tree, now: datetime) -> None:
    own = [tree.resource.pk, *(part.pk for part in tree.descendants())]
    claims = Claim.objects.on_resources(own)
    refuse_if_claimed(claims, _("The machine or its parts are claimed from now on:"), now)


def _check_parent(resource: Resource, parent: Resource, tree: Tree, now: datetime) -> None:
    wholes = [tree.resource, *tree.ancestors()]
    if parent.provider_id != resource.provider_id:
        raise BadParent(_("The whole is not one of your machines."))
    if any(whole.pk == resource.pk for whole in wholes):
        raise BadParent(_("A machine cannot be part of itself or of its own part."))
    if tree.resource.units.filter(retired_at__isnull=True).count() != 1:
        raise BadParent(_("A resource with several units cannot be made of parts."))
    claims = Claim.objects.on_resources(whole.pk for whole in wholes).filter(is_shadow=False)
    refuse_if_claimed(claims, _("The whole is claimed from now on:"), now)
