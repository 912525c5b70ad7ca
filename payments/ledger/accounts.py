"""Which account: its kind, whose it is, and its currency."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.money import exponent
from payments.enums import OF_A_BOOKING, OF_AN_ORGANISATION, AccountKind


class WrongAccount(ValueError):
    """The kind of account belongs to somebody else than the key says."""


@dataclass(frozen=True)
class AccountKey:
    """
    The name of an account, whether it has been opened or not.

    :raises WrongAccount: an owner or a booking is missing, or one too many
    :raises UnknownCurrency: the marketplace does not deal in it
    """

    kind: AccountKind
    currency: str
    owner_id: int | None = None
    booking_id: int | None = None

    def __post_init__(self) -> None:
        exponent(self.currency)
        is_owned, is_booked = self.owner_id is not None, self.booking_id is not None
        if (is_owned, is_booked) != (self.kind in OF_AN_ORGANISATION, self.kind in OF_A_BOOKING):
            raise WrongAccount(f"{self} has an owner or a booking too few or too many")

    def __str__(self) -> str:
        whose = f":o{self.owner_id}" if self.owner_id else f":b{self.booking_id}" if self.booking_id else ""
        return f"{self.kind}{whose} {self.currency}"

    @property
    def order(self) -> tuple[str, str, int, int]:
        """In which all who open or post to several accounts take them."""
        return (self.kind, self.currency, self.owner_id or 0, self.booking_id or 0)
