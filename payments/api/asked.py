"""Parameters of addresses about money: refused by name where nothing is known of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from marketplace.api import problems
from marketplace.api.problems import Problem

MONTH_ASKED = OpenApiParameter(
    "month", {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"}, description="Such as 2027-03."
)
CURRENCY_ASKED = OpenApiParameter(
    "currency", {"type": "string", "pattern": "^[A-Z]{3}$"}, description="One in which the firm earned."
)


def one_of(field: str, told: str | None, known: Sequence[str]) -> None:
    """:raises Problem: malformed, because it was told and is none of these"""
    if told is None or told in known:
        return
    fault = {
        "field": field,
        "code": "unknown",
        "message": _("There is none of this id."),
        "value": told,
        "accepted": _("one of: %(choices)s") % {"choices": ", ".join(known)},
    }
    raise Problem(problems.MALFORMED, errors=[fault])
