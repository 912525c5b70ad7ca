"""What a card holds and nobody has taken yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from payments.operations.guarding import GUARD
from payments.policies.charging import LET_GO
from payments.shown.told.seen import Seen


def of_hold(seen: Seen) -> list[str]:
    if seen.state in LET_GO:
        return [_("It is being released in full.")]
    told = [_("Held on the card and not taken yet. It is taken once the delivery is accepted.")]
    if before := seen.plan.capture_before:
        until = {"until": seen.near(before), "guarded": seen.near(before - GUARD)}
        told.append(
            _("The card holds it until %(until)s; if it is not due before, it is taken on %(guarded)s.")
            % until
        )
    return told
