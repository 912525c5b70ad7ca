"""Versions of what is read: `ETag` with `If-None-Match`, and `If-Match` on what changes it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.utils.http import parse_etags, quote_etag
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

VERSION = re.compile(r'"(?P<version>\d{1,18})-[0-9a-f]+"', re.ASCII)


def tag_of(data: Any, version: int) -> str:
    """
    The tag of an answer: the version of the thing, and a digest of how it was told.

    The digest, because the same version is told in two languages, to two sides, and at other times.
    """
    told = hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:16]
    return quote_etag(f"{version}-{told}")


def tagged(request: Request, data: Any, version: int) -> Response:
    """The answer with its tag, or 304 where the reader has it already."""
    tag = tag_of(data, version)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or tag in (each.removeprefix("W/") for each in known):
        return Response(status=304, headers={"ETag": tag})
    return Response(data, headers={"ETag": tag})


def expected_versions(request: Request) -> frozenset[int] | None:
    """The versions that `If-Match` would take; None where any will do, none of them where it is garbled."""
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    matches = (VERSION.fullmatch(tag) for tag in parse_etags(header))
    return frozenset(int(match["version"]) for match in matches if match)
