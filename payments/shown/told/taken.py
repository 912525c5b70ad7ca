"""What was taken, and what of it went back or is to: each movement with its amount and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.money import Money, format_money, total
from payments.enums import (
    BY_BANK,
    BankTaskKind,
    BankTaskState,
    JournalKind,
    OperationKind,
    OperationState,
    Rail,
    SupplementState,
)
from payments.models import BankTask, PaymentPlan
from payments.policies.banking import is_secured_by_bank
from payments.shown.moved import Moved, came, sum_of, went_back
from payments.shown.told.seen import Seen


def of_taken(seen: Seen, moved: Sequence[Moved]) -> list[str]:
    return [*_came(seen, moved), *of_returns(seen, moved)]


def _came(seen: Seen, moved: Sequence[Moved]) -> Iterator[str]:
    if is_secured_by_bank(seen.plan):
        yield from _came_by_bank(seen)
        return
    is_transfer = seen.plan.rail in BY_BANK
    for amount, at in payments_of(seen.plan, moved):
        told = {"amount": format_money(amount), "when": seen.when(at) if at else ""}
        if at is None:
            yield _("%(amount)s was taken.") % told
        elif is_transfer:
            yield _("%(amount)s came by bank %(when)s.") % told
        else:
            yield _("%(amount)s was taken %(when)s.") % told


def payments_of(plan: PaymentPlan, moved: Sequence[Moved]) -> list[tuple[Money, datetime | None]]:
    """Each with its moment; the gateway's books are a little behind what it did."""
    posted = [(each.amount, each.at) for each in came(moved)]
    unseen = [amount for amount, _at in posted]
    told: list[tuple[Money, datetime | None]] = [*posted]
    for amount, at in _done(plan):
        if amount in unseen:
            unseen.remove(amount)
        else:
            told.append((amount, at))
    return told


def _done(plan: PaymentPlan) -> list[tuple[Money, datetime | None]]:
    """What the gateway says it has taken, in its books or not; nothing of money on our own account."""
    if is_secured_by_bank(plan):
        return []
    if plan.rail == Rail.CARD_HOLD:
        captures = plan.operations.filter(kind=OperationKind.CAPTURE, state=OperationState.DONE)
        return [(each.amount, each.finished_at) for each in captures.order_by("created_at")]
    on_top = plan.supplements.filter(state=SupplementState.MADE).order_by("number")
    return [(plan.to_secure, None), *((each.amount, None) for each in on_top)]


def _came_by_bank(seen: Seen) -> Iterator[str]:
    """As the bank booked it, and not when the last of it put all of it to the booking."""
    parts = seen.plan.bank_parts.filter(applied_at__isnull=False).select_related("line")
    for part in parts.order_by("pk"):
        told = {"amount": format_money(part.amount)}
        if part.line is not None:
            yield _("%(amount)s came by bank on %(day)s.") % (told | {"day": seen.day(part.line.booked_on)})
        else:
            yield _("%(amount)s of the customer’s money here was put to it %(when)s.") % (
                told | {"when": seen.when(part.made_at)}
            )


def of_returns(seen: Seen, moved: Sequence[Moved]) -> Iterator[str]:
    for each in went_back(moved):
        told = {"amount": format_money(each.amount), "when": seen.when(each.at)}
        yield _("%(amount)s went back %(when)s.") % told
    for task in _by_bank(seen.plan):
        told = {"amount": format_money(task.amount)}
        if task.state == BankTaskState.WITHDRAWN:
            yield _("%(amount)s was to go back, and stays the customer’s with us.") % told
        elif task.state != BankTaskState.PAID:
            yield _("%(amount)s is sent back by bank; that takes a few days.") % told
        elif task.is_credit and task.line is not None:  # else the ledger of the booking tells of it
            yield _("%(amount)s went back by bank on %(day)s.") % (
                told | {"day": seen.day(task.line.booked_on)}
            )
    if (on_its_way := _on_its_way(seen.plan, moved)).minor > 0:
        told = {"amount": format_money(on_its_way)}
        yield _("%(amount)s is on its way back; banks take a few days.") % told


def _by_bank(plan: PaymentPlan) -> list[BankTask]:
    """Of what was held for it, or the customer's that came for it; what came back is sent anew."""
    tasks = plan.bank_tasks.filter(kind=BankTaskKind.REFUND)
    return list(tasks.not_returned().select_related("line").order_by("pk"))


def _on_its_way(plan: PaymentPlan, moved: Sequence[Moved]) -> Money:
    """Asked of the gateway, and not in its books yet."""
    refused = (OperationState.FAILED, OperationState.STUCK)
    asked = plan.operations.filter(kind=OperationKind.REFUND).exclude(state__in=refused)
    gone = [each for each in moved if each.kind == JournalKind.REFUND]
    by_gateway = total((each.amount for each in asked), plan.currency)
    return by_gateway - sum_of(gone, plan.currency) if by_gateway.minor else by_gateway
