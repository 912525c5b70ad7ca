"""A real Elasticsearch behind the finder: away, behind, back, and filled anew under a stream of changes."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from elasticsearch import Elasticsearch

from capacity.models import ListingRevision, Resource
from marketplace.desk.health import WARNING, Health
from search.breaker import Breaker
from search.elastic.writing import ElasticIndex
from search.models import IndexLag
from search.operations import answering
from search.operations.catching_up import catch_up, fill_anew
from search.operations.checking import drifted
from search.operations.refreshing import refresh
from search.request import SearchRequest
from search.tokens import terms_of
from tests.factories import offer, resource

THREADS = 3  # of changes, each of machines of its own

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch):
    """An engine that failed is asked again at once."""
    breaker = Breaker(rest_seconds=0)
    monkeypatch.setattr(answering, "_breaker", lambda: breaker)


def list_machine(title):
    return offer(resource(title=title)).resource_id


def rename(pk, title):
    """As an approved revision would, with the version that its operation raises."""
    ListingRevision.objects.filter(resource=pk).update(title_zh=title)
    machine = Resource.objects.get(pk=pk)
    Resource.objects.filter(pk=pk).update(version=machine.version + 1)
    refresh([pk], now=timezone.now())


def ask(words):
    return answering.answer(SearchRequest(now=timezone.now(), terms=terms_of(words)))


def ids(answer):
    return [hit.resource_id for hit in answer.hits]


def settle(url):
    client = Elasticsearch(url)
    ElasticIndex(client).refresh()
    client.close()


def test_postgresql_answers_while_the_engine_is_away_and_the_index_catches_up_by_itself(engine, settings):
    settings.ELASTICSEARCH_URL = engine.url
    centre = list_machine("恒温加工中心")
    refresh([centre], now=timezone.now())

    assert catch_up(clock=timezone.now)
    answer = ask("恒温")
    assert (answer.backend, answer.is_stand_in, ids(answer)) == ("elastic", False, [centre])

    engine.kill()
    lathe = list_machine("数控车床")
    refresh([lathe], now=timezone.now())
    rename(centre, "龙门铣床")

    answer = ask("龙门")
    assert (answer.backend, answer.is_stand_in, ids(answer)) == ("postgres", True, [centre])
    assert not catch_up(clock=timezone.now)
    assert "暂时是简化的结果" in Client(HTTP_ACCEPT_LANGUAGE="zh-CN").get("/find/").content.decode()
    assert WARNING in {figure.tone for figure in Health(now=timezone.now()).figures}

    engine.start()
    assert catch_up(clock=timezone.now)
    assert not IndexLag.objects.exists()
    for words, found in (("龙门", [centre]), ("车床", [lathe]), ("恒温", [])):
        answer = ask(words)
        assert (answer.backend, ids(answer)) == ("elastic", found)


def test_filling_anew_under_a_stream_of_changes_loses_nothing(elasticsearch_url, settings):
    settings.ELASTICSEARCH_URL = elasticsearch_url
    machines = [list_machine(f"机床 {number}") for number in range(30)]
    index = ElasticIndex(Elasticsearch(elasticsearch_url))
    assert catch_up(clock=timezone.now)
    is_over = Event()

    def change(part):
        number = part
        while not is_over.is_set():
            rename(machines[number % len(machines)], f"机床 改 {number}")
            number += THREADS
        connection.close()

    streams = [Thread(target=change, args=(part,)) for part in range(THREADS)]
    for stream in streams:
        stream.start()
    try:
        assert all(fill_anew(index, clock=timezone.now) for _ in range(5))
    finally:
        is_over.set()
        for stream in streams:
            stream.join()

    settle(elasticsearch_url)
    assert drifted(index, now=timezone.now()) == []
    assert len(index.family()) == 1
    assert sorted(ids(answering.answer(SearchRequest(now=timezone.now(), limit=100)))) == machines
    index.client.close()


def test_what_differs_is_found_document_by_document(elasticsearch_url, settings):
    settings.ELASTICSEARCH_URL = elasticsearch_url
    kept, renamed = list_machine("五轴加工中心"), list_machine("数控车床")
    index = ElasticIndex(Elasticsearch(elasticsearch_url))
    assert fill_anew(index, clock=timezone.now)

    ListingRevision.objects.filter(resource=renamed).update(title_zh="龙门铣床")

    assert drifted(index, now=timezone.now()) == [renamed]
    assert kept != renamed
    index.client.close()


def test_a_half_filled_index_is_dropped_by_the_next_run_and_never_asked(elasticsearch_url, settings):
    settings.ELASTICSEARCH_URL = elasticsearch_url
    centre = list_machine("五轴加工中心")
    index = ElasticIndex(Elasticsearch(elasticsearch_url))
    assert fill_anew(index, clock=timezone.now)
    left = index.create(timezone.now())

    assert ids(ask("五轴")) == [centre]
    assert fill_anew(index, clock=timezone.now)
    assert left.target not in index.family()
    index.client.close()


def test_an_engine_that_wants_a_password_gets_it_from_the_address(secured_engine, settings):
    settings.ELASTICSEARCH_URL = secured_engine.url
    centre = list_machine("五轴加工中心")

    assert catch_up(clock=timezone.now)
    assert (ask("五轴").backend, ids(ask("五轴"))) == ("elastic", [centre])
