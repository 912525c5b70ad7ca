"""What the marketplace keeps: by rules with dates, frozen when a payer begins."""

from __future__ import annotations

from datetime import date

from payments.models import CommissionRule


def commission_basis_points(day: date) -> int:
    """Nothing where no rule holds yet."""
    rule = CommissionRule.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return rule.basis_points if rule else 0
