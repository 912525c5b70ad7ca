"""What an act with a typed amount will do, told once more before it is done: it cannot be undone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from capacity.models import Booking
from marketplace.money import Money, format_money
from payments.enums import ChargebackState
from payments.models import Chargeback, Invoice, LineDispute
from payments.operations.invoicing.writing_off import needs_second_for
from payments.policies.four_eyes import needs_second


@dataclass(frozen=True)
class Confirming:
    """`button` names what is done with its amount; pressed, it is the word that it was read."""

    title: str
    says: list[str]
    button: str


def of_split(dispute: LineDispute, kept: Money) -> Confirming | None:
    """Nothing where it cannot be: then the operation says why. So with all that follow."""
    disputed, booking = dispute.line.disputed, dispute.line.bill.booking
    if kept > disputed or dispute.ended_at is not None:
        return None
    told = {
        "provider": booking.provider.name,
        "customer": booking.customer.name,
        "kept": format_money(kept),
        "back": format_money(disputed - kept),
    }
    says = [_("%(provider)s keeps %(kept)s, and %(customer)s gets %(back)s.") % told]
    if needs_second(disputed):
        says.append(_("It counts once another operator has confirmed it."))
        return Confirming(_("Decide the dispute"), says, _("Hand on: the provider keeps %(kept)s") % told)
    says.append(_("Both sides read it at once, the money moves, and it cannot be undone."))
    return Confirming(_("Decide the dispute"), says, _("Decide: the provider keeps %(kept)s") % told)


def of_late_refund(booking: Booking, amount: Money, *, left: Money, is_on_terms: bool) -> Confirming | None:
    if amount > left:
        return None
    told = {"amount": format_money(amount), "customer": booking.customer.name}
    how = _("%(customer)s gets %(amount)s back, by the way it was paid.")
    if is_on_terms:
        how = _("%(customer)s owes %(amount)s less; what it has paid of that goes back to it by bank.")
    says = [
        how % told,
        _("It comes out of the provider’s earnings and the fee on them, and cannot be undone."),
    ]
    return Confirming(_("Give money back"), says, _("Give %(amount)s back") % told)


def of_giving_up(invoice: Invoice, amount: Money, interest: Money) -> Confirming | None:
    if amount > invoice.outstanding or interest > invoice.interest:
        return None
    told = {
        "amount": format_money(amount + interest),
        "number": invoice.number,
        "customer": invoice.customer.name,
    }
    says = [
        _("%(customer)s need not pay %(amount)s of %(number)s any more; the loss is your firm’s.") % told,
        _("Both sides are told at once, and it cannot be undone."),
    ]
    return Confirming(_("Give up what is owed"), says, _("Give up %(amount)s") % told)


def of_write_off(invoice: Invoice, amount: Money) -> Confirming | None:
    if amount > invoice.outstanding:
        return None
    told = {
        "amount": format_money(amount),
        "number": invoice.number,
        "customer": invoice.customer.name,
        "provider": invoice.provider.name,
    }
    says = [
        _("The marketplace bears %(amount)s of %(number)s: %(provider)s is paid, and %(customer)s owes it.")
        % told
    ]
    if needs_second_for(invoice, amount):
        says.append(_("It counts once another operator has confirmed it."))
        return Confirming(_("Write off"), says, _("Hand on %(amount)s to be confirmed") % told)
    says.append(_("Both sides are told at once, and it cannot be undone."))
    return Confirming(_("Write off"), says, _("Write off %(amount)s") % told)


def of_recovery(invoice: Invoice, amount: Money, *, free: Money) -> Confirming | None:
    if amount > min(invoice.lost, free):
        return None
    told = {
        "amount": format_money(amount),
        "number": invoice.number,
        "customer": invoice.customer.name,
    }
    says = [
        _("%(amount)s that %(customer)s has here makes good for %(number)s.") % told,
        _("It then belongs to the marketplace, and that cannot be undone."),
    ]
    return Confirming(_("Made good"), says, _("Put %(amount)s to the invoice") % told)


def of_giving_in(chargeback: Chargeback) -> Confirming | None:
    if chargeback.state != ChargebackState.TO_ANSWER:
        return None
    told = {
        "amount": format_money(chargeback.amount),
        "customer": chargeback.plan.booking.customer.name,
        "provider": chargeback.plan.booking.provider.name,
    }
    says = [
        _("%(customer)s keeps %(amount)s, and %(provider)s earns that much less.") % told,
        _("The bank takes no answer after that: it cannot be undone."),
    ]
    return Confirming(_("Let the payer have it"), says, _("Let the payer have %(amount)s") % told)


def of_bearing(chargeback: Chargeback) -> Confirming | None:
    if chargeback.state != ChargebackState.LOST or chargeback.is_borne_by_us:
        return None
    told = {
        "amount": format_money(chargeback.amount),
        "provider": chargeback.plan.booking.provider.name,
    }
    says = [
        _("The marketplace pays %(amount)s itself, and %(provider)s keeps what it earned.") % told,
        _("It cannot be undone."),
    ]
    return Confirming(_("The marketplace bears it"), says, _("Bear %(amount)s") % told)
