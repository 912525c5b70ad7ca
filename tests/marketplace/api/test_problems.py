"""Every error of the API is a problem document of a kind that can be read up."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from psycopg_pool import PoolTimeout

from capacity.api.kinds import KINDS
from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance"}


@pytest.fixture
def nobody():
    return Caller()


@pytest.fixture
def member():
    return Caller(factories.member(factories.organisation(), Role.OWNER))


def kind(answer):
    said = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert said.keys() >= MEMBERS
    assert said["status"] == answer.status_code
    assert said["instance"] == answer.wsgi_request.path
    assert said["title"]
    assert said["detail"]
    return answer.status_code, said["type"].removeprefix("/api/v1/problems/").rstrip("/")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer rt_nothing", "Basic Zm9v", "rt_x", "Bearer \xe9"]
)
def test_a_token_that_is_none_is_refused_even_where_none_is_needed(nobody, header):
    answer = nobody.get("resources/", authorization=header)

    assert kind(answer) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_refused():
    actor = factories.member(factories.organisation(), Role.OWNER)
    caller = Caller(actor)
    assert caller.get("bookings/").status_code == 200

    tokens.revoke(membership=actor.membership, now=factories.NOW)

    assert kind(caller.get("bookings/")) == (401, "unauthenticated")


def test_a_session_is_no_token(client):
    client.force_login(factories.user())

    assert client.get("/api/v1/bookings/").status_code == 401


@pytest.mark.parametrize("address", ["", "bookings", "resources", "resources/a/b/", "x/", "bookings/BK 1/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_what_is_no_address_is_not_found(nobody, address, method):
    assert kind(nobody.send(method, address)) == (404, "not-found")


def test_a_method_that_is_not_taken_tells_those_that_are(member):
    answer = member.send("DELETE", "bookings/")

    assert kind(answer) == (405, "method-not-allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_only_json_is_told(nobody):
    answer = nobody.get("resources/", accept="text/html")

    assert kind(answer) == (406, "not-acceptable")
    assert answer.json()["accepted"] == ["application/json"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html, application/*;q=0.5"])
def test_whoever_takes_json_gets_it(nobody, accept):
    assert nobody.get("resources/", accept=accept)["Content-Type"] == "application/json"


def test_only_json_is_read(member):
    answer = member.client.post("/api/v1/bookings/", {"a": "b"}, headers=member.headers)

    assert kind(answer) == (415, "unsupported-media-type")
    assert answer.json()["accepted"] == ["application/json"]


def send(caller, text):
    return caller.client.generic(
        "POST", "/api/v1/bookings/", text, content_type="application/json", headers=caller.headers
    )


@pytest.mark.parametrize(
    "text", ["{", "nonsense", "NaN", '{"a": 1e400', "[" * 100_000, b"\xff\xfe", '{"units": Infinity}']
)
def test_what_is_not_json_is_malformed(member, text):
    assert kind(send(member, text)) == (400, "malformed")


@pytest.mark.parametrize(
    "text", ["[]", "null", '"x"', "7", "{}", '{"\\ud800": "\\ud800"}', '{"note": "\\ud800"}']
)
def test_json_that_is_no_order_is_malformed(member, text):
    answer = send(member, text)

    assert kind(answer) == (400, "malformed")
    assert answer.json()["errors"]


def test_a_body_is_at_most_a_mebibyte(member):
    assert kind(send(member, json.dumps({"note": "x" * (1 << 20)}))) == (413, "too-large")


def test_more_than_the_minutes_share_is_refused_until_the_minute_is_over(member, nobody, settings):
    settings.API_RATES = {"read": 2, "write": 1, "anonymous": 1}

    reads = [member.get("bookings/") for _ in range(3)]
    writes = [member.post("bookings/", {}) for _ in range(2)]
    anonymous = [nobody.get("resources/") for _ in range(2)]

    assert [answer.status_code for answer in reads] == [200, 200, 429]
    assert [answer.status_code for answer in writes] == [400, 429]
    assert [answer.status_code for answer in anonymous] == [200, 429]
    assert kind(reads[-1]) == (429, "too-many-requests")
    assert 1 <= int(reads[-1]["Retry-After"]) <= 60


def test_another_token_has_a_share_of_its_own(member, settings):
    settings.API_RATES = {"read": 1, "write": 1, "anonymous": 1}
    other = Caller(factories.member(factories.organisation(), Role.OWNER))
    member.get("bookings/")

    assert other.get("bookings/").status_code == 200
    assert member.get("bookings/").status_code == 429


def test_what_nobody_expected_is_a_problem_too_and_is_logged(member, monkeypatch, caplog):
    monkeypatch.setattr("django.db.models.query.QuerySet.order_by", _broken)
    member.client.raise_request_exception = False

    answer = member.get("bookings/")

    assert kind(answer) == (500, "failed")
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in answer.content.decode()


def _broken(*_args, **_kwargs):
    raise ZeroDivisionError


def test_a_pool_without_a_free_connection_is_busy_and_says_when_to_ask_again(member, monkeypatch):
    monkeypatch.setattr("django.db.models.query.QuerySet.order_by", _crowded)

    answer = member.get("bookings/")

    assert kind(answer) == (503, "busy")
    assert answer["Retry-After"] == "1"


def _crowded(*_args, **_kwargs):
    raise OperationalError("no connection within 10 s") from PoolTimeout()


def test_problems_are_told_in_the_readers_language(nobody):
    titles = {
        language: nobody.get("x/", accept_language=language).json()["title"] for language in ("en", "zh-hans")
    }

    assert titles["en"] == "Not found"
    assert titles["zh-hans"]


@pytest.mark.parametrize("each", KINDS, ids=lambda each: each.name)
def test_every_kind_can_be_read_up_under_its_type(nobody, each):
    said = nobody.get(each.type).json()

    assert said == {"type": each.type, "status": each.status, "title": each.title, "meaning": each.meaning}


def test_all_kinds_are_listed_once(nobody):
    listed = [each["type"] for each in nobody.get("problems/").json()]

    assert listed == [each.type for each in KINDS]
    assert len(set(listed)) == len(listed)
    assert kind(nobody.get("problems/mood/")) == (404, "not-found")


def test_answers_are_kept_for_nobody_else(member):
    answer = member.get("bookings/")

    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Accept-Language"} <= {each.strip() for each in answer["Vary"].split(",")}
