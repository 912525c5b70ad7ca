"""The one table of what can be done to a line of a bill: how it is filled in, and what does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from marketplace.accounts.actor import Actor
from marketplace.money import Money
from payments.bill_forms import AnswerForm, DisputeForm, FilesForm, OfferAnswerForm, SettlementForm
from payments.enums import DisputeReason
from payments.models import BillLine, LineDispute, SettlementOffer
from payments.operations.billing import answering, bargaining, evidence
from payments.operations.billing.evidence import Sent
from payments.policies.evidence import MOST_BYTES

Make = Callable[[Any, Any, BillLine], forms.Form]
Do = Callable[[BillLine, forms.Form, Actor, datetime], object]


@dataclass(frozen=True)
class Act:
    form: Make
    do: Do


def _plain(form: type[forms.Form]) -> Make:
    return lambda data, files, _line: form(data, files)


def _of_amount(form: Any) -> Make:
    return lambda data, files, line: form(data, files, currency=line.gross.currency)


def _accept(line: BillLine, _form: forms.Form, by: Actor, now: datetime) -> object:
    return answering.accept_line(line=line, by=by, now=now)


def _dispute(line: BillLine, form: forms.Form, by: Actor, now: datetime) -> object:
    told = form.cleaned_data
    return answering.dispute_line(
        line=line,
        amount=_money(line, told["amount"]),
        reason=DisputeReason(told["reason"]),
        text=told["text"],
        by=by,
        now=now,
        files=_sent(told["evidence"]),
    )


def _add_files(line: BillLine, form: forms.Form, by: Actor, now: datetime) -> None:
    files = _sent(form.cleaned_data["evidence"])
    evidence.add_files(dispute=_dispute_of(line), files=files, by=by, now=now)


def _sent(files: Sequence[UploadedFile[Any]]) -> list[Sent]:
    return [Sent(each.name or "", each.read(MOST_BYTES + 1)) for each in files]


def _offer(line: BillLine, form: forms.Form, by: Actor, now: datetime) -> object:
    told = form.cleaned_data
    return bargaining.offer_settlement(
        dispute=_dispute_of(line), kept=_money(line, told["kept"]), by=by, now=now, message=told["message"]
    )


def _on_offer(operation: Callable[..., object]) -> Do:
    """For the two answers to the offer that stood on the page."""
    return lambda line, form, by, now: operation(
        offer=_offer_of(line, form.cleaned_data["offer"]), by=by, now=now
    )


def _on_dispute(operation: Callable[..., object]) -> Do:
    return lambda line, _form, by, now: operation(dispute=_dispute_of(line), by=by, now=now)


def _dispute_of(line: BillLine) -> LineDispute:
    found = LineDispute.objects.filter(line=line).first()
    if found is None:
        raise Http404
    found.line = line
    return found


def _offer_of(line: BillLine, offer_id: int) -> SettlementOffer:
    found = SettlementOffer.objects.filter(pk=offer_id, dispute=_dispute_of(line)).first()
    if found is None:
        raise Http404
    found.dispute.line = line
    return found


def _money(line: BillLine, minor: int) -> Money:
    return Money(minor, line.gross.currency)


ACTS: dict[str, Act] = {
    "accept": Act(_plain(AnswerForm), _accept),
    "dispute": Act(_of_amount(DisputeForm), _dispute),
    "files": Act(_plain(FilesForm), _add_files),
    "offer": Act(_of_amount(SettlementForm), _offer),
    "take": Act(_plain(OfferAnswerForm), _on_offer(bargaining.take_offer)),
    "leave": Act(_plain(OfferAnswerForm), _on_offer(bargaining.leave_offer)),
    "give-up": Act(_plain(AnswerForm), _on_dispute(bargaining.give_up)),
    "give-way": Act(_plain(AnswerForm), _on_dispute(bargaining.give_way)),
}
