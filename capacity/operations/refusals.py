"""Why an operation did not happen: exceptions named as outcomes, with text fit for the person."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capacity.policies import BrokenRule


class Refused(Exception):
    """Nothing was changed; `str()` says why in the reader's language."""


class BookingRefused(Refused):
    """Rules stand against the period; `broken` names them all."""

    def __init__(self, broken: Sequence[BrokenRule]) -> None:
        super().__init__(" ".join(rule.message for rule in broken))
        self.broken = list(broken)

    @property
    def is_taken(self) -> bool:
        return any(rule.code == "taken" for rule in self.broken)


class NotPriced(Refused):
    """The offer has no price for a part of the period."""


class NotAllowed(Refused):
    """The person's roles do not allow it."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("Your role in the organisation does not allow this."))


class IllegalStep(Refused):
    """The booking's state does not allow the step."""


class StaleStep(Refused):
    """Somebody else took a step since the page was made."""


class NotSecured(Refused):
    """The money for it is not secured yet; `pay_at` is the address where it can be."""

    def __init__(self, message: str, *, pay_at: str = "") -> None:
        super().__init__(message)
        self.pay_at = pay_at


class ReasonMissing(Refused):
    """The step needs a reason."""

    def __init__(self) -> None:
        super().__init__(_("Choose a reason."))
