"""The means of payment that the sandbox knows: Stripe's own test cards, wallets and bank transfer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class RefundFate(Enum):
    ARRIVES = auto()
    ARRIVES_LATE = auto()
    FAILS = auto()


@dataclass(frozen=True)
class Instrument:
    """`decline` is the reason of a refused charge; empty means that the charge goes through."""

    type: str = "card"
    last4: str = "4242"
    brand: str = "visa"
    decline: str = ""
    needs_holder: bool = False  # its bank asks to prove who pays (3-D Secure)
    refund: RefundFate = RefundFate.ARRIVES
    is_disputed: bool = False
    is_settled_at_once: bool = False
    is_kept: bool = False  # declined, but only once it is charged

    def decline_for(self, *, is_present: bool) -> str:
        """Why a charge fails, the holder being there or not; empty where it does not."""
        if self.needs_holder and not is_present:
            return "authentication_required"
        return self.decline


# The names are Stripe's: `pm_card_visa` stands for a new method with this card.
INSTRUMENTS = {
    "pm_card_visa": Instrument(),
    "pm_card_mastercard": Instrument(last4="4444", brand="mastercard"),
    "pm_card_unionpay": Instrument(last4="0005", brand="unionpay"),
    "pm_card_bypassPending": Instrument(last4="0077", is_settled_at_once=True),
    "pm_card_chargeDeclined": Instrument(last4="0002", decline="generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": Instrument(last4="9995", decline="insufficient_funds"),
    "pm_card_chargeDeclinedExpiredCard": Instrument(last4="0069", decline="expired_card"),
    "pm_card_chargeCustomerFail": Instrument(last4="0341", decline="generic_decline", is_kept=True),
    "pm_card_authenticationRequired": Instrument(last4="3184", needs_holder=True),
    "pm_card_authenticationRequiredSetupForOffSession": Instrument(last4="3220", needs_holder=True),
    "pm_card_refundFail": Instrument(last4="5126", refund=RefundFate.FAILS),
    "pm_card_pendingRefund": Instrument(last4="7726", refund=RefundFate.ARRIVES_LATE),
    "pm_card_createDispute": Instrument(last4="0259", is_disputed=True),
    "pm_alipay": Instrument(type="alipay", last4="", brand=""),
    "pm_wechat_pay": Instrument(type="wechat_pay", last4="", brand=""),
    "pm_bank_transfer": Instrument(type="customer_balance", last4="", brand=""),
}

# The codes of card errors; every other decline is a `card_declined` with its own decline code.
OWN_CODES = {"expired_card", "authentication_required"}

SAYINGS = {
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "expired_card": "Your card has expired.",
    "insufficient_funds": "Your card has insufficient funds.",
}


def saying(decline: str) -> str:
    return SAYINGS.get(decline, "Your card was declined.")
