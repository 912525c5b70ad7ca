"""Machines to find, and the list as its readers get it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.test import Client

from tests import factories
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.factories import SHANGHAI
from tests.today import today


def machine(slug, *, title="五轴加工中心", title_en="5-axis centre", rate=38_000, offer=None, **fields):
    made = factories.resource(slug=slug, title=title, title_en=title_en, **fields)
    factories.offer(made, amount_minor=rate, **(offer or {}))
    return made


def find(actor=None, path="/find/", language=ENGLISH, **asked):
    client = signed_in(actor, **language) if actor else Client(**language)
    return client.get(f"{path}?{urlencode(asked, doseq=True)}")


def slugs(response):
    return [hit.resource.slug for hit in response.context["page"].hits]


def day_of(period):
    return f"{period.in_zone(SHANGHAI).starts_at:%Y-%m-%d}"


def closed_for(made, *, days):
    """Nothing of the machine is open today and for so many days in all."""
    for number in range(days):
        made.opening_exceptions.create(on=today() + timedelta(days=number))
