"""The one visible table: what happens, and who reacts to it; what falls due, and who handles it."""

from __future__ import annotations

from typing import Any

from capacity import emails
from capacity.events import BookingMoved, CalendarChanged, ListImported, ListingChanged
from capacity.operations import clock
from capacity.operations.expiry import expire_if_due
from capacity.operations.usage import complete_if_due, deliver_if_due, no_show_if_due
from marketplace.events.registry import Subscriber, TimerHandler
from search.indexing import reindex
from search.tasks import match_saved_searches

SUBSCRIBERS: dict[type[Any], tuple[Subscriber, ...]] = {
    BookingMoved: (emails.tell_parties, reindex, match_saved_searches),
    CalendarChanged: (reindex, match_saved_searches),
    ListingChanged: (reindex, match_saved_searches),
    ListImported: (reindex,),
}

TIMERS: dict[str, TimerHandler] = {
    clock.DEADLINE: expire_if_due,
    clock.NO_SHOW: no_show_if_due,
    clock.DELIVER: deliver_if_due,
    clock.COMPLETE: complete_if_due,
}
