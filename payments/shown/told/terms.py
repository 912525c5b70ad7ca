"""What is owed on terms."""

from __future__ import annotations

from django.utils.translation import gettext as _

from payments.enums import PaymentState
from payments.policies.charging import LET_GO
from payments.shown.told.seen import Seen


def of_terms(seen: Seen, *, lists_invoices: bool) -> list[str]:
    """`lists_invoices` is whether they stand beside it with their states."""
    if seen.plan.state == PaymentState.CANCELLED or seen.state in LET_GO:
        return [_("It was to be paid on terms, and nothing is owed.")]
    if lists_invoices:
        return []
    if seen.plan.invoices.exists():
        return [_("On terms: it is invoiced.")]
    told = {"days": seen.plan.terms.term_days}
    return [_("On terms: the invoice comes with acceptance, and is due within %(days)d days.") % told]
