"""
The one visible table: what happens, and who reacts to it; what falls due, and who handles it; and who is
asked before a step is taken.
"""

from __future__ import annotations

from typing import Any

from capacity import emails
from capacity.enums import Step
from capacity.events import BookingMoved, CalendarChanged, ListImported, ListingChanged
from capacity.operations import clock
from capacity.operations.expiry import expire_if_due
from capacity.operations.usage import complete_if_due, deliver_if_due, no_show_if_due
from marketplace.events.registry import Guard, Subscriber, TimerHandler
from payments.emails import tell_of_chargeback
from payments.events import (
    ChargebackOpened,
    FundsHeld,
    FundsReleased,
    InvoiceIssued,
    InvoicePaid,
    InvoiceReminded,
    InvoiceReopened,
    InvoiceWrittenOff,
    MoneyPosted,
    PaymentFailed,
    PaymentMoved,
)
from payments.invoice_emails import tell_issued, tell_paid, tell_reminder, tell_reopened, tell_written_off
from payments.money_emails import tell_failed, tell_held, tell_posted, tell_released, tell_unpaid
from payments.operations.guarding import GUARDING, guard_if_due
from payments.operations.invoicing.reminding import REMINDING, remind_if_due
from payments.operations.securing import check_covered, check_not_lost, check_secured
from payments.subscribing import follow_booking, keep_bill
from search.indexing import reindex
from search.tasks import match_saved_searches

SUBSCRIBERS: dict[type[Any], tuple[Subscriber, ...]] = {
    BookingMoved: (
        emails.tell_parties,
        reindex,
        match_saved_searches,
        follow_booking,
        keep_bill,
        tell_unpaid,
    ),
    CalendarChanged: (reindex, match_saved_searches),
    ListingChanged: (reindex, match_saved_searches),
    ListImported: (reindex,),
    PaymentMoved: (reindex,),  # it raised the version, and nothing that is searched for
    MoneyPosted: (tell_posted,),
    FundsHeld: (tell_held,),
    FundsReleased: (tell_released,),
    PaymentFailed: (tell_failed,),
    ChargebackOpened: (tell_of_chargeback,),
    InvoiceIssued: (tell_issued,),
    InvoiceReminded: (tell_reminder,),
    InvoiceWrittenOff: (tell_written_off,),
    InvoicePaid: (tell_paid,),
    InvoiceReopened: (tell_reopened,),
}

TIMERS: dict[str, TimerHandler] = {
    clock.DEADLINE: expire_if_due,
    clock.NO_SHOW: no_show_if_due,
    clock.DELIVER: deliver_if_due,
    clock.COMPLETE: complete_if_due,
    GUARDING: guard_if_due,
    REMINDING: remind_if_due,
}

GUARDS: dict[str, tuple[Guard, ...]] = {
    Step.REQUEST: (check_secured,),
    Step.CONFIRM: (check_secured,),
    Step.ACCEPT: (check_not_lost,),
    Step.TAKE_PROPOSAL: (check_not_lost, check_covered),
    Step.RESCHEDULE: (check_covered,),
    Step.EXTEND: (check_covered,),
}
