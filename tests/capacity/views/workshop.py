"""A provider's workshop for tests: a machine with an offer, and a browser of whoever is asked for."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from capacity.models import Booking, Resource
from capacity.operations import holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.stage import ENGLISH, signed_in, soon


class Workshop:
    """Hengrui's workshop, read in English by a scheduler and lister."""

    def __init__(self) -> None:
        self.firm = factories.provider("hengrui")
        self.machine = factories.resource(self.firm, units=2)
        self.offer = factories.offer(self.machine)
        self.member = factories.member(self.firm, Role.LISTER, Role.SCHEDULER)
        self.client: Client = signed_in(self.member, **ENGLISH)

    def url(self, page: str, *args: Any, machine: Resource | None = None) -> str:
        return reverse(f"workshop:{page}", args=[(machine or self.machine).slug, *args])

    def get(self, page: str, *args: Any) -> str:
        return self.client.get(self.url(page, *args)).content.decode()

    def post(self, page: str, *args: Any, **data: Any) -> Any:
        return self.client.post(self.url(page, *args), data, follow=True)

    def held(self, hours: tuple[int, int] = (9, 11), *, days: int = 3) -> Booking:
        """A hold of some customer on the machine, so many days from now."""
        buyer = factories.member(factories.organisation(), Role.BUYER)
        return holds.hold(offer=self.offer, order=Order(soon(days, hours)), by=buyer, now=timezone.now())
