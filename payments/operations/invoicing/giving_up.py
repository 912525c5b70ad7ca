"""A provider gives up what it is owed of an invoice: its own loss, by a credit note with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, ReasonMissing, Refused
from marketplace.accounts.actor import Actor
from marketplace.events.log import record
from marketplace.money import Money, format_money
from payments.enums import Bearer, JournalKind
from payments.events import InvoiceWrittenOff
from payments.ledger import postings
from payments.models import Invoice, WriteOff
from payments.operations import jobs
from payments.operations.invoicing.issuing import issue_note
from payments.operations.invoicing.locking import expect, lock_invoice
from payments.operations.posting import post
from payments.policies.writing_off import may_give_up


class NotOpen(Refused):
    """More than is open of the invoice, or nothing at all."""


def give_up(
    *,
    invoice: Invoice,
    amount: Money,
    interest: Money,
    reason: str,
    by: Actor,
    now: datetime,
    seen: Money | None = None,
) -> WriteOff:
    """
    So much of the invoice, and of the interest that was charged, is not asked for any more.

    `seen` is what was open of both when the person looked. Interest that is still running ends by itself with
    what it runs on.

    :raises NotAllowed: nobody of the provider's finances
    :raises ReasonMissing: no word of why
    :raises NotOpen: so much is not open, or nothing is given up
    :raises StaleStep: something else is open than what was seen
    """
    if by.user is None or not may_give_up(invoice.booking, by):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        booking, invoice = lock_invoice(invoice)
        expect(invoice.outstanding + invoice.interest, seen)
        _check(invoice, amount, interest)
        reason, note = reason.strip(), None
        if amount.minor:
            note = issue_note(invoice, booking, amount, reason=reason, by=by.user, now=now)
        write_off = WriteOff.objects.create(
            invoice=invoice,
            bearer=Bearer.PROVIDER,
            minor=amount.minor,
            interest_minor=interest.minor,
            reason=reason,
            credit_note=note,
            proposed_by=by.user,
            acting_for=by.organisation,
            proposed_at=now,
            decided_by=by.user,
            decided_at=now,
            is_confirmed=True,
        )
        if interest.minor:
            waive_interest(write_off, invoice, now=now)
        record(InvoiceWrittenOff(write_off_id=write_off.pk), now=now)
        jobs.defer_advance(invoice.plan_id)
        return write_off


def _check(invoice: Invoice, amount: Money, interest: Money) -> None:
    nothing = Money(0, invoice.currency)
    is_within = nothing <= amount <= invoice.outstanding and nothing <= interest <= invoice.interest
    if not is_within or amount == interest == nothing:
        told = {"open": format_money(invoice.outstanding), "interest": format_money(invoice.interest)}
        raise NotOpen(
            _("%(open)s of the invoice and %(interest)s of interest are open; no more can be given up.")
            % told
        )


def waive_interest(write_off: WriteOff, invoice: Invoice, *, now: datetime) -> None:
    """What was charged and falls away: it is neither the provider's nor owed any more."""
    told = postings.interest_waived(
        customer_id=invoice.customer_id, provider_id=invoice.provider_id, amount=write_off.interest
    )
    post(JournalKind.INTEREST_WAIVER, f"write-off {write_off.pk}", told, booking=invoice.booking, now=now)
    invoice.interest_minor -= write_off.interest_minor
    invoice.save(update_fields=["interest_minor"])
