"""Examples that the schema shows."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

from marketplace.api.problems import MEDIA_TYPE

STARTS, ENDS = "2027-03-04T09:00:00+08:00", "2027-03-04T12:00:00+08:00"
LATER = {"starts_at": "2027-03-04T13:00:00+08:00", "ends_at": "2027-03-04T16:00:00+08:00"}
PERIOD = {"starts_at": STARTS, "ends_at": ENDS}
ORDER = {**PERIOD, "offer": 17, "units": 1, "quantity": 1, "extras": []}
TOTAL = {"minor": 128820, "currency": "CNY", "text": "¥1,288.20"}


def sent(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


QUOTE = sent("A morning", ORDER)
HOLD = sent(
    "Hold a morning", {**ORDER, "resource": "dmu-50-3fa2b1", "note": "Two housings, drawing follows."}
)
CHANGE = sent("Later on the same day", LATER)
OUTAGE = sent(
    "A fault",
    {**PERIOD, "kind": "outage", "units": [31], "reason_zh": "主轴异响", "reason_en": "Spindle noise"},
)

TAKEN = OpenApiExample(
    "Somebody was faster",
    value={
        "type": "/api/v1/problems/period-taken/",
        "title": "The period is taken",
        "status": 409,
        "detail": "Busy in this period, set-up and clean-up counted; free units: 0 of 1.",
        "instance": "/api/v1/bookings/",
        "time_zone": "Asia/Shanghai",
        "broken_rules": [
            {
                "code": "taken",
                "message": "Busy in this period, set-up and clean-up counted; free units: 0 of 1.",
                "field": "period",
                "params": {"free": 0, "wanted": 1},
            }
        ],
        "conflicts": [{"unit": 31, **PERIOD}],
        "alternatives": [{**LATER, "total": TOTAL}],
        "earliest_free": {**LATER, "total": TOTAL},
    },
    response_only=True,
    status_codes=["409"],
    media_type=MEDIA_TYPE,
)
NAIVE = OpenApiExample(
    "A time without offset",
    value={
        "type": "/api/v1/problems/malformed/",
        "title": "Malformed request",
        "status": 400,
        "detail": "Something that was sent cannot be read; `errors` names each field.",
        "instance": "/api/v1/bookings/",
        "errors": [
            {
                "field": "starts_at",
                "code": "naive",
                "message": "This time says no offset from UTC, so it is no instant.",
                "value": "2027-03-04T09:00:00",
                "accepted": "a time with its offset (RFC 3339), such as 2027-03-04T09:00:00+08:00",
            }
        ],
    },
    response_only=True,
    status_codes=["400"],
    media_type=MEDIA_TYPE,
)
