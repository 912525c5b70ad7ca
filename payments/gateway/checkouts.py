"""Pages of Stripe's where a payer pays, or leaves a card for a later day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stripe import checkout
from stripe.params.checkout import (
    SessionCreateParams,
    SessionCreateParamsLineItem,
    SessionCreateParamsPaymentMethodOptions,
    SessionCreateParamsPaymentMethodOptionsCustomerBalanceBankTransfer,
)

from marketplace.money import Money
from payments.gateway.line import A_PAGE, Line, is_of, keyed, operation
from payments.gateway.values import Checkout, Metadata, SavedCard, id_of, metadata_of, moment, seconds


class Capture(StrEnum):
    """Whether money is taken when the payer pays, or only held until we take it."""

    AT_ONCE = "automatic_async"
    LATER = "manual"


class Method(StrEnum):
    CARD = "card"
    ALIPAY = "alipay"
    WECHAT = "wechat_pay"
    BANK = "customer_balance"


# Whose account the payer sends money to, by what is paid in; for euros Stripe wants a country named.
BANKS: dict[str, SessionCreateParamsPaymentMethodOptionsCustomerBalanceBankTransfer] = {
    "EUR": {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "DE"}},
    "USD": {"type": "us_bank_transfer"},
    "JPY": {"type": "jp_bank_transfer"},
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the page says is paid for, and where it leads the payer afterwards."""

    title: str
    customer_id: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    metadata: Metadata


class Checkouts:
    def __init__(self, line: Line) -> None:
        self._line = line

    def open_payment(
        self,
        *,
        key: str,
        order: Order,
        amount: Money,
        capture: Capture,
        methods: Sequence[Method],
        transfer_group: str,
    ) -> Checkout:
        """Open a page that takes or holds `amount`; only cards can be held."""
        params = _common(key, order, methods) | SessionCreateParams(
            mode="payment",
            line_items=[_line_item(order.title, amount)],
            payment_intent_data={
                "capture_method": capture,
                "transfer_group": transfer_group,
                "description": order.title,
                "metadata": operation(key, order.metadata),
            },
            payment_method_options=_options(methods, amount.currency),
        )
        return self._opened(params, key)

    def open_card_setup(self, *, key: str, order: Order, currency: str) -> Checkout:
        """Open a page that keeps a card and takes nothing."""
        params = _common(key, order, [Method.CARD]) | SessionCreateParams(
            mode="setup",
            currency=currency.lower(),
            setup_intent_data={"metadata": operation(key, order.metadata)},
        )
        return self._opened(params, key)

    def _opened(self, params: SessionCreateParams, key: str) -> Checkout:
        with self._line.asking() as client:
            return _told(client.v1.checkout.sessions.create(params, keyed(key)))

    def get(self, checkout_id: str) -> Checkout:
        with self._line.asking() as client:
            return _told(client.v1.checkout.sessions.retrieve(checkout_id))

    def expire(self, *, key: str, checkout_id: str) -> Checkout:
        """Nobody can pay by it any more. :raises Refused: it is not open"""
        with self._line.asking() as client:
            return _told(client.v1.checkout.sessions.expire(checkout_id, options=keyed(key)))

    def of_operation(self, key: str, *, since: datetime) -> list[Checkout]:
        """What this operation made, where its answer was lost."""
        with self._line.asking() as client:
            found = client.v1.checkout.sessions.list({"created": {"gte": seconds(since)}, "limit": A_PAGE})
            return [_told(each) for each in found.auto_paging_iter() if is_of(each, key)]

    def saved_card(self, setup_id: str) -> SavedCard:
        with self._line.asking() as client:
            found = client.v1.setup_intents.retrieve(setup_id)
        return SavedCard(
            setup_id=found.id,
            status=found.status,
            method_id=id_of(found.payment_method),
            customer_id=id_of(found.customer),
        )


def _common(key: str, order: Order, methods: Sequence[Method]) -> SessionCreateParams:
    return {
        "ui_mode": "hosted_page",
        "customer": order.customer_id,
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "expires_at": seconds(order.expires_at),
        "allowed_payment_method_types": list(methods),
        "metadata": operation(key, order.metadata),
    }


def _line_item(title: str, amount: Money) -> SessionCreateParamsLineItem:
    currency = amount.currency.lower()
    return {
        "quantity": 1,
        "price_data": {"currency": currency, "unit_amount": amount.minor, "product_data": {"name": title}},
    }


def _options(methods: Sequence[Method], currency: str) -> SessionCreateParamsPaymentMethodOptions:
    options: SessionCreateParamsPaymentMethodOptions = {}
    if Method.WECHAT in methods:
        options["wechat_pay"] = {"client": "web"}
    if Method.BANK in methods:
        # What Stripe takes by bank in no currency it refuses itself.
        bank = BANKS.get(currency, BANKS["EUR"])
        options["customer_balance"] = {"funding_type": "bank_transfer", "bank_transfer": bank}
    return options


def _told(found: checkout.Session) -> Checkout:
    return Checkout(
        id=found.id,
        status=found.status or "",
        url=found.url or "",
        is_paid=found.payment_status == "paid",
        payment_id=id_of(found.payment_intent),
        setup_id=id_of(found.setup_intent),
        expires_at=moment(found.expires_at),
        metadata=metadata_of(found.metadata),
    )
