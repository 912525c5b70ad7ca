"""Money of a customer makes good for what the marketplace had written off for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.money import Money, format_money
from payments.enums import JournalKind
from payments.ledger import postings
from payments.models import Invoice, Recovery
from payments.operations.banking.refusals import WrongAmount, operator_of
from payments.operations.banking.unapplied import free_credit, use_credit
from payments.operations.invoicing.closing import close_if_paid
from payments.operations.invoicing.locking import expect
from payments.operations.posting import post


def recover(
    *, invoice: Invoice, amount: Money, by: Actor, now: datetime, seen: Money | None = None
) -> Recovery:
    """
    An operator puts money that the customer has with us to its written-off invoice; the provider was paid.

    `seen` is what was still lost when the operator looked.

    :raises NotAllowed: the actor is no operator
    :raises WrongAmount: so much is not lost, or the customer has not so much here
    :raises StaleStep: something else is lost than what was seen
    """
    operator = operator_of(by)
    with transaction.atomic():
        customer = Organisation.objects.locked().get(pk=invoice.customer_id)
        invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
        expect(invoice.lost, seen)
        most = min(invoice.lost, free_credit(customer, invoice.currency))
        if not 0 < amount.minor <= most.minor:
            raise WrongAmount(_("At most %(most)s can be put to it.") % {"most": format_money(most)})
        use_credit(customer, amount)
        recovery = Recovery.objects.create(invoice=invoice, minor=amount.minor, made_by=operator, made_at=now)
        told = postings.recovered(customer_id=customer.pk, amount=amount)
        post(JournalKind.RECOVERY, f"recovery {recovery.pk}", told, booking=invoice.booking, now=now)
        invoice.lost_minor -= amount.minor
        invoice.save(update_fields=["lost_minor"])
        close_if_paid(invoice, now=now)
        return recovery
