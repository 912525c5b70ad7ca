"""The page of a machine with a period in its address, and its calendar."""

from __future__ import annotations

from urllib.parse import urlencode

from django.test import Client

from tests.capacity.views.stage import ENGLISH, signed_in
from tests.factories import SHANGHAI


def asked(period, **more):
    start, end = period.in_zone(SHANGHAI)
    fields = {"date": f"{start:%Y-%m-%d}", "starts": f"{start:%H:%M}", "ends": f"{end:%H:%M}"}
    return urlencode({**fields, **more}, doseq=True)


def look(stage, query="", actor=None, **language):
    client = signed_in(actor, **(language or ENGLISH)) if actor else Client(**(language or ENGLISH))
    return client.get(f"{stage.machine.get_absolute_url()}?{query}")


def feed(stage, query, actor=None):
    client = signed_in(actor) if actor else Client()
    return client.get(f"{stage.machine.get_absolute_url()}calendar/?{query}")
