"""One dispute in sentences: who said what, what was offered, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from capacity.enums import Side
from capacity.models import Booking
from marketplace.accounts.models import Membership
from marketplace.money import Money, format_money
from payments.enums import Ending
from payments.models import DisputeFile, LineDispute, SettlementOffer


@dataclass(frozen=True)
class Said:
    """An entry of the thread."""

    kind: str
    text: str
    at: datetime
    author: str = ""
    initial: str = ""
    mine: bool = False
    icon: str = "scale"


@dataclass(frozen=True)
class DisputeShown:
    """`speaks_for` is the side for which the reader may answer; none for all who only read."""

    dispute: LineDispute
    booking: Booking
    speaks_for: Side | None

    @property
    def is_open(self) -> bool:
        return self.dispute.ended_at is None

    @property
    def may_speak(self) -> bool:
        return self.is_open and self.speaks_for is not None

    @property
    def is_customer(self) -> bool:
        return self.speaks_for is Side.CUSTOMER

    @cached_property
    def offers(self) -> list[SettlementOffer]:
        return sorted(self.dispute.offers.all(), key=lambda offer: (offer.made_at, offer.pk))

    @property
    def offer(self) -> SettlementOffer | None:
        """The one that stands open."""
        return next((each for each in self.offers if each.closed_at is None), None) if self.is_open else None

    @property
    def offered(self) -> Money | None:
        return self._money(self.offer.kept_minor) if self.offer else None

    @property
    def is_own_offer(self) -> bool:
        return self.offer is not None and self.offer.side == self.speaks_for

    @property
    def disputed(self) -> Money:
        return self.dispute.line.disputed

    @property
    def kept(self) -> Money:
        return self.dispute.line.kept

    @property
    def given_back(self) -> Money:
        return self.disputed - self.kept

    @property
    def files(self) -> list[DisputeFile]:
        return sorted(self.dispute.files.all(), key=lambda each: each.pk)

    @property
    def entries(self) -> list[Said]:
        dispute = self.dispute
        opened = _("Disputes %(amount)s: %(reason)s") % {
            "amount": format_money(self.disputed),
            "reason": dispute.get_reason_display(),
        }
        said = [
            Said("record", opened, dispute.raised_at),
            self._message(dispute.raised_by, dispute.text, dispute.raised_at),
        ]
        for offer in self.offers:
            said.extend(self._of_offer(offer))
        return [*said, *self._of_ending()]

    def _of_offer(self, offer: SettlementOffer) -> list[Said]:
        firm = self.booking.customer if offer.side == Side.CUSTOMER else self.booking.provider
        told = {"firm": firm.name, "amount": format_money(self._money(offer.kept_minor))}
        said = [
            Said(
                "record",
                _("%(firm)s offers that the provider keeps %(amount)s") % told,
                offer.made_at,
                icon="send",
            )
        ]
        return [*said, self._message(offer.made_by, offer.message, offer.made_at)] if offer.message else said

    def _of_ending(self) -> list[Said]:
        dispute = self.dispute
        if dispute.ended_at is None:
            return []
        told = {
            "how": Ending(dispute.ending).label,
            "kept": format_money(self.kept),
            "back": format_money(self.given_back),
        }
        text = _("%(how)s: the provider keeps %(kept)s, the customer %(back)s") % told
        said = [Said("record", text, dispute.ended_at, icon="checks")]
        decided = next((each for each in dispute.splits.all() if each.is_confirmed), None)
        if decided:
            author = _("The marketplace")
            said.append(Said("message", decided.reason, dispute.ended_at, author=author, initial=author[:1]))
        return said

    def _message(self, by: Membership, text: str, at: datetime) -> Said:
        name = str(by.user)
        is_mine = by.organisation_id == (
            self.booking.customer_id if self.is_customer else self.booking.provider_id
        )
        return Said(
            "message",
            text,
            at,
            author=f"{name} · {by.organisation.name}",
            initial=name[:1],
            mine=self.speaks_for is not None and is_mine,
        )

    def _money(self, minor: int) -> Money:
        return Money(minor, self.booking.currency)
