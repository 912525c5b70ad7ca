"""
Problem details (RFC 9457): every error of the API is one of these kinds.

A kind's `type` is a relative URI of this server, which tells what the problem means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework.exceptions import APIException

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/problems/"


@dataclass(frozen=True)
class Kind:
    """`title` and `meaning` are English message ids, told in the reader's language."""

    name: str
    status: int
    title: str
    meaning: str

    @property
    def type(self) -> str:
        return f"{TYPES}{self.name}/"


class Problem(APIException):
    """
    Why a request was not answered as asked; nothing was changed.

    `members` are the kind's own members of the answer. A key of `headers` is a header's name.
    """

    def __init__(
        self, kind: Kind, detail: str = "", *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail or _(kind.meaning), kind.name)
        self.kind, self.headers, self.members = kind, dict(headers or {}), members
        self.status_code = kind.status

    def body(self, instance: str) -> dict[str, Any]:
        return {
            "type": self.kind.type,
            "title": _(self.kind.title),
            "status": self.kind.status,
            "detail": str(self.detail),
            "instance": instance,
            **self.members,
        }


MALFORMED = Kind(
    "malformed",
    400,
    gettext_noop("Malformed request"),
    gettext_noop("Something that was sent cannot be read; `errors` names each field."),
)
UNAUTHENTICATED = Kind(
    "unauthenticated",
    401,
    gettext_noop("Token needed"),
    gettext_noop("This needs a valid token in the header “Authorization: Bearer <token>”."),
)
NOT_ALLOWED = Kind(
    "not-allowed",
    403,
    gettext_noop("Not allowed"),
    gettext_noop("The token's member does not hold the role that this needs."),
)
NOT_FOUND = Kind(
    "not-found",
    404,
    gettext_noop("Not found"),
    gettext_noop("It does not exist, or is not yours to see. Addresses of the API end with a slash."),
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    gettext_noop("Method not allowed"),
    gettext_noop("The address does not take this method; the header Allow names those that it takes."),
)
NOT_ACCEPTABLE = Kind(
    "not-acceptable",
    406,
    gettext_noop("Not acceptable"),
    gettext_noop("The API answers with application/json alone."),
)
IN_PROGRESS = Kind(
    "in-progress",
    409,
    gettext_noop("Still being answered"),
    gettext_noop("A request with the same Idempotency-Key is being answered; ask again a little later."),
)
STALE = Kind(
    "stale",
    412,
    gettext_noop("Changed meanwhile"),
    gettext_noop("It is not any more what If-Match says; read it again before you decide."),
)
TOO_LARGE = Kind("too-large", 413, gettext_noop("Too large"), gettext_noop("The body is larger than 1 MiB."))
UNSUPPORTED_MEDIA_TYPE = Kind(
    "unsupported-media-type",
    415,
    gettext_noop("Unsupported media type"),
    gettext_noop("The API reads application/json alone."),
)
KEY_REUSED = Kind(
    "key-reused",
    422,
    gettext_noop("Idempotency-Key used before"),
    gettext_noop("The key was used for another request; take a new one for each new write."),
)
TOO_MANY_REQUESTS = Kind(
    "too-many-requests",
    429,
    gettext_noop("Too many requests"),
    gettext_noop("More requests in this minute than are allowed; Retry-After tells when there may be more."),
)
FAILED = Kind(
    "failed",
    500,
    gettext_noop("Server error"),
    gettext_noop("Something went wrong on our side; nothing was changed."),
)
BUSY = Kind(
    "busy",
    503,
    gettext_noop("Busy"),
    gettext_noop("Others are changing the same thing just now; ask again a little later."),
)

GENERAL = (
    MALFORMED,
    UNAUTHENTICATED,
    NOT_ALLOWED,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    IN_PROGRESS,
    STALE,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    KEY_REUSED,
    TOO_MANY_REQUESTS,
    FAILED,
    BUSY,
)
