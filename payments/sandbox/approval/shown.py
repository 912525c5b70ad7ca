"""A checkout page of the sandbox, as its template shows it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.money import Money
from payments.sandbox.approval.forms import MoneyForm, PayForm
from payments.sandbox.happenings.disputing import OPEN
from payments.sandbox.rows import SandboxObject

A_DAY = timedelta(days=1)
TITLES: dict[str, str | Promise] = {
    "open": _("Pay"),
    "setup": _("Leave a card"),
    "expired": _("This page has run out"),
    "waiting": _("Waiting for the bank"),
    "held": _("The amount is held"),
    "paid": _("Paid"),
    "kept": _("The card is kept"),
    "ended": _("Nothing is held any more"),
}


class CheckoutPage:
    """`form` and `money_form` are bound where something of them has to be said."""

    def __init__(self, session: SandboxObject, *, said: str | Promise = "", money_data: Any = None) -> None:
        self.session, self.said = session, said
        self._money_data = money_data

    @property
    def ref(self) -> str:
        return self.session.ref

    @cached_property
    def payment(self) -> SandboxObject | None:
        return self._object(self.session.body.get("payment_intent"))

    @cached_property
    def charge(self) -> SandboxObject | None:
        return self._object(self.payment.body.get("latest_charge")) if self.payment else None

    def _object(self, ref: str | None) -> SandboxObject | None:
        return SandboxObject.objects.filter(ref=ref).first() if ref else None

    @property
    def state(self) -> str:
        """Which of TITLES the page is."""
        status, mode = self.session.body["status"], self.session.body["mode"]
        if status != "complete":
            return "setup" if (status, mode) == ("open", "setup") else status
        if mode == "setup" or self.payment is None:
            return "kept"
        states = {"requires_action": "waiting", "requires_capture": "held", "canceled": "ended"}
        return states.get(self.payment.body["status"], "paid")

    @property
    def title(self) -> str | Promise:
        return TITLES[self.state]

    @property
    def is_open(self) -> bool:
        return bool(self.session.body["status"] == "open")

    @property
    def is_held(self) -> bool:
        """Whether paying only holds the amount."""
        data = self.session.hidden["wanted"].get("payment_intent_data", {})
        return bool(data.get("capture_method") == "manual")

    @property
    def total(self) -> Money | None:
        minor = self.session.body.get("amount_total")
        return Money(minor, self.currency) if minor else None

    @property
    def currency(self) -> str:
        return str(self.session.body["currency"]).upper()

    @property
    def missing(self) -> Money | None:
        """What the bank has not brought yet."""
        if self.payment is None or self.state != "waiting":
            return None
        return Money(self.payment.body["amount"] - self.payment.hidden["received"], self.currency)

    @property
    def disputable(self) -> Money | None:
        charge = self.charge
        if charge is None or not charge.body["captured"] or charge.body["disputed"]:
            return None
        return Money(charge.body["amount_captured"] - charge.body["amount_refunded"], self.currency)

    @property
    def open_dispute(self) -> SandboxObject | None:
        """What the payer's bank took back and has not decided about."""
        if self.charge is None or not self.charge.body["disputed"]:
            return None
        disputes = SandboxObject.objects.filter(kind="dispute", body__charge=self.charge.ref)
        return disputes.filter(body__status__in=OPEN).first()

    @cached_property
    def form(self) -> PayForm:
        return PayForm(self.session)

    @cached_property
    def money_form(self) -> MoneyForm | None:
        """Of what arrives, or is disputed, whichever can be."""
        most = self.missing or self.disputable
        return MoneyForm(self.currency, most.minor, self._money_data) if most and most.minor else None

    @property
    def lines(self) -> list[str]:
        items = self.session.hidden["wanted"].get("line_items") or []
        return [item["price_data"]["product_data"]["name"] for item in items]

    @property
    def success_url(self) -> str:
        return str(self.session.body["success_url"] or "").replace("{CHECKOUT_SESSION_ID}", self.ref)

    @property
    def cancel_url(self) -> str:
        return str(self.session.body["cancel_url"] or "")
