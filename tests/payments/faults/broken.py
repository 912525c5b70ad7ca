"""Faults that such a program may have, each built into ours: what the schedules have to find (T5)."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from capacity.enums import BookingState
from marketplace.money import Money
from payments.enums import OperationState, PaymentState
from payments.ledger import postings
from payments.models import PaymentOperation, PaymentPlan
from payments.operations import applying, looking, paying_out, sending, settling, taking_over
from payments.operations.owing import Owed

Break = Callable[[pytest.MonkeyPatch], object]


def new_key_for_each_attempt(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PaymentOperation, "key", property(lambda _operation: str(uuid4())))


def unanswered_is(state: OperationState) -> Break:
    def put_off(operation: PaymentOperation, _code: str, now: Any) -> None:
        sending._finish(operation, state, now)

    return lambda patch: patch.setattr(sending, "_put_off", put_off)


def done_before_it_is_asked(patch: pytest.MonkeyPatch) -> None:
    mark_sent = sending._mark_sent

    def marked(operation_id: Any, now: Any) -> PaymentOperation | None:
        operation = mark_sent(operation_id, now)
        PaymentOperation.objects.filter(pk=operation_id).update(state=OperationState.DONE)
        return operation

    def finish(operation: PaymentOperation, state: OperationState, now: Any, **fields: str) -> None:
        PaymentOperation.objects.filter(pk=operation.pk).update(state=state, finished_at=now, **fields)

    patch.setattr(sending, "_mark_sent", marked)
    patch.setattr(sending, "_finish", finish)


def posted_each_time(patch: pytest.MonkeyPatch) -> None:
    post = taking_over.post_and_tell
    nothing = SimpleNamespace(filter=lambda **_: SimpleNamespace(values_list=lambda *_, **__: []))
    patch.setattr(looking, "Journal", SimpleNamespace(objects=nothing))
    patch.setattr(
        taking_over,
        "post_and_tell",
        lambda kind, ref, *told, **about: post(kind, str(uuid4()), *told, **about),
    )


def asked_each_time(patch: pytest.MonkeyPatch) -> None:
    ask = settling.ask

    def anew(plan: PaymentPlan, kind: Any, _purpose: str, **told: Any) -> PaymentOperation:
        return ask(plan, kind, str(uuid4()), **told)

    for module in (settling, paying_out):
        patch.setattr(module, "ask", anew)


def late_books_are_ignored(patch: pytest.MonkeyPatch) -> None:
    post = taking_over._post_capture

    def posted(booking: Any, *seen: Any) -> None:
        if PaymentPlan.objects.get(booking=booking).state in (PaymentState.CREATED, PaymentState.AUTHORISED):
            post(booking, *seen)

    patch.setattr(taking_over, "_post_capture", posted)


def second_payment_is_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applying, "give_back", lambda *_, **__: None)


def cancelling_costs(share: int) -> Break:
    def broken(patch: pytest.MonkeyPatch) -> None:
        owed = settling.owed

        def wrong(booking: Any, state: BookingState) -> Owed | None:
            nothing = Money(0, booking.currency)
            if state == BookingState.CANCELLED:
                return Owed(Money(booking.total_minor * share, booking.currency), nothing)
            return owed(booking, state)

        patch.setattr(settling, "owed", wrong)

    return broken


def fees_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    captured = postings.captured

    def without_fee(*, booking_id: int, amount: Money, fee: Money, at_stripe: Money) -> Any:
        nothing = Money(0, amount.currency)
        return captured(booking_id=booking_id, amount=amount, fee=nothing, at_stripe=amount)

    patch.setattr(postings, "captured", without_fee)


def never_posted(what: str) -> Break:
    return lambda patch: patch.setattr(taking_over, what, lambda *_: None)


def key_is_used_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PaymentOperation, "is_stale", lambda _operation, _now: False)


BROKEN: dict[str, Break] = {
    "a new key for each attempt": new_key_for_each_attempt,
    "what is not answered has failed": unanswered_is(OperationState.FAILED),
    "what is not answered is done": unanswered_is(OperationState.DONE),
    "done before it is asked": done_before_it_is_asked,
    "posted each time it is seen": posted_each_time,
    "asked each time it is due": asked_each_time,
    "books that come late are ignored": late_books_are_ignored,
    "a second payment is kept": second_payment_is_kept,
    "cancelling costs nothing": cancelling_costs(0),
    "cancelling costs all": cancelling_costs(1),
    "fees are forgotten": fees_are_forgotten,
    "refunds are not posted": never_posted("_post_refund"),
    "transfers are not posted": never_posted("_post_transfer"),
    "a key is used for ever": key_is_used_for_ever,
}
