"""Reading an invoice anew under the locks that all who change it take, in the order of all."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.holds import lock_booking
from capacity.operations.refusals import StaleStep
from marketplace.money import Money
from payments.models import Invoice, PaymentPlan


def lock_invoice(invoice: Invoice) -> tuple[Booking, Invoice]:
    """Resource, booking, plan, and the invoice as it stands then; in the caller's transaction."""
    _tree, booking = lock_booking(invoice.booking)
    PaymentPlan.objects.select_for_update().get(pk=invoice.plan_id)
    fresh = Invoice.objects.select_for_update().get(pk=invoice.pk)
    fresh.booking = booking
    return booking, fresh


def expect(stands: Money, seen: Money | None) -> None:
    """
    Go on only while an amount is what the person saw; so a second click does not do it twice.

    :raises StaleStep: it is another by now
    """
    if seen is not None and seen != stands:
        raise StaleStep(_("The invoice has changed meanwhile; here is how it stands now."))
