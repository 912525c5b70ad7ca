"""Turning whatever went wrong into a problem document."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from django.utils.log import log_response
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable
from psycopg_pool import PoolTimeout
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api import problems
from marketplace.api.faults import told
from marketplace.api.problems import Problem


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """The framework's exception handler. What nobody expected is logged and answered with 500."""
    request: Request = context["request"]
    problem = problem_of(error)
    response = Response(
        problem.body(request.path),
        problem.status_code,
        headers=problem.headers,
        content_type=problems.MEDIA_TYPE,
    )
    if problem.kind is problems.FAILED:
        got_request_exception.send(sender=None, request=request._request)  # noqa: SLF001 - Django's own
        log_response(
            "%s: %s", "Server error", request.path, response=response, request=request, exception=error
        )
    return response


def problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    return next(
        (make(error) for types, make in PROBLEMS if isinstance(error, types)), Problem(problems.FAILED)
    )


def _throttled(error: Any) -> Problem:
    seconds = max(1, math.ceil(error.wait or 1))
    return Problem(problems.TOO_MANY_REQUESTS, headers={"Retry-After": str(seconds)})


def _unauthenticated(error: Any) -> Problem:
    detail = str(error.detail) if isinstance(error, exceptions.AuthenticationFailed) else ""
    return Problem(problems.UNAUTHENTICATED, detail, headers={"WWW-Authenticate": error.auth_header})


def _not_json(error: Any) -> Problem:
    return Problem(problems.MALFORMED, _("The body is not JSON: %(why)s.") % {"why": error.detail}, errors=[])


def _database(error: Any) -> Problem:
    if is_crowded(error):
        return Problem(problems.BUSY, headers={"Retry-After": "1"})
    return Problem(problems.FAILED)


def is_crowded(error: OperationalError) -> bool:
    """Whether the database gave up waiting for a lock or a connection, or broke a circle of waiters."""
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected | PoolTimeout)


def _too_many(_error: Any) -> Problem:
    return Problem(problems.MALFORMED, _("There are more parameters than an address may have."), errors=[])


JSON_ALONE = ["application/json"]
PROBLEMS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], Problem]], ...] = (
    ((Http404, exceptions.NotFound), lambda _error: Problem(problems.NOT_FOUND)),
    ((PermissionDenied, exceptions.PermissionDenied), lambda _error: Problem(problems.NOT_ALLOWED)),
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), _unauthenticated),
    ((exceptions.MethodNotAllowed,), lambda _error: Problem(problems.METHOD_NOT_ALLOWED)),
    ((exceptions.NotAcceptable,), lambda _error: Problem(problems.NOT_ACCEPTABLE, accepted=JSON_ALONE)),
    (
        (exceptions.UnsupportedMediaType,),
        lambda _error: Problem(problems.UNSUPPORTED_MEDIA_TYPE, accepted=JSON_ALONE),
    ),
    ((exceptions.Throttled,), _throttled),
    ((exceptions.ValidationError,), lambda error: Problem(problems.MALFORMED, errors=told(error.detail))),
    ((exceptions.ParseError,), _not_json),
    ((TooManyFieldsSent,), _too_many),
    ((OperationalError,), _database),
)
