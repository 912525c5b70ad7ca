"""An engine that merges may not answer for a while: hours of filling are not given up for that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from django.utils import timezone
from elasticsearch import Elasticsearch

from search.elastic import writing
from search.elastic.writing import OneIndex, patient
from search.request import BackendAway

DELETED = {"took": 1, "errors": False, "items": [{"delete": {"_id": "7", "status": 200}}]}


class Busy(ThreadingHTTPServer):
    """Leaves the first request without an answer, and takes every other."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked, self.is_over = 0, Event()


class Answering(BaseHTTPRequestHandler):
    server: Busy

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.asked += 1
        if self.server.asked == 1:
            self.server.is_over.wait()
            return
        body = json.dumps(DELETED).encode()
        self.send_response(200)
        for name, value in (("X-Elastic-Product", "Elasticsearch"), ("Content-Type", "application/json")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        """Tests say enough."""


@pytest.fixture
def busy() -> Iterator[Busy]:
    server = Busy()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.is_over.set()
    server.shutdown()
    server.server_close()


def connected(server: Busy) -> Elasticsearch:
    return Elasticsearch(f"http://127.0.0.1:{server.server_port}", request_timeout=0.2)


def test_who_fills_asks_again_where_no_answer_came(busy, monkeypatch):
    monkeypatch.setattr(writing, "FILLING_SECONDS", 0.2)

    OneIndex(patient(connected(busy)), "listings-1").remove({7: 3}, now=timezone.now())

    assert busy.asked == 2


def test_whoever_waits_for_a_page_is_not_kept_so_long(busy):
    with pytest.raises(BackendAway):
        OneIndex(connected(busy), "listings").remove({7: 3}, now=timezone.now())

    assert busy.asked == 1
