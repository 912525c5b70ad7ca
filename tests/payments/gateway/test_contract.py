"""What the gateway sends and the sandbox answers, held against the maker's package and his imitation."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from payments.gateway import Gateway
from payments.gateway.in_process import Request
from payments.sandbox.answering import Answer, answer
from tests.conftest import missing
from tests.payments import shapes, stripe_mock
from tests.payments.sandboxed import Desk
from tests.payments.stripe_mock import StripeMock
from tests.payments.walk import walk

PINNED = Path(__file__).with_name("routes.txt")
Recorded = list[tuple[Request, Answer]]
_recorded: Recorded = []


@pytest.fixture
def recorded(desk: Desk) -> Recorded:
    """Made once; what was said stays said."""
    if not _recorded:
        walk(desk)
        _recorded.extend(desk.sent)
    return _recorded


@pytest.fixture(scope="module")
def mock() -> Iterator[StripeMock]:
    if not stripe_mock.stripe_mock_program().exists():
        missing("stripe-mock", "make engines")
    with stripe_mock.running() as server:
        yield server


def test_the_walk_calls_all_that_the_gateway_can() -> None:
    module = inspect.getmodule(walk)
    assert module
    helpers = inspect.getsource(module) + inspect.getsource(Desk)
    parts = vars(Gateway(None, ())).values()  # type: ignore[arg-type]
    methods = {name for part in parts for name, _ in inspect.getmembers(part, inspect.ismethod)}

    assert {name for name in methods if name[0] != "_" and f".{name}(" not in helpers} == {"received"}


def test_the_routes_and_parameters_in_use_are_those_that_were_looked_at(recorded: Recorded) -> None:
    used: dict[str, set[str]] = {}
    for request, _ in recorded:
        used.setdefault(f"{request.method} {bare(request.path)}", set()).update(names(request.params))
    lines = [" ".join((route, *sorted(used[route]))) for route in sorted(used)]

    assert lines == PINNED.read_text(encoding="utf-8").splitlines()


def test_every_request_is_answered_well(recorded: Recorded) -> None:
    assert [(request.path, given.body) for request, given in recorded if given.status != 200] == []


def test_every_request_passes_the_makers_imitation(recorded: Recorded, mock: StripeMock) -> None:
    refused = {}
    for request, _ in first_version(recorded):
        status, said = ask(mock, request)
        if status != 200:
            refused[request.path] = said

    assert refused == {}


def test_the_imitation_refuses_what_it_does_not_know(recorded: Recorded, mock: StripeMock) -> None:
    """Else the test above would show nothing. It looks at the first level; the next test goes deeper."""
    for request, _ in first_version(recorded):
        account = request.headers.get("stripe-account", "")
        status, _said = mock.ask(request.method, request.path, request.params | {"unheard_of": "1"}, account)
        assert status == 400, request.path


def test_the_sandbox_refuses_what_the_package_does_not_know_at_every_depth(
    recorded: Recorded, desk: Desk
) -> None:
    tried = 0
    for request, _ in recorded:
        for wrong in with_a_stranger(request.params):
            given = answer(request.method, request.path, wrong, request.headers, now=desk.now)
            assert (given.status, given.body["error"]["code"]) == (400, "parameter_unknown"), (request, wrong)
            tried += 1

    assert tried > len(recorded)


def test_the_sandbox_answers_whatever_is_left_out_or_emptied(recorded: Recorded, desk: Desk) -> None:
    """It may do it or refuse it, and never stumbles."""
    for request, _ in recorded:
        headers = {name: text for name, text in request.headers.items() if name != "idempotency-key"}
        for less in with_something_gone(request.params):
            given = answer(request.method, request.path, less, headers, now=desk.now)
            assert given.status in {200, 400, 402, 404, 501}, (request, less)


def test_every_answer_is_whole_by_the_package(recorded: Recorded) -> None:
    found = {fault for _, given in recorded for fault in shapes.faults(given.body)}

    assert found == set()


def test_every_answer_has_the_fields_of_the_makers_imitation(recorded: Recorded, mock: StripeMock) -> None:
    lacking: set[str] = set()
    for request, given in first_version(recorded):
        # The event of the imitation is of another thing each time.
        if request.path != "/v1/events":
            lacking.update(lacks(given.body, ask(mock, request)[1], request.path))

    assert lacking == set()


def with_a_stranger(params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parameters with one more that nobody knows, in each place where one could stand."""
    yield params | {"unheard_of": "1"}
    for name, value in params.items():
        if isinstance(value, dict) and name != "metadata" and not all(key.isdecimal() for key in value):
            yield from (params | {name: wrong} for wrong in with_a_stranger(value))
        elif isinstance(value, dict) and isinstance(value.get("0"), dict):
            yield from (params | {name: {"0": wrong}} for wrong in with_a_stranger(value["0"]))


def with_something_gone(params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parameters with one of them, at any depth, left out or empty."""
    for name, value in params.items():
        yield {other: kept for other, kept in params.items() if other != name}
        yield params | {name: ""}
        if isinstance(value, dict):
            yield from (params | {name: less} for less in with_something_gone(value))


def first_version(recorded: Recorded) -> Recorded:
    """The imitation knows no other."""
    return [each for each in recorded if each[0].path.startswith("/v1/")]


def ask(mock: StripeMock, request: Request) -> tuple[int, Any]:
    account = request.headers.get("stripe-account", "")
    return mock.ask(request.method, request.path, request.params, account)


def bare(path: str) -> str:
    """The path with `{}` for each id."""
    return re.sub(r"/[a-z]+_(?:test_)?\w{24}", "/{}", path)


def names(params: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """`a.b` for each parameter within another; items of lists and words of metadata are not told apart."""
    for name, value in params.items():
        if isinstance(value, dict) and name != "metadata":
            yield from names(value, prefix if name.isdecimal() else f"{prefix}{name}.")
        elif isinstance(value, list):
            yield prefix + name
        else:
            yield prefix.rstrip(".") if name.isdecimal() else prefix + name


def lacks(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Where the imitation has a field that we have not, or one of another kind."""
    for name, value in theirs.items():
        if name not in ours:
            yield f"{path}.{name} is missing"
        elif value is not None and ours[name] is not None:
            yield from differs(ours[name], value, f"{path}.{name}")


def differs(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    if type(ours) is not type(theirs):
        yield f"{path} is {ours!r}, theirs {theirs!r}"
    elif isinstance(theirs, dict) and not path.endswith("metadata"):
        yield from lacks(ours, theirs, path)
    elif isinstance(theirs, list) and ours and theirs and isinstance(theirs[0], dict):
        yield from lacks(ours[0], theirs[0], path)
