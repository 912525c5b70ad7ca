"""What lines of statements were matched to: bookings, invoices, and what was to be sent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.money import Money
from payments.models import Allocation, BankLine, BankPart, BankTask
from payments.operations.banking.confirming import receipt_ref

CAME_BACK = re.compile(r"RT-(\d+)")  # the note of a line by which something came back
AHEAD = ("parts__plan__booking", "parts__customer", "tasks__recipient", "undone_matches")


@dataclass(frozen=True)
class Matched:
    """One use of a line; without an address the money is for nothing yet."""

    amount: Money
    firm: str
    label: str
    state: str = ""
    url: str = ""


def matched_of(lines: Sequence[BankLine]) -> dict[int, list[Matched]]:
    """By line, in a fixed number of queries however many there are."""
    prefetch_related_objects(lines, *AHEAD)
    found: dict[int, list[Matched]] = defaultdict(list)
    for line in lines:
        found[line.pk].extend(map(_of_part, sorted(line.parts.all(), key=lambda part: part.pk)))
        found[line.pk].extend(_of_task(task) for task in sorted(line.tasks.all(), key=lambda task: task.pk))
    lines_of = {receipt_ref(line): line for line in lines}
    paid = Allocation.objects.filter(ref__in=lines_of).order_by("pk").select_related("invoice__customer")
    for allocation in paid:
        found[lines_of[allocation.ref].pk].append(_of_allocation(allocation))
    for line, task in _came_back(lines):
        found[line.pk].append(_of_task(task, pgettext("bank money", "came back")))
    return found


def _came_back(lines: Iterable[BankLine]) -> Iterable[tuple[BankLine, BankTask]]:
    noted = {line: told for line in lines if line.is_incoming and (told := CAME_BACK.fullmatch(line.note))}
    tasks = BankTask.objects.select_related("recipient").in_bulk([int(told[1]) for told in noted.values()])
    return [(line, tasks[int(told[1])]) for line, told in noted.items() if int(told[1]) in tasks]


def _of_part(part: BankPart) -> Matched:
    if part.plan is None:
        return Matched(part.amount, part.customer.name, _("not assigned yet"))
    booking = part.plan.booking
    state = pgettext("bank money", "secured") if part.applied_at else _("not enough, or too late")
    return Matched(part.amount, part.customer.name, booking.reference, state, booking.get_absolute_url())


def _of_allocation(allocation: Allocation) -> Matched:
    invoice = allocation.invoice
    state = allocation.get_to_display()
    return Matched(
        allocation.amount, invoice.customer.name, invoice.number, state, invoice.get_absolute_url()
    )


def _of_task(task: BankTask, state: str = "") -> Matched:
    label = f"{task.get_kind_display()} {task.reference}"
    url = reverse("payments:bank_task", args=[task.pk])
    return Matched(task.amount, task.recipient.name, label, state, url)
