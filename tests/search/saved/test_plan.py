"""Among a hundred thousand saved searches, those that a listing may answer are found by the index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.building import build
from search.matching import Change
from tests import factories
from tests.factories import NOW
from tests.search.saved.crowd import CITIES, MANY, gather

# The class that most ask for, where most ask for it, and one of the others: rows that may be looked at.
HOTTEST, USUAL = ("five_axis", 10_000), ("injection_moulding", 5_000)


@pytest.mark.django_db
def test_a_listing_finds_its_saved_searches_by_the_index():
    gather(MANY)
    latitude, longitude = CITIES[0]
    place = factories.site(latitude=latitude, longitude=longitude)
    for resource_class, most in (HOTTEST, USUAL):
        machine = factories.resource(at=place, resource_class=resource_class, title="一台", title_en="One")
        _look_by_index(Change(None, build([machine.pk], NOW)[machine.pk], NOW), most)


def _look_by_index(change, most):
    with CaptureQueriesContext(connection) as captured:
        found = change.candidates()
    (query,) = [each["sql"] for each in captured if '"keys" &&' in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as it was for the query
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")
        (plan,) = cursor.fetchone()[0]

    nodes = list(_nodes(plan["Plan"]))
    assert [node["Index Name"] for node in nodes if node["Node Type"] == "Bitmap Index Scan"] == [
        "saved_search_keys"
    ]
    (heap,) = [node for node in nodes if node["Node Type"] == "Bitmap Heap Scan"]
    assert heap["Relation Name"] == "search_savedsearch"
    assert 0 < len(found) == heap["Actual Rows"]
    assert heap["Actual Rows"] + heap["Rows Removed by Filter"] < most
    assert "Seq Scan" not in {node["Node Type"] for node in nodes}


def _nodes(node):
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)
