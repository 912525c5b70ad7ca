"""Giving up and writing off for programs, and making good."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from capacity.api.acts import Act, Ask, endpoint
from marketplace.api.operations import Operation
from marketplace.api.schema import PAGING
from marketplace.money import Money
from payments.api.endpoint import MoneyEndpoint, need_operator
from payments.api.told import (
    GiveUpBody,
    RecoverBody,
    WriteOffAnswerBody,
    WriteOffBody,
    WriteOffSerializer,
)
from payments.api.told_desk import RecoverySerializer
from payments.models import Invoice, Recovery, WriteOff
from payments.operations.invoicing.giving_up import give_up
from payments.operations.invoicing.recovering import recover
from payments.operations.invoicing.writing_off import confirm_write_off, write_off


def _invoice(ask: Ask) -> Invoice:
    return get_object_or_404(Invoice.objects.visible_to(ask.by).for_page(), number=ask.where["number"])


def _at_desk(ask: Ask) -> Invoice:
    need_operator(ask)
    return _invoice(ask)


def _money(ask: Ask, invoice: Invoice, member: str = "amount_minor") -> Money:
    return Money(ask.said[member], invoice.currency)


def _give_up(ask: Ask) -> WriteOff:
    invoice = _invoice(ask)
    return give_up(
        invoice=invoice,
        amount=_money(ask, invoice),
        interest=_money(ask, invoice, "interest_minor"),
        reason=ask.said["reason"],
        by=ask.by,
        now=ask.now,
    )


def _write_off(ask: Ask) -> WriteOff:
    invoice = _at_desk(ask)
    told = {"amount": _money(ask, invoice), "reason": ask.said["reason"]}
    return write_off(invoice=invoice, by=ask.by, now=ask.now, **told)


def _recover(ask: Ask) -> Recovery:
    invoice = _at_desk(ask)
    return recover(invoice=invoice, amount=_money(ask, invoice), by=ask.by, now=ask.now)


def _waiting(ask: Ask) -> QuerySet[WriteOff]:
    need_operator(ask)
    return WriteOff.objects.waiting().for_desk()


def _answer(ask: Ask) -> WriteOff:
    need_operator(ask)
    rows = WriteOff.objects.select_related("invoice__booking")
    found = get_object_or_404(rows, pk=ask.where["write_off_id"])
    return confirm_write_off(write_off=found, is_confirmed=ask.said["is_confirmed"], by=ask.by, now=ask.now)


def _operation(id_: str, summary: str, description: str, **others: Any) -> Operation:
    others.setdefault("tag", "Desk")
    others.setdefault("answers", WriteOffSerializer)
    others.setdefault("refuses", dict.fromkeys((403, 404, 409, 422)))
    return Operation(id=id_, summary=summary, description=description, **others)


GIVE_UP = endpoint(
    MoneyEndpoint,
    post=Act(
        _operation(
            "give_up_invoice",
            "Give up what is owed",
            "By the provider, whose loss it is: by a credit note, and for good.",
            tag="Invoices",
            sends=GiveUpBody,
        ),
        _give_up,
    ),
)
WRITE_OFF = endpoint(
    MoneyEndpoint,
    post=Act(
        _operation(
            "write_off_invoice",
            "Write an invoice off",
            "At the marketplace’s cost, once it is overdue for long enough; above the limit it counts once"
            " a second operator has confirmed it.",
            sends=WriteOffBody,
        ),
        _write_off,
    ),
)
RECOVER = endpoint(
    MoneyEndpoint,
    post=Act(
        _operation(
            "recover_invoice",
            "Make a write-off good",
            "With money that the customer has here and that is for nothing yet.",
            answers=RecoverySerializer,
            sends=RecoverBody,
        ),
        _recover,
    ),
)
WAITING = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "list_write_offs",
            "List write-offs to confirm",
            "What waits for a second operator, the newest first.",
            pages=True,
            asks=PAGING,
            refuses=dict.fromkeys((403, 404)),
        ),
        _waiting,
    ),
)
ANSWER = endpoint(
    MoneyEndpoint,
    post=Act(
        _operation(
            "answer_write_off",
            "Confirm a write-off, or not",
            "By another operator than the one who proposed it, who belongs to neither side.",
            sends=WriteOffAnswerBody,
        ),
        _answer,
    ),
)
