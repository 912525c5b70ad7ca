"""What was taken, and what of it went back or is to."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.money import Money, format_money, total
from payments.enums import BankTaskKind, JournalKind, OperationKind, OperationState
from payments.models import BankTask, PaymentPlan
from payments.shown.moved import Moved, came_back
from payments.shown.told.seen import Seen


def of_taken(seen: Seen, moved: Mapping[JournalKind, Moved]) -> list[str]:
    told = []
    if allocated := moved.get(JournalKind.ALLOCATION):
        told.append(_("It came by bank on %(moment)s.") % {"moment": seen.near(allocated.at)})
    elif captured := moved.get(JournalKind.CAPTURE):
        told.append(_("Taken on %(moment)s.") % {"moment": seen.near(captured.at)})
    if went_back := _went_back(seen, moved):
        refunded = moved[JournalKind.REFUND]
        params = {"amount": format_money(went_back), "moment": seen.near(refunded.at)}
        told.append(_("%(amount)s went back on %(moment)s.") % params)
    elif tasks := _to_be_sent(seen.plan):
        params = {"amount": format_money(total((task.amount for task in tasks), seen.plan.currency))}
        told.append(_("%(amount)s is sent back by bank; that takes a few days.") % params)
    elif on_its_way := _on_its_way(seen.plan):
        params = {"amount": format_money(on_its_way)}
        told.append(_("%(amount)s is on its way back; banks take a few days.") % params)
    return told or [_("Taken.")]


def _went_back(seen: Seen, moved: Mapping[JournalKind, Moved]) -> Money | None:
    """Nothing where all of it came back to us."""
    refunded = moved.get(JournalKind.REFUND)
    arrived = refunded.amount - came_back(seen.booking) if refunded else None
    return arrived if arrived and arrived.minor > 0 else None


def _to_be_sent(plan: PaymentPlan) -> list[BankTask]:
    """What goes back by bank and has not left yet."""
    is_of_booking = Q(is_credit=False) | Q(purpose__startswith="refund ")  # one that came back
    refunds = plan.bank_tasks.filter(is_of_booking, kind=BankTaskKind.REFUND)
    return list(refunds.unpaid())


def _on_its_way(plan: PaymentPlan) -> Money | None:
    refunds = plan.operations.filter(kind=OperationKind.REFUND, params__payment=plan.payment_ref)
    refused = (OperationState.FAILED, OperationState.STUCK)
    latest = refunds.exclude(state__in=refused).order_by("-created_at").first()
    return latest.amount if latest else None
