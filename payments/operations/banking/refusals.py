"""Why something about the bank did not happen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation, User


class AlreadyDecided(Refused):
    """Somebody else was quicker, or it was decided before."""

    def __init__(self) -> None:
        super().__init__(_("Somebody decided this already; the page shows how it stands now."))


class WrongAmount(Refused):
    """More is given away than there is."""


class WrongMatch(Refused):
    """What is to be matched does not belong together."""


class NoAccount(Refused):
    """There is nowhere to send it: the firm has not told, or nobody has confirmed it, or it cools."""

    def __init__(self, firm: Organisation, currency: str) -> None:
        told = {"firm": firm.name, "currency": currency}
        super().__init__(_("%(firm)s has no confirmed bank account for %(currency)s yet.") % told)


class KeptBack(Refused):
    """The provider owes as much as it has earned, or more."""

    def __init__(self, firm: Organisation) -> None:
        super().__init__(
            _("%(firm)s owes the marketplace money; that much is not left to be paid to it.")
            % {"firm": firm.name}
        )


class SecondNeeded(Refused):
    """Who prepared it may not release it."""

    def __init__(self) -> None:
        super().__init__(_("You prepared this yourself: another operator has to release it."))


def operator_of(by: Actor) -> User:
    """:raises NotAllowed: the actor is no operator"""
    if by.user is None or not by.is_operator:
        raise NotAllowed
    return by.user
