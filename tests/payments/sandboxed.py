"""A sandbox to test in: its clock, its faults, what was sent, and the shortest way to each state."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.money import Money
from payments.gateway import Capture, Gateway, Method, Order, Sandboxed, gateway
from payments.gateway.in_process import Request
from payments.gateway.values import Account, Charge, Checkout, Payment
from payments.sandbox import acting
from payments.sandbox.answering import Answer, answer
from payments.sandbox.faults import FaultPlan
from payments.sandbox.rows import SandboxEvent, SandboxObject
from payments.sandbox.wire import read_request

BEGIN = datetime(2027, 3, 1, 2, 24, tzinfo=UTC)
# Every request of the tests with its answer; the last test of all looks at them (T1, T2).
RECORDED: list[tuple[Request, Answer]] = []
KEY = {"authorization": "Bearer sk_test_tests"}


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


@dataclass
class Desk:
    """One test's sandbox, and the gateway that leads to it."""

    now: datetime = BEGIN
    faults: FaultPlan = field(default_factory=FaultPlan)
    sent: list[tuple[Request, Answer]] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def gateway(self) -> Gateway:
        return gateway(Sandboxed(clock=lambda: self.now, faults=self.faults, seen=self._seen))

    def _seen(self, request: Request, given: Answer) -> None:
        self.sent.append((request, given))
        RECORDED.append((request, given))

    def key(self) -> str:
        return f"operation-{next(self._numbers)}"

    def after(self, **length: int) -> None:
        self.now += timedelta(**length)

    # --- asking as a program would, without the package between ---

    def ask(self, method: str, path: str, form: str = "", **headers: str) -> Answer:
        """`form` as it comes over the wire; headers with `_` for `-`."""
        url = f"https://sandbox.invalid{path}"
        bare, params = read_request(
            f"{url}?{form}" if method == "GET" else url, form if method == "POST" else ""
        )
        named = KEY | {name.replace("_", "-"): value for name, value in headers.items()}
        given = answer(method, bare, params, named, now=self.now)
        RECORDED.append((Request(method, bare, params, named), given))
        return given

    # --- the shortest way to each state ---

    def customer(self) -> str:
        return self.gateway().customers.make(
            key=self.key(), name="苏州明川医疗器械", email="buyer@example.com", metadata={"organisation": "1"}
        )

    def order(self, customer_id: str = "") -> Order:
        return Order(
            title="五轴加工中心 DMU 50",
            customer_id=customer_id or self.customer(),
            success_url="http://127.0.0.1:8000/paid/?session={CHECKOUT_SESSION_ID}",
            cancel_url="http://127.0.0.1:8000/back/",
            expires_at=self.now + timedelta(minutes=30),
            metadata={"booking": "BK-7H3M"},
        )

    def page(
        self,
        amount: Money | None = None,
        *,
        capture: Capture = Capture.AT_ONCE,
        methods: Sequence[Method] = (Method.CARD,),
        key: str = "",
    ) -> Checkout:
        return self.gateway().checkouts.open_payment(
            key=key or self.key(),
            order=self.order(),
            amount=amount or yuan(100),
            capture=capture,
            methods=methods,
            transfer_group="bk_1",
        )

    def pay(self, page: Checkout, instrument: str = "pm_card_visa") -> Payment:
        acting.pay(session_ref=page.id, instrument=instrument, now=self.now)
        payment_id = self.gateway().checkouts.get(page.id).payment_id
        return self.gateway().payments.get(payment_id)

    def customer_page(self) -> str:
        """The id of a page that is open and asks for a card alone."""
        form = "mode=setup&currency=cny&success_url=https://x.example/"
        return str(self.ask("POST", "/v1/checkout/sessions", form).body["id"])

    def held(self, amount: Money | None = None) -> Payment:
        return self.pay(self.page(amount, capture=Capture.LATER))

    def paid(self, amount: Money | None = None, instrument: str = "pm_card_bypassPending") -> Payment:
        return self.pay(self.page(amount), instrument)

    def charge(self, payment: Payment) -> Charge:
        found = self.gateway().payments.get(payment.id).charge
        assert found is not None
        return found

    def saved_card(self, instrument: str = "pm_card_visa") -> tuple[str, str]:
        """The ids of the customer and the method."""
        customer_id = self.customer()
        page = self.gateway().checkouts.open_card_setup(
            key=self.key(), order=self.order(customer_id), currency="CNY"
        )
        acting.pay(session_ref=page.id, instrument=instrument, now=self.now)
        return customer_id, self.gateway().checkouts.saved_card(page.setup_id).method_id

    def firm(self, *, is_accepted: bool = True) -> Account:
        made = self.gateway().accounts.make(
            key=self.key(), name="恒锐精密", email="firm@example.com", country="DE", metadata={}
        )
        if is_accepted:
            acting.decide_account(account_ref=made.id, is_accepted=True, now=self.now)
        return self.gateway().accounts.get(made.id)

    # --- what became of it ---

    def events(self, ref: str = "") -> list[str]:
        told = SandboxEvent.objects.order_by("pk")
        return list((told.filter(object_ref=ref) if ref else told).values_list("type", flat=True))

    def kept(self, kind: str) -> int:
        return SandboxObject.objects.filter(kind=kind).count()
