"""The operators' pages of the bank: what came and went, and what it is probably for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organisation
from marketplace.money import decimal_text
from payments.enums import BankLineState, BankTaskState
from payments.models import Allocation, BankLine, BankTask, UndoneMatch
from payments.operations.banking.confirming import receipt_ref
from payments.operations.banking.suggesting import (
    Reason,
    Suggestion,
    Waiting,
    plain,
    suggest,
    waiting_for_money,
)
from payments.operations.banking.suggesting_tasks import suggest_tasks
from payments.operations.banking.undoing import receipt_of
from payments.shown.matched import Matched, matched_of
from payments.shown.statement_columns import COLUMNS, EXAMPLE

PAGE_SIZE = 30
MOST_CUSTOMERS, MOST_RETURNED = 30, 10
REASONS: dict[Reason, str | Promise] = {
    Reason.REFERENCE: _("the reference is in the text"),
    Reason.AMOUNT: _("the amount is the same"),
    Reason.NAME: _("the payer has the customer’s name"),
}


@dataclass(frozen=True)
class LineRow:
    line: BankLine
    suggestion: Suggestion | None
    matched: list[Matched]

    @property
    def reasons(self) -> list[str | Promise]:
        return reasons_of(self.suggestion)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a click on the suggestion sends: the same as the form of the line's own page."""
        if self.suggestion is None:
            return []
        shares = self.suggestion.shares
        given = [
            (f"amount_{each.plan.pk}", decimal_text(each.amount.minor, each.amount.currency))
            for each in shares
        ]
        return [("customer", str(self.suggestion.customer.pk)), *given]


def reasons_of(suggestion: Suggestion | None) -> list[str | Promise]:
    return [text for reason, text in REASONS.items() if suggestion and reason in suggestion.reasons]


class LinesPage:
    """`problems` and `trouble` are what stood against the file that was sent."""

    def __init__(self, asked: Mapping[str, Any], *, now: datetime) -> None:
        told = asked.get("tab", "")
        self.tab = BankLineState(told) if told in BankLineState.values else BankLineState.OPEN
        self.now, self._asked = now, asked

    columns, example = COLUMNS, EXAMPLE

    @property
    def tabs(self) -> list[tuple[str, str | Promise, int]]:
        return [
            (state.value, state.label, BankLine.objects.filter(state=state).count())
            for state in BankLineState
        ]

    @cached_property
    def page(self) -> Page[BankLine]:
        lines = BankLine.objects.filter(state=self.tab).select_related("decided_by")
        return Paginator(lines.order_by("-booked_on", "-pk"), PAGE_SIZE).get_page(self._asked.get("page"))

    @cached_property
    def _waiting(self) -> list[Waiting]:
        return waiting_for_money(self.now) if self.tab == BankLineState.OPEN else []

    @property
    def rows(self) -> list[LineRow]:
        lines = list(self.page)
        matched = matched_of(lines) if self.tab == BankLineState.MATCHED else {}
        return [LineRow(line, suggest(line, self._waiting), matched.get(line.pk, [])) for line in lines]


class LinePage:
    """One line: what is known of it, what it may be for. `trouble` is why it was not matched."""

    def __init__(self, line: BankLine, *, now: datetime, asked: str = "", trouble: str = "") -> None:
        self.line, self.now, self.asked, self.trouble = line, now, asked, trouble

    @property
    def is_open(self) -> bool:
        return self.line.state == BankLineState.OPEN

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Of this currency; those suggested first, of the others those asked for."""
        of_currency = [each for each in self._all if each.plan.currency == self.line.currency]
        suggested = {share.plan.pk for share in self.suggestion.shares} if self.suggestion else set()
        wanted = plain(self.asked)
        shown = [
            each for each in of_currency if each.plan.pk in suggested or not wanted or wanted in _told(each)
        ]
        return sorted(shown, key=lambda each: each.plan.pk not in suggested)

    @cached_property
    def _all(self) -> list[Waiting]:
        return waiting_for_money(self.now)

    @cached_property
    def suggestion(self) -> Suggestion | None:
        return suggest(self.line, self._all)

    @property
    def reasons(self) -> list[str | Promise]:
        return reasons_of(self.suggestion)

    @property
    def customers(self) -> QuerySet[Organisation]:
        """Who might have sent it: who is suggested, waits, is asked for, or has the payer's name."""
        keys = {each.customer.pk for each in self._all}
        if self.suggestion:
            keys.add(self.suggestion.customer.pk)
        for told in filter(None, (self.asked.strip(), self.line.party_name)):
            named = Organisation.objects.filter(Q(name_zh__icontains=told) | Q(name_en__icontains=told))
            keys |= set(named.values_list("pk", flat=True)[:MOST_CUSTOMERS])
        return Organisation.objects.filter(pk__in=keys).order_by("name_zh")

    @cached_property
    def tasks(self) -> list[BankTask]:
        """What may be sent, where money went out; in the order of what it probably was."""
        return suggest_tasks(self.line) if not self.line.is_incoming else []

    @cached_property
    def sent(self) -> list[BankTask]:
        """What was sent of this amount and may have come back."""
        if not self.line.is_incoming:
            return []
        same = BankTask.objects.filter(
            state=BankTaskState.PAID, minor=self.line.minor, currency=self.line.currency
        )
        recent = same.filter(line__booked_on__lte=self.line.booked_on)
        return list(recent.select_related("recipient").order_by("-pk")[:MOST_RETURNED])

    @cached_property
    def matched(self) -> list[Matched]:
        return matched_of([self.line])[self.line.pk]

    @property
    def allocations(self) -> QuerySet[Allocation]:
        """What of it paid invoices."""
        paid = Allocation.objects.filter(ref=receipt_ref(self.line)).order_by("pk")
        return paid.select_related("invoice__customer")

    @property
    def may_be_undone(self) -> bool:
        """Whether it was said whose it is; if that is used already, the attempt tells so."""
        return self.line.state == BankLineState.MATCHED and receipt_of(self.line) is not None

    @property
    def undone(self) -> QuerySet[UndoneMatch]:
        return self.line.undone_matches.select_related("customer", "undone_by").order_by("pk")


def _told(waiting: Waiting) -> str:
    booking = waiting.plan.booking
    return plain(f"{booking.reference} {booking.customer.name_zh} {booking.customer.name_en}")


class TasksPage:
    def __init__(self, asked: Mapping[str, Any]) -> None:
        told = asked.get("tab", "")
        self.tab = BankTaskState(told) if told in BankTaskState.values else BankTaskState.DUE
        self._asked = asked

    @property
    def tabs(self) -> list[tuple[str, str | Promise, int]]:
        return [
            (state.value, state.label, BankTask.objects.filter(state=state).count())
            for state in BankTaskState
        ]

    @cached_property
    def page(self) -> Page[BankTask]:
        tasks = BankTask.objects.filter(state=self.tab).select_related("plan__booking", "recipient")
        order = "-pk" if self.tab == BankTaskState.PAID else "not_before"
        return Paginator(tasks.order_by(order, "pk"), PAGE_SIZE).get_page(self._asked.get("page"))
