"""The operators' desk of disputes: what waits, and one case with both sides' words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator

from capacity.enums import RateUnit
from capacity.models import Booking
from capacity.shown.names import machine_name
from capacity.shown.prices import charge_text
from marketplace.accounts.actor import Actor
from marketplace.money import Money
from payments.models import BillLine, LineDispute, Split
from payments.policies.disputing import may_decide
from payments.policies.four_eyes import needs_second
from payments.shown.dispute import DisputeShown

QUEUE_SHOWN, ENDED_SHOWN = 50, 30


@dataclass(frozen=True)
class Listed:
    """One case as the desk lists it."""

    dispute: LineDispute

    @property
    def booking(self) -> Booking:
        booking: Booking = self.dispute.line.bill.booking
        return booking

    @property
    def machine(self) -> str:
        return machine_name(self.booking.resource)

    @property
    def disputed(self) -> Money:
        return self.dispute.line.disputed


@dataclass(frozen=True)
class Waiting(Listed):
    """One case of the queue; `is_proposed` where a decision waits for a second operator."""

    waited: timedelta
    is_proposed: bool


def waiting(now: datetime) -> list[Waiting]:
    """The queue, the longest waiting first."""
    found = list(LineDispute.objects.open().for_desk()[:QUEUE_SHOWN])
    to_confirm = Split.objects.filter(dispute__in=found, is_confirmed__isnull=True)
    proposed = set(to_confirm.values_list("dispute_id", flat=True))
    return [Waiting(each, now - each.raised_at, each.pk in proposed) for each in found]


@dataclass(frozen=True)
class Ended(Listed):
    """One case that is over, with what each side got of it."""

    @property
    def kept(self) -> Money:
        return self.dispute.line.kept

    @property
    def back(self) -> Money:
        return self.disputed - self.kept


class EndedCases:
    """The latest first, a page at a time."""

    def __init__(self, asked: Mapping[str, Any]) -> None:
        found = LineDispute.objects.filter(ended_at__isnull=False).for_desk().select_related("ended_by")
        self.page = Paginator(found.order_by("-ended_at", "-pk"), ENDED_SHOWN).get_page(asked.get("page"))

    @property
    def rows(self) -> list[Ended]:
        return [Ended(each) for each in self.page]


class DisputeCase:
    """One dispute as an operator sees it."""

    def __init__(self, dispute: LineDispute, *, by: Actor) -> None:
        self.dispute, self.by = dispute, by

    @property
    def line(self) -> BillLine:
        return self.dispute.line

    @property
    def booking(self) -> Booking:
        booking: Booking = self.line.bill.booking
        return booking

    @property
    def zone(self) -> ZoneInfo:
        return self.booking.resource.site.zone

    @property
    def machine(self) -> str:
        return machine_name(self.booking.resource)

    @property
    def label(self) -> str:
        return self.line.label

    @property
    def counts(self) -> bool:
        """Whether pieces or samples are counted in this line."""
        return self.line.price["unit"] in (RateUnit.SAMPLE, RateUnit.PIECE, RateUnit.JOB)

    @property
    def charged(self) -> str:
        """By what it is charged, as the bill says."""
        return charge_text(self.line.bill.charge_mode)

    @property
    def shown(self) -> DisputeShown:
        return DisputeShown(self.dispute, self.booking, None)

    @property
    def is_open(self) -> bool:
        return self.dispute.ended_at is None

    @cached_property
    def may_decide(self) -> bool:
        return may_decide(self.booking, self.by)

    @property
    def needs_second(self) -> bool:
        return needs_second(self.line.disputed)

    @cached_property
    def proposed(self) -> Split | None:
        """What waits for a second operator."""
        waiting = self.dispute.splits.filter(is_confirmed__isnull=True).select_related("proposed_by")
        return waiting.first() if self.is_open else None

    @property
    def is_own_proposal(self) -> bool:
        return self.proposed is not None and self.proposed.proposed_by == self.by.user

    @property
    def proposed_kept(self) -> Money:
        return Money(self.proposed.kept_minor if self.proposed else 0, self.booking.currency)

    @property
    def proposed_back(self) -> Money:
        return self.line.disputed - self.proposed_kept

    @cached_property
    def refused(self) -> list[Split]:
        """Decisions that the second operator did not confirm."""
        return list(
            self.dispute.splits.filter(is_confirmed=False).select_related("proposed_by", "decided_by")
        )
