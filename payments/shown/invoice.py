"""One invoice as both sides see it: what is owed by when, why by then, what came, what being late costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.enums import Side
from capacity.pricing.lines import PriceLine
from capacity.shown.names import machine_name
from capacity.shown.prices import Line, lines_of
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import SizeClass
from marketplace.money import Money, total
from marketplace.payment_variables import OwnAccount
from payments.enums import BankTaskKind, Bearer, PayerKind
from payments.models import Allocation, BankTask, CreditNote, Invoice, PromptPaymentRule, Reminder
from payments.operations.banking.confirming import LINE
from payments.operations.banking.unapplied import CREDIT
from payments.operations.invoicing.reckoning import Reckoning, rate_of, reckon
from payments.operations.prompt_payment import rule_of
from payments.policies.banking import own_account
from payments.shown.forgoing import Forgoing
from payments.shown.rates import late_rate_text
from payments.write_off_forms import ForgoingForm


def pill_of(invoice: Invoice, today: date) -> str:
    """The key of its state in the vocabulary."""
    if not invoice.open_minor and not invoice.interest_minor:
        return _pill_of_ended(invoice)
    is_late = not invoice.open_minor or invoice.due_on < today
    return "payment.overdue" if is_late else "payment.on_terms"


def _pill_of_ended(invoice: Invoice) -> str:
    if invoice.lost_minor:
        return "payment.written_off"
    theirs = (each for each in invoice.write_offs.all() if each.bearer == Bearer.PROVIDER)
    if not (given_up := sum(each.minor for each in theirs)):
        return "payment.paid"
    return "payment.given_up" if given_up == invoice.total_minor else "payment.partly_given_up"


def _how_it_came(allocation: Allocation) -> str:
    ref = allocation.ref
    if allocation.undoes_id is not None:
        return _("Matched by mistake, taken back")
    if ref.startswith(LINE):
        return _("Bank transfer")
    return _("Money that was here") if ref == CREDIT else ref


class InvoicePage:
    """`form` is what was typed and refused, and `trouble` why."""

    def __init__(
        self,
        invoice: Invoice,
        *,
        actor: Actor,
        today: date,
        form: ForgoingForm | None = None,
        trouble: str = "",
    ) -> None:
        self.invoice, self.actor, self.today = invoice, actor, today
        self.booking, self.terms = invoice.booking, invoice.terms
        self.forgoing = Forgoing(invoice, actor=actor, today=today, form=form)
        self.trouble = trouble

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(settings.TIME_ZONE)

    @property
    def owes(self) -> bool:
        return self.booking.side_of(self.actor) is Side.CUSTOMER

    @property
    def is_provider(self) -> bool:
        return self.booking.side_of(self.actor) is Side.PROVIDER

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        address = "payments:invoices" if self.owes else "payments:workshop_invoices"
        first = [] if self.is_operator else [(_("Invoices"), reverse(address))]
        return [*first, (self.invoice.number, "")]

    @property
    def is_operator(self) -> bool:
        return self.booking.side_of(self.actor) is Side.OPERATOR

    @property
    def machine(self) -> str:
        return machine_name(self.booking.resource)

    @property
    def pill(self) -> str:
        return pill_of(self.invoice, self.today)

    @property
    def days_late(self) -> int:
        return self.invoice.days_late(self.today)

    @property
    def days_left(self) -> int:
        return (self.invoice.due_on - self.today).days

    @property
    def to_pay(self) -> Money:
        """All that is open today, with the interest until today."""
        return self.invoice.outstanding + self.invoice.interest + self.reckoning.running

    @property
    def lines(self) -> list[Line]:
        """As they were agreed; one line where only a part of the price is owed."""
        if self.invoice.lines:
            return lines_of(map(PriceLine.from_json, self.invoice.lines), units=self.booking.units)
        return [
            Line(_("Owed of %(reference)s") % {"reference": self.booking.reference}, self._net),
            Line(_("Tax in it"), self.invoice.tax),
        ]

    @property
    def _net(self) -> Money:
        return self.invoice.total - self.invoice.tax

    # --- why by then ---

    @property
    def classes(self) -> list[tuple[str, str, str]]:
        """(side, firm, size class on the day of the agreement)."""
        return [
            (_("Customer"), self.invoice.customer.name, str(SizeClass(self.terms.customer_class).label)),
            (_("Provider"), self.invoice.provider.name, str(SizeClass(self.terms.provider_class).label)),
        ]

    @property
    def why_due(self) -> str:
        told = {"days": self.terms.term_days}
        if self.terms.payer == PayerKind.PUBLIC:
            return _("A public institution pays such a firm within %(days)d days of acceptance.") % told
        if self.terms.payer == PayerKind.LARGE:
            return _("A large firm pays such a firm within %(days)d days of acceptance.") % told
        return _("Agreed: %(days)d days after acceptance.") % told

    @property
    def rate(self) -> str:
        """What a day of delay costs, in words; empty where nothing was agreed and no regulation says."""
        return late_rate_text(rate_of(self.terms))

    @property
    def rule(self) -> PromptPaymentRule | None:
        """The row of the dated table that held on the day of the agreement; none where nothing protects."""
        return rule_of(PayerKind(self.terms.payer), self.terms.signed_on) if self.terms.payer else None

    @property
    def account(self) -> OwnAccount | None:
        """Where the money is to be sent; nothing where the reader owes nothing."""
        is_open = self.to_pay.minor or self.invoice.lost_minor
        return own_account(self.invoice.currency) if self.owes and is_open else None

    # --- what came of it ---

    @cached_property
    def reckoning(self) -> Reckoning:
        return reckon(self.invoice, self.today)

    @property
    def waived(self) -> Money:
        """Of the interest that was charged, what is not asked for any more."""
        return total((each.write_off.interest for each in self.forgoing.counting), self.invoice.currency)

    @cached_property
    def allocations(self) -> Sequence[Allocation]:
        return list(self.invoice.allocations.order_by("pk"))

    @property
    def paid(self) -> list[tuple[Allocation, str]]:
        """With how it came, in words."""
        return [(each, _how_it_came(each)) for each in self.allocations]

    @cached_property
    def sent_back(self) -> Sequence[BankTask]:
        """What goes back by bank of what was paid for the booking, and did not come back to us."""
        refunds = self.invoice.plan.bank_tasks.filter(kind=BankTaskKind.REFUND)
        return list(refunds.not_returned().select_related("line").order_by("pk"))

    @cached_property
    def credit_notes(self) -> Sequence[CreditNote]:
        return list(self.invoice.credit_notes.order_by("pk"))

    @cached_property
    def reminders(self) -> Sequence[Reminder]:
        return list(self.invoice.reminders.order_by("day"))
