"""Credit limits with how far they are used, as those who grant and those who use them see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from payments.models import CreditLimit
from payments.operations.invoicing.credit import Standing, standing_of


@dataclass(frozen=True)
class LimitRow:
    limit: CreditLimit
    standing: Standing
    is_in_force: bool

    @property
    def term(self) -> str:
        if self.limit.term_days is None:
            return _("As the regulation says")
        return _("%(days)d days") % {"days": self.limit.term_days}

    @property
    def rate(self) -> str:
        points = self.limit.late_basis_points
        return "" if points is None else f"{points // 100}.{points % 100:02d} %"


def limit_rows(limits: Any, today: date) -> list[LimitRow]:
    """Of a few limits: each is reckoned by itself."""
    found = limits.standing().select_related("customer", "provider").order_by("-granted_at", "-pk")
    return [_row(limit, today) for limit in found[:MOST]]


def _row(limit: CreditLimit, today: date) -> LimitRow:
    is_over = limit.valid_until is not None and limit.valid_until < today
    return LimitRow(limit, standing_of(limit, today), limit.valid_from <= today and not is_over)


MOST = 200
