"""What came of a transfer that a buyer chose to pay by."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.money import format_money
from payments.operations.banking.covering import arrived, missing
from payments.shown.told.seen import Seen


def of_transfer(seen: Seen) -> list[str]:
    """Before all of it is there."""
    came = arrived(seen.plan)
    if not came.minor:
        return [_("It waits for your bank transfer.")]
    told = {"arrived": format_money(came), "missing": format_money(missing(seen.plan))}
    return [_("%(arrived)s came by bank, and %(missing)s is missing.") % told]
