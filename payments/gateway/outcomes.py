"""How a call to the gateway can end otherwise than well; the caller decides by these alone."""

from __future__ import annotations


class GatewayProblem(Exception):
    """`code` is Stripe's word for it; the text is for operators."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Unknown(GatewayProblem):
    """
    Nobody knows whether it was done: ask again under the same key.

    Where `is_final`, the same key only ever gives this answer again: look the object up, then decide.
    """

    def __init__(self, code: str, message: str, *, is_final: bool = False) -> None:
        super().__init__(code, message)
        self.is_final = is_final


class Declined(GatewayProblem):
    """
    The payer's bank says no; asking again under the same key changes nothing.

    `payment_id` names the payment that failed, where there is one. With the code
    `authentication_required` the payer has to come back to a page.
    """

    def __init__(self, code: str, message: str, *, decline_code: str, payment_id: str) -> None:
        super().__init__(code, message)
        self.decline_code = decline_code
        self.payment_id = payment_id

    @property
    def needs_payer(self) -> bool:
        return self.code == "authentication_required"


class Refused(GatewayProblem):
    """The request itself is wrong, or comes too late: an operator has to look."""

    def __init__(self, code: str, message: str, *, status: int) -> None:
        super().__init__(code, message)
        self.status = status


class Forged(GatewayProblem):
    """A webhook that does not prove to come from Stripe, or is not of the kind that its route takes."""


class PaymentsAreOff(GatewayProblem):
    """The settings name no gateway."""

    def __init__(self) -> None:
        super().__init__("payments_off", "PAYMENTS_BACKEND is off.")
