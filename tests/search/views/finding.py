"""Machines to find, and the list as its readers get it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.test import Client

from tests import factories
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.factories import SHANGHAI
from tests.search.indexed import index_all
from tests.today import today

SUZHOU, XIAN = {"latitude": 31.31, "longitude": 120.61}, {"latitude": 34.26, "longitude": 108.94}


def machine(slug, *, title="五轴加工中心", title_en="5-axis centre", rate=38_000, offer=None, **fields):
    made = factories.resource(slug=slug, title=title, title_en=title_en, **fields)
    factories.offer(made, amount_minor=rate, **(offer or {}))
    return made


def find(actor=None, path="/find/", language=ENGLISH, *, is_indexed=False, **asked):
    """The page as it answers to this; the index is brought up to date first, unless it is."""
    if not is_indexed:
        index_all()
    client = signed_in(actor, **language) if actor else Client(**language)
    return client.get(f"{path}?{urlencode(asked, doseq=True)}")


def page_of(response):
    return response.context["page"]


def slugs(response):
    return [hit.resource.slug for hit in page_of(response).hits]


def day_of(period):
    return f"{period.in_zone(SHANGHAI).starts_at:%Y-%m-%d}"


def closed_for(made, *, days):
    """Nothing of the machine is open today and for so many days in all."""
    for number in range(days):
        made.opening_exceptions.create(on=today() + timedelta(days=number))
