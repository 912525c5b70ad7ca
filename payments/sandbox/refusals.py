"""How Stripe says no: a status, a type, a code, and the parameter that is meant."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]

INVALID, CARD, IDEMPOTENCY = "invalid_request_error", "card_error", "idempotency_error"


class Refusal(Exception):
    """The request is refused, and nothing of it stays."""

    def __init__(self, status: int, code: str, message: str, *, kind: str = INVALID, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error: Body = {"type": kind, "code": code, "message": message, **more}

    @property
    def body(self) -> Body:
        return {"error": self.error}


def no_such(kind: str, ref: str, parameter: str = "id") -> Refusal:
    return Refusal(404, "resource_missing", f"No such {kind.replace('_', ' ')}: '{ref}'", param=parameter)


def unknown_parameter(name: str) -> Refusal:
    return Refusal(400, "parameter_unknown", f"Received unknown parameter: {name}", param=name)


def missing_parameter(name: str) -> Refusal:
    return Refusal(400, "parameter_missing", f"Missing required param: {name}.", param=name)


def invalid(name: str, message: str, code: str = "parameter_invalid") -> Refusal:
    return Refusal(400, code, message, param=name)


def unexpected_state(kind: str, status: str, wanted: str) -> Refusal:
    noun = kind.replace("_", " ")
    message = f"This {noun} has a status of {status}; only one with a status of {wanted} can do this."
    return Refusal(400, f"{kind}_unexpected_state", message)


def not_simulated(what: str) -> Refusal:
    """What Stripe can and the sandbox cannot: said, and not passed over."""
    return Refusal(501, "sandbox_not_simulated", f"The sandbox does not simulate {what}.", kind="api_error")
