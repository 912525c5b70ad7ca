"""From which accounts a customer's money came: what a refund by bank is compared with."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from payments.models import Allocation, BankLine, BankTask
from payments.operations.banking.confirming import LINE

LINE_PAID = re.compile(rf"{LINE}(\d+)")


def paid_by(task: BankTask) -> QuerySet[BankLine]:
    """The transfers that paid the booking of the task; none where it has none, or was paid otherwise."""
    if task.plan_id is None:
        return BankLine.objects.none()
    return _lines(Q(parts__plan=task.plan_id), Q(invoice__plan=task.plan_id), task.currency)


def sent_by_customer(task: BankTask) -> QuerySet[BankLine]:
    """All transfers of the recipient's in the currency of the task."""
    return _lines(Q(parts__customer=task.recipient_id), Q(invoice__customer=task.recipient_id), task.currency)


def _lines(parts: Q, invoices: Q, currency: str) -> QuerySet[BankLine]:
    """What pays an invoice at once leaves no part behind: its allocation names the line."""
    refs = Allocation.objects.filter(invoices, ref__startswith=LINE).values_list("ref", flat=True).distinct()
    paid = {int(found[1]) for ref in refs if (found := LINE_PAID.match(ref))}
    return BankLine.objects.filter(parts | Q(pk__in=paid), currency=currency).distinct().order_by("-pk")
