"""How far a calendar reaches, whatever a resource's own policy says: forms refuse the rest unread."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

FIRST_DAY = date(2000, 1, 1)
FARTHEST = timedelta(days=400)
LONGEST = timedelta(days=92)


def too_far(latest: date) -> str:
    return _("Choose a date up to %(latest)s.") % {"latest": latest.isoformat()}
