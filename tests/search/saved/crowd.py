"""A hundred thousand saved searches: some thousand questions as people ask them, many times over."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from urllib.parse import urlencode

import pgtrigger
from django.db import connection
from django.http import QueryDict

from capacity.enums import OfferKind
from capacity.taxonomy import CLASSES, GROUPS
from search.models import SavedSearch
from search.standing import Standing, stand
from tests import factories
from tests.factories import NOW

MANY = 100_000
QUESTIONS = 2_000
MEMBERS = 2_000
# Where machines stand and people look for them; Suzhou first, and the nearer to it the more often.
CITIES = (
    (31.30, 120.62), (31.22, 121.46), (31.57, 120.29), (32.06, 118.78), (30.25, 120.17), (29.87, 121.54),
    (31.82, 117.23), (30.58, 114.27), (22.54, 114.06), (23.13, 113.26), (22.99, 113.75), (39.90, 116.40),
    (39.13, 117.20), (36.07, 120.38), (36.67, 117.00), (34.26, 108.94), (30.66, 104.06), (29.56, 106.55),
    (28.23, 112.94), (38.91, 121.60), (41.80, 123.43), (45.80, 126.53), (34.75, 113.62), (26.08, 119.30),
)  # fmt: skip
MODELS = ("DMU 50", "CK6140", "VMC 850", "Mazak", "wuzhou", "钛合金", "精雕", "M290", "GeminiSEM", "Contura")
# What people type: names of classes in both languages, and models.
WORDS = (*(name for each in CLASSES.values() for name in (each.name_zh, each.name_en)), *MODELS)


def questions(seed: int = 7) -> Iterator[dict[str, object]]:
    """Without end; of twenty, twelve name a class, five say words; one of fifty nothing."""
    chance = random.Random(seed)
    classes, groups = list(CLASSES), list(GROUPS)
    while True:
        asked: dict[str, object] = {}
        what = chance.random()
        if what < 0.6:
            asked["machine"] = classes[min(int(chance.expovariate(0.12)), len(classes) - 1)]
        elif what < 0.85:
            asked["q"] = chance.choice(WORDS)
        elif what < 0.98:
            asked["machine"] = chance.choice(groups)
        if chance.random() < 0.6:
            latitude, longitude = CITIES[min(int(chance.expovariate(0.15)), len(CITIES) - 1)]
            asked |= {"near": f"{latitude},{longitude}", "radius": chance.choice((25, 50, 100, 200))}
        when = chance.random()
        if when < 0.6:
            asked["hours"] = chance.choice((2, 4, 8, 16))
        if when < 0.35:
            first = NOW.date() + timedelta(days=chance.randrange(60))
            asked |= {"day": first, "until": min(first + timedelta(days=6), NOW.date() + timedelta(days=61))}
        if chance.random() < 0.2:
            asked["kind"] = chance.choice(OfferKind.values)
        yield asked


def gather(many: int = MANY) -> None:
    """So many saved searches of MEMBERS members, copied from QUESTIONS questions."""
    members = [factories.member(factories.organisation()).membership.pk for _ in range(MEMBERS)]
    standing = [_stand(asked) for asked in islice(questions(), QUESTIONS)]
    prototypes = [
        SavedSearch(
            membership_id=members[0], name="?", query=f"{each.query}&was={number}", language="en",
            created_at=NOW, deleted_at=NOW, **each.columns(),
        )
        for number, each in enumerate(standing)
    ]  # fmt: skip
    with pgtrigger.ignore():
        SavedSearch.objects.bulk_create(prototypes)
        with connection.cursor() as cursor:
            # By place: pgtrigger puts parameters of its own in front.
            cursor.execute(_COPY, [members, many, prototypes[0].pk])
            cursor.execute("DELETE FROM search_savedsearch WHERE deleted_at IS NOT NULL")
            cursor.execute("ANALYZE search_savedsearch")


def _stand(asked: dict[str, object]) -> Standing:
    return stand(QueryDict(urlencode(asked)), now=NOW)


_COPY = f"""
INSERT INTO search_savedsearch (
    membership_id, name, query, asked, language, telling, keys, south, north, west, east, first_on, last_on,
    kinds, is_instant, created_at, counted
)
SELECT (%s::bigint[])[1 + number %% {MEMBERS}], 'saved ' || number,
    regexp_replace(query, '&was=.*', '') || '&was=' || number, asked, language, 'at_once', keys,
    south, north, west, east, first_on, last_on, kinds, is_instant, created_at, 0
FROM generate_series(1, %s) AS number
JOIN search_savedsearch ON id = %s + (number * 7919) %% {QUESTIONS}
"""  # noqa: S608 - numbers of our own
