"""Answers that are refusals and yet leave something behind: a card that was declined."""

from __future__ import annotations

from dataclasses import dataclass

from payments.sandbox.instruments import OWN_CODES, saying
from payments.sandbox.refusals import CARD, Body


@dataclass(frozen=True)
class Declined:
    """A charge that failed: its attempt is written down, so the request is not undone."""

    error: Body

    @property
    def body(self) -> Body:
        return {"error": self.error}


def card_error(decline: str, **more: object) -> Body:
    """As an answer tells it, and as `last_payment_error` keeps it."""
    code = decline if decline in OWN_CODES else "card_declined"
    error: Body = {"type": CARD, "code": code, "message": saying(decline), **more}
    return error if decline in OWN_CODES - {"authentication_required"} else error | {"decline_code": decline}
