"""The problems of finding and booking, beside those that every address knows."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from marketplace.api.problems import GENERAL, Kind

PERIOD_TAKEN = Kind(
    "period-taken",
    409,
    gettext_noop("The period is taken"),
    gettext_noop(
        "Too few units are free. `conflicts` is the time in the way, `alternatives` are up to five other "
        "periods that pass, `earliest_free` is the first of them."
    ),
)
PAYMENT_REQUIRED = Kind(
    "payment-required",
    402,
    gettext_noop("To be paid first"),
    gettext_noop(
        "The money for it is not secured yet. A member pays on the page `pay_at`; the step is then taken "
        "by itself."
    ),
)
WRONG_STATE = Kind(
    "wrong-state",
    409,
    gettext_noop("Not possible any more, or not yet"),
    gettext_noop("The present state, or the time, does not allow this."),
)
OVER_LIMIT = Kind(
    "over-limit",
    403,
    gettext_noop("Over the member's limit"),
    gettext_noop(
        "The amount is above what the token's member may commit; an approver of the organisation may."
    ),
)
OWN_RESOURCE = Kind(
    "own-resource",
    403,
    gettext_noop("Your own machine"),
    gettext_noop("An organisation does not book its own machines; report an outage or maintenance instead."),
)
RULES_BROKEN = Kind(
    "rules-broken",
    422,
    gettext_noop("Rules stand against it"),
    gettext_noop(
        "`broken_rules` names every limit that is broken, `alternatives` are up to five periods that pass."
    ),
)
NOT_PRICED = Kind(
    "not-priced",
    422,
    gettext_noop("No price"),
    gettext_noop("The offer has no price for a part of the period."),
)
UNKNOWN_REFERENCE = Kind(
    "unknown-reference",
    422,
    gettext_noop("Unknown reference"),
    gettext_noop("The body names something that is not there, or not yours to see; `errors` says what."),
)
REFUSED = Kind(
    "refused",
    422,
    gettext_noop("Refused"),
    gettext_noop("It is well-formed, and cannot be; the detail says why."),
)

KINDS = (
    *GENERAL,
    PAYMENT_REQUIRED,
    PERIOD_TAKEN,
    WRONG_STATE,
    OVER_LIMIT,
    OWN_RESOURCE,
    RULES_BROKEN,
    NOT_PRICED,
    UNKNOWN_REFERENCE,
    REFUSED,
)
