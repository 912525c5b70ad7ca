"""Searches that members keep, and a listing that changes under them."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict

from capacity.models import Resource
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from search.enums import Telling
from search.matching import match_listing
from search.models import SavedSearch, SavedSearchMatch
from search.operations.saved_searches import Wishes, save_search
from search.standing import stand
from tests import factories
from tests.factories import NOW

SUZHOU = {"latitude": 31.31, "longitude": 120.61}


def buyer(**person) -> Actor:
    return factories.member(factories.organisation(), Role.BUYER, person=factories.user(**person))


def keep(
    by: Actor | None = None,
    *,
    telling: Telling = Telling.AT_ONCE,
    name: str = "五轴 · 苏州",
    now: datetime = NOW,
    **asked: object,
) -> SavedSearch:
    standing = stand(QueryDict(urlencode(asked, doseq=True)), now=now)
    return save_search(
        query=standing.query,
        columns=standing.columns(),
        wishes=Wishes(name=name, telling=telling),
        language="en",
        by=by or buyer(),
        now=now,
    )


def look(machine: Resource, *, is_listing: bool = False, now: datetime = NOW) -> list[int]:
    """The listing has changed: its version is the next one. What is to be mailed at once."""
    machine.refresh_from_db()
    machine.version += 1
    machine.save(update_fields=["version"])
    with transaction.atomic():
        return match_listing(resource_id=machine.pk, version=machine.version, is_listing=is_listing, now=now)


def told_of(saved: SavedSearch) -> list[SavedSearchMatch]:
    return list(saved.matches.order_by("pk"))
