"""
Writes that may be repeated: the same `Idempotency-Key` with the same request gets the first answer.

The answer is stored in the transaction of the effect, so neither can be there without the other,
whenever the process dies. A refusal changes nothing and is not stored: repeating it asks anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.accounts.models import IdempotentRequest
from marketplace.api import problems
from marketplace.api.answering import is_crowded
from marketplace.api.problems import Problem

P = ParamSpec("P")
V = TypeVar("V", bound=APIView)
Write = Callable[Concatenate[V, Request, P], Response]

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("Location", "ETag")


def safely_repeatable(write: Write[V, P]) -> Write[V, P]:
    """
    Run the write in a transaction of its own; with a key, at most once.

    A request whose twin is still being answered waits for it, `API_PATIENCE` at most.
    """

    @wraps(write)
    def once(view: V, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        key = _key(request)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [settings.API_PATIENCE])
            if key is None:
                return write(view, request, *args, **kwargs)
            entry = _claim(request, key)
            if entry.status is not None:
                return _again(entry)
            response = write(view, request, *args, **kwargs)
            _store(entry, response)
            return response

    once.is_safely_repeatable = True  # type: ignore[attr-defined]  # the schema asks for it
    return once


def _key(request: Request) -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not KEY.fullmatch(key):
        message = _("A key is 1 to 200 visible ASCII characters, without spaces.")
        fault = {"field": HEADER, "code": "invalid", "message": message, "value": key[:200]}
        raise Problem(problems.MALFORMED, errors=[fault])
    return key


def _claim(request: Request, key: str) -> IdempotentRequest:
    """
    The key's row: new and without an answer, or with the answer it got.

    A twin's uncommitted row makes the insert wait until that is committed or rolled back.

    :raises Problem: the key was used for another request, or its first use takes too long
    """
    token: Any = request.auth
    named: dict[str, Any] = {"membership_id": token.membership_id, "key": key}
    fingerprint = _fingerprint(request)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, {**named, "fingerprint": fingerprint})
            row = cursor.fetchone()
    except OperationalError as error:
        if is_crowded(error):
            raise Problem(problems.IN_PROGRESS, headers={"Retry-After": "1"}) from error
        raise
    if row:
        return IdempotentRequest(pk=row[0], fingerprint=fingerprint, **named)
    stored = IdempotentRequest.objects.get(**named)
    if stored.fingerprint != fingerprint:
        raise Problem(problems.KEY_REUSED)
    return stored


_INSERT = """
INSERT INTO accounts_idempotentrequest (membership_id, key, fingerprint, created_at)
VALUES (%(membership_id)s, %(key)s, %(fingerprint)s, clock_timestamp())
ON CONFLICT (membership_id, key) DO NOTHING
RETURNING id
"""


def _fingerprint(request: Request) -> str:
    """Of method, address and meaning of the body: the order of its members does not count."""
    body = json.dumps(request.data, sort_keys=True, ensure_ascii=True)
    told = "\n".join([request.method or "", request.get_full_path(), body])
    return hashlib.sha256(told.encode()).hexdigest()


def _store(entry: IdempotentRequest, response: Response) -> None:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    content = json.loads(JSONRenderer().render(response.data))
    body = {"headers": headers, "content": content}
    IdempotentRequest.objects.filter(pk=entry.pk).update(status=response.status_code, body=body)


def _again(entry: IdempotentRequest) -> Response:
    stored: Any = entry.body
    headers = {**stored["headers"], "Idempotent-Replay": "true"}
    return Response(stored["content"], entry.status, headers=headers)
