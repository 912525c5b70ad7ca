"""The one visible table of places in the lower packages' pages that upper packages fill."""

from __future__ import annotations

from marketplace.pages.slots import Filling
from payments.shown import slots as payments

SLOTS: dict[str, Filling] = {
    "booking_pill": payments.payment_pill,
    "booking_next": payments.next_step,
    "booking_outcome": payments.outcome,
    "booking_returned": payments.returned,
    "booking_accepting": payments.accepting,
    "booking_cancel_title": payments.cancel_title,
    "booking_cancel_button": payments.cancel_button,
    "booking_extending": payments.extending,
    "booking_tiers_head": payments.tiers_head,
    "booking_to_send": payments.to_send,
    "booking_dock": payments.dock,
    "booking_bill": payments.bill,
    "booking_meter": payments.meter,
    "booking_payment": payments.payment_panel,
    "hold_to_send": payments.held_machine,
}
