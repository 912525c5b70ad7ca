"""What is measured on: resources that never close, and slots that nobody has yet."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from capacity.models import Offer
from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests.factories import member, offer, organisation, provider, resource, site

RESOURCES = 50


@dataclass(frozen=True)
class Ground:
    offers: list[Offer]
    secret: str
    first: datetime

    def slot(self, number: int) -> tuple[Offer, Period]:
        """The `number`th free slot: an hour on one of the resources, each hour used once."""
        day, machine = divmod(number, len(self.offers))
        starts_at = self.first + timedelta(hours=day)
        return self.offers[machine], Period(starts_at, starts_at + timedelta(hours=1))


def lay_ground(options: argparse.Namespace) -> Ground:
    place = site(provider())
    made = [
        offer(resource(at=place, opens=time(), closes=time(), policy={"horizon_days": None}))
        for _ in range(RESOURCES)
    ]
    buyer = member(organisation(), Role.BUYER)
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Ground(made, tokens.issue(membership=buyer.membership).secret, first)


def share(count: int, clients: int, client: int) -> range:
    """Which of the pieces of work are this client's."""
    return range(client, count, clients)
