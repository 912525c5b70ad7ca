"""What a page of the sandbox offers, in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.sandbox.instruments import INSTRUMENTS
from payments.sandbox.rows import SandboxObject

Words = str | Promise

PAYING: dict[str, Words] = {
    "pm_card_visa": _("Visa card"),
    "pm_card_unionpay": _("UnionPay card"),
    "pm_card_chargeDeclinedInsufficientFunds": _("Card without enough money"),
    "pm_card_createDispute": _("Card whose holder takes the money back later"),
    "pm_card_refundFail": _("Card whose refunds fail"),
    "pm_card_pendingRefund": _("Card whose refunds take a day"),
    "pm_alipay": _("Alipay"),
    "pm_wechat_pay": _("WeChat Pay"),
    "pm_bank_transfer": _("Bank transfer"),
}
KEEPING: dict[str, Words] = {
    "pm_card_visa": _("Visa card"),
    "pm_card_unionpay": _("UnionPay card"),
    "pm_card_authenticationRequiredSetupForOffSession": _("Card whose bank asks at every later payment"),
    "pm_card_chargeCustomerFail": _("Card that is declined at every later payment"),
}
DECLINES: dict[str, Words] = {
    "authentication_required": _("The bank asks to prove who pays, and nobody did. Nothing was taken."),
    "expired_card": _("The card has expired. Nothing was taken."),
    "insufficient_funds": _("The card has not enough money. Nothing was taken."),
}
REFUSING = "pm_card_chargeDeclined"


def means_of(session: SandboxObject) -> list[tuple[str, Words]]:
    """What this page takes."""
    if session.body["mode"] == "setup":
        return list(KEEPING.items())
    types = session.body["payment_method_types"]
    return [(name, words) for name, words in PAYING.items() if INSTRUMENTS[name].type in types]


def why_declined(decline: str) -> Words:
    return DECLINES.get(decline, _("The bank refused the payment. Nothing was taken."))
