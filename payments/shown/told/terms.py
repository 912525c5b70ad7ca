"""What is owed on terms, with what being late costs."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.money import Money, format_money, total
from payments.enums import PaymentState
from payments.models import Invoice
from payments.operations.invoicing.issuing import invoiced_so_far
from payments.operations.invoicing.reckoning import rate_of, reckon
from payments.policies.charging import LET_GO
from payments.shown.invoice import pill_of
from payments.shown.rates import late_rate_text
from payments.shown.told.seen import Seen


class OnTerms:
    def __init__(self, seen: Seen) -> None:
        self.seen, self.plan = seen, seen.plan

    @property
    def today(self) -> date:
        return timezone.localdate(self.seen.now)

    @cached_property
    def invoices(self) -> list[tuple[Invoice, str]]:
        """(invoice, key of its state)."""
        rows = self.plan.invoices.select_related("terms").prefetch_related("write_offs").order_by("pk")
        return [(invoice, pill_of(invoice, self.today)) for invoice in rows]

    @property
    def pill(self) -> str:
        pills = {key for _invoice, key in self.invoices}
        if "payment.overdue" in pills:
            return "payment.overdue"
        if "payment.on_terms" in pills:  # perhaps again, where another firm's money had paid it by mistake
            return "payment.on_terms"
        if self.plan.state == PaymentState.CAPTURED:
            return "payment.written_off" if self.plan.invoices.lost().exists() else "payment.paid"
        return f"payment.{self.plan.state}"

    @property
    def amount(self) -> Money:
        """What is invoiced; before that the price as it is now, and of what was taken back the rest."""
        if not self.invoices:
            return self.seen.booking.total
        return self.owed if self.is_let_go else invoiced_so_far(self.plan)

    @property
    def is_let_go(self) -> bool:
        return self.plan.state == PaymentState.CANCELLED or self.seen.state in LET_GO

    @cached_property
    def interest(self) -> Money:
        """What was charged for being late and is open, and what has run up since."""
        return total(
            (each.interest + self._running(each) for each, _key in self.invoices), self.plan.currency
        )

    def _running(self, invoice: Invoice) -> Money:
        is_late = invoice.days_late(self.today) > 0
        return reckon(invoice, self.today).running if is_late else Money(0, invoice.currency)

    @property
    def owed(self) -> Money:
        principal = total((each.outstanding for each, _key in self.invoices), self.plan.currency)
        return principal + self.interest

    def sentences(self, *, lists_invoices: bool) -> list[str]:
        """`lists_invoices` is whether they stand beside it with their states."""
        if self.is_let_go and not self.owed.minor:
            if self.invoices:
                return [_("Nothing is owed any more.")]
            return [_("It was to be paid on terms, and nothing is owed.")]
        told = []
        if not self.invoices:
            days = {"days": self.plan.terms.term_days}
            told.append(
                _("On terms: the invoice comes with acceptance, and is due within %(days)d days.") % days
            )
        elif not lists_invoices:
            told.append(_("On terms: it is invoiced."))
        return [*told, *self._of_delay()]

    def _of_delay(self) -> list[str]:
        told = []
        if self.interest.minor:
            params = {"owed": format_money(self.owed), "interest": format_money(self.interest)}
            told.append(
                _("%(owed)s is owed today, %(interest)s of it as interest for late payment.") % params
            )
        is_open = not self.invoices or any(invoice.open_minor for invoice, _key in self.invoices)
        if is_open and (rate := late_rate_text(rate_of(self.plan.terms))):
            told.append(_("Paid late it costs interest: %(rate)s.") % {"rate": rate})
        return told
