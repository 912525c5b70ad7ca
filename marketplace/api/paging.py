"""Pages that rows added meanwhile do not shift: each begins after the last row of the one before."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from marketplace.api import problems
from marketplace.api.problems import Problem

USUAL, MOST = 25, 100
MOST_CANDIDATES = 2_000
PARAMETERS = ("cursor", "limit")


@dataclass(frozen=True)
class Page:
    """Some rows in the order of their ids, and the address of the next page if there is one."""

    rows: Sequence[Any]
    next: str | None

    def body(self, results: Any) -> dict[str, Any]:
        return {"next": self.next, "results": results}


def page_of(rows: QuerySet[Any], request: Request, *, newest_first: bool = False) -> Page:
    """
    The page that the address asks for by `cursor` and `limit`; one query.

    :raises Problem: malformed, because the cursor or the limit is none
    """
    limit = _limit(request)
    found = list(_after_cursor(rows, request, newest_first=newest_first)[: limit + 1])
    if len(found) <= limit:
        return Page(found, None)
    return Page(found[:limit], _address(request, found[limit - 1].pk))


def page_of_kept(
    rows: QuerySet[Any], request: Request, *, keep: Callable[[list[int]], Collection[int]]
) -> Page:
    """
    The page of those rows whose ids are kept; two queries beside those of `keep`.

    So many candidates are looked at for one page: it may be short, or empty, and have a next one.

    :raises Problem: malformed, because the cursor or the limit is none
    """
    limit = _limit(request)
    candidates = list(_after_cursor(rows, request).values_list("pk", flat=True)[:MOST_CANDIDATES])
    wanted = keep(candidates)
    kept = [pk for pk in candidates if pk in wanted]
    shown = kept[:limit]
    found = list(rows.filter(pk__in=shown).order_by("pk"))
    if len(kept) > limit:
        return Page(found, _address(request, shown[-1]))
    is_cut = len(candidates) == MOST_CANDIDATES
    return Page(found, _address(request, candidates[-1]) if is_cut else None)


def _after_cursor(rows: QuerySet[Any], request: Request, *, newest_first: bool = False) -> QuerySet[Any]:
    after = _after(request)
    if after is not None:
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": after})
    return rows.order_by("-pk" if newest_first else "pk")


def _address(request: Request, last: int) -> str:
    return str(replace_query_param(request.build_absolute_uri(), "cursor", _cursor(last)))


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST):
        accepted = _("a whole number%(bounds)s") % {
            "bounds": " " + _("from %(least)s to %(most)s") % {"least": 1, "most": MOST}
        }
        raise _malformed("limit", text, _("This is not how many rows a page can have."), accepted)
    return int(text)


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(b"after:%d" % pk).decode().rstrip("=")


def _after(request: Request) -> int | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        told = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        word, _colon, number = told.partition(":")
        after = int(number)
    except (binascii.Error, ValueError):
        word, after = "", 0
    if word != "after" or not 0 < after < 2**63:
        raise _malformed("cursor", text, _("This cursor is none of ours."), _("a cursor out of `next`"))
    return after


def _malformed(field: str, value: str, message: str, accepted: str) -> Problem:
    fault = {
        "field": field,
        "code": "invalid",
        "message": message,
        "value": value[:200],
        "accepted": accepted,
    }
    return Problem(problems.MALFORMED, errors=[fault])
