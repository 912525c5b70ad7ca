"""An operator writes an overdue invoice off at the marketplace's cost; above a limit a second confirms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing
from marketplace.accounts.actor import Actor
from marketplace.events.log import record
from marketplace.money import Money, format_money
from payments.enums import Bearer, JournalKind
from payments.events import InvoiceWrittenOff
from payments.ledger import postings
from payments.models import Invoice, WriteOff
from payments.operations import jobs
from payments.operations.invoicing.giving_up import NotOpen, waive_interest
from payments.operations.invoicing.locking import expect, lock_invoice
from payments.operations.posting import post
from payments.policies.four_eyes import needs_second
from payments.policies.writing_off import BORNE_AFTER, is_old_enough, may_write_off


def write_off(
    *,
    invoice: Invoice,
    amount: Money,
    reason: str,
    by: Actor,
    now: datetime,
    seen: Money | None = None,
) -> WriteOff:
    """
    The marketplace pays the provider in the customer's place, who owes it still; at once where one operator
    may decide. Interest is not borne: what was charged falls away with the last of the invoice.

    :raises NotAllowed: not an operator, or one who belongs to a side
    :raises ReasonMissing: no word of why
    :raises IllegalStep: it is not overdue for long enough, or another write-off waits to be confirmed
    :raises NotOpen: so much is not open, or nothing is written off
    :raises StaleStep: something else is open than what was seen
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        booking, invoice = lock_invoice(invoice)
        if by.user is None or not may_write_off(booking, by):
            raise NotAllowed(_("An operator who belongs to neither side decides."))
        if invoice.write_offs.waiting().exists():
            raise IllegalStep(_("Another write-off waits to be confirmed."))
        expect(invoice.outstanding + invoice.interest, seen)
        _check_age(invoice, now)
        _check_open(invoice, amount)
        is_above = needs_second_for(invoice, amount)
        made = WriteOff.objects.create(
            invoice=invoice,
            bearer=Bearer.MARKETPLACE,
            minor=amount.minor,
            reason=reason.strip(),
            needs_second=is_above,
            proposed_by=by.user,
            acting_for=by.organisation,
            proposed_at=now,
        )
        if not is_above:
            _decide(made, invoice, booking, by=by, now=now, is_confirmed=True)
        return made


def confirm_write_off(*, write_off: WriteOff, is_confirmed: bool, by: Actor, now: datetime) -> WriteOff:
    """
    The second operator agrees and the marketplace bears it, or does not and nothing happens.

    :raises NotAllowed: not an operator, one who belongs to a side, or the one who proposed it
    :raises IllegalStep: this was answered before
    :raises NotOpen: so much is not open any more; it can still be refused
    """
    with transaction.atomic():
        booking, invoice = lock_invoice(write_off.invoice)
        fresh = WriteOff.objects.get(pk=write_off.pk)
        fresh.invoice = invoice
        if not may_write_off(booking, by) or by.user == fresh.proposed_by:
            raise NotAllowed(_("Another operator, who belongs to neither side, confirms."))
        if fresh.is_confirmed is not None:
            raise IllegalStep(_("This was answered already."))
        if is_confirmed:
            _check_open(invoice, fresh.amount)
        _decide(fresh, invoice, booking, by=by, now=now, is_confirmed=is_confirmed)
        return fresh


def needs_second_for(invoice: Invoice, amount: Money) -> bool:
    """By all that was written off of the invoice: parts do not pass under the limit."""
    borne = invoice.write_offs.borne_by(Bearer.MARKETPLACE).aggregate(sum=Sum("minor"))["sum"] or 0
    return needs_second(amount + Money(int(borne), invoice.currency))


def _check_age(invoice: Invoice, now: datetime) -> None:
    today = timezone.localdate(now)
    if not is_old_enough(invoice, today):
        told = {"days": invoice.days_late(today), "least": BORNE_AFTER}
        raise IllegalStep(
            _("It is overdue by %(days)d days; only after more than %(least)d may it be written off.") % told
        )


def _check_open(invoice: Invoice, amount: Money) -> None:
    if not 0 < amount.minor <= invoice.open_minor:
        told = {"open": format_money(invoice.outstanding)}
        raise NotOpen(_("%(open)s of the invoice is open; no more can be written off.") % told)


def _decide(
    write_off: WriteOff, invoice: Invoice, booking: Booking, *, by: Actor, now: datetime, is_confirmed: bool
) -> None:
    write_off.decided_by, write_off.decided_at, write_off.is_confirmed = by.user, now, is_confirmed
    if is_confirmed:
        _bear(write_off, invoice, booking, now=now)
    write_off.save(update_fields=["decided_by", "decided_at", "is_confirmed", "interest_minor"])


def _bear(write_off: WriteOff, invoice: Invoice, booking: Booking, *, now: datetime) -> None:
    """What it earns the provider is settled by the job, as if the customer had paid."""
    told = postings.written_off(customer_id=invoice.customer_id, amount=write_off.amount)
    post(JournalKind.WRITE_OFF, f"write-off {write_off.pk}", told, booking=booking, now=now)
    invoice.open_minor -= write_off.minor
    invoice.lost_minor += write_off.minor
    invoice.save(update_fields=["open_minor", "lost_minor"])
    if invoice.interest_minor and not invoice.open_minor:
        write_off.interest_minor = invoice.interest_minor
        waive_interest(write_off, invoice, now=now)
    record(InvoiceWrittenOff(write_off_id=write_off.pk), now=now)
    jobs.defer_advance(invoice.plan_id)
