"""The status of a page that tells why something was not done."""

from __future__ import annotations

from capacity.operations.refusals import IllegalStep, NotAllowed, Refused, StaleStep

UNPROCESSABLE = 422


def status_of(refusal: Refused) -> int:
    match refusal:
        case IllegalStep() | StaleStep():
            return 409
        case NotAllowed():
            return 403
    return UNPROCESSABLE
