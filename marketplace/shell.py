"""The frame around every page: who acts for whom, where one can go, and what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from marketplace.accounts.acting import Acting
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation
from marketplace.waiting import (
    at_most,
    bookings_to_act_on,
    disputes_to_settle,
    money_to_look_at,
    requests_to_answer,
    revisions_to_decide,
)
from search.models import SavedSearchMatch

BUYER, PROVIDER, OPERATOR = "buyer", "provider", "operator"
PREFIXES = {
    "/workshop/": PROVIDER,
    "/desk/": OPERATOR,
    "/accounts/size/declarations/": OPERATOR,
    "/health/": OPERATOR,
    "/find/": BUYER,
    "/searches/": BUYER,
    "/notices/": BUYER,
    "/invoices/": BUYER,
}
BUYING = (Role.BUYER, Role.APPROVER)


@dataclass(frozen=True)
class Entry:
    """One place to go; `count` things wait there, `hot` ones for this very person."""

    label: str | Promise
    url: str
    current: bool = False
    count: int = 0
    hot: bool = False


Place = tuple[str | Promise, str, Callable[["Shell"], int] | None]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: costs nothing until a page is framed with it."""
    return {"shell": Shell(request)}


class Shell:
    """What base.html shows around the page. Every part is worked out when it is first shown."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._acting: Acting = getattr(request, "acting", None) or Acting(request)
        self.now: datetime = timezone.now()

    @property
    def actor(self) -> Actor:
        return self._acting.actor

    @property
    def organisation(self) -> Organisation | None:
        return self.actor.organisation

    @cached_property
    def organisations(self) -> list[Organisation]:
        """Those the person can choose from; none where there is no choice."""
        own = [membership.organisation for membership in self._acting.memberships]
        return own if len(own) > 1 else []

    @property
    def theme(self) -> str:
        chosen = self._request.COOKIES.get("theme", "")
        return chosen if chosen in ("light", "dark") else ""

    @property
    def sandbox(self) -> bool:
        """Whether payments are simulated."""
        return bool(settings.PAYMENTS_ARE_SIMULATED)

    @property
    def acting_name(self) -> str:
        return str(self.organisation or self.actor.user or "")

    @property
    def initial(self) -> str:
        """One sign for the round badge: of a Chinese firm the first after its city's name."""
        if self.organisation is None:
            return self.acting_name[:1].upper()
        name = self.acting_name.removeprefix(self.organisation.city)
        return name.strip()[:1].upper() or self.acting_name[:1]

    @property
    def act_for_url(self) -> str:
        return reverse("accounts:act_for")

    @cached_property
    def side(self) -> str:
        """
        Whose pages these are: told by the view (`request.side`) or the address.

        Elsewhere by what the person can do.
        """
        told: str = getattr(self._request, "side", "")
        if told:
            return told
        for prefix, side in PREFIXES.items():
            if self._request.path.startswith(prefix):
                return side
        return self._own_sides[0] if self._own_sides else BUYER

    @property
    def own_address(self) -> str:
        """Where this person's work is: the first place of their own side."""
        return PLACES[self._own_sides[0] if self._own_sides else BUYER][0][1]

    @cached_property
    def _own_sides(self) -> list[str]:
        actor, sides = self.actor, []
        if actor.organisation and actor.has_role(*BUYING):
            sides.append(BUYER)
        if actor.organisation and actor.organisation.is_provider:
            sides.append(PROVIDER)
        if actor.is_operator:
            sides.append(OPERATOR)
        return sides

    @cached_property
    def navigation(self) -> list[Entry]:
        shown = (place for place in PLACES[self.side] if SEEN_BY.get(place[1], anybody)(self))
        entries = [self._entry(*place) for place in shown]
        return entries if self.actor.user else entries[:1]

    def _entry(self, label: str | Promise, address: str, counted: Callable[[Shell], int] | None) -> Entry:
        count = counted(self) if counted and self.actor.user else 0
        return Entry(label, address, current=address == self._here, count=count, hot=bool(count))

    @cached_property
    def _here(self) -> str:
        """The closest address of the navigation: the desk's own is the beginning of others."""
        addresses = [address for _label, address, _counted in PLACES[self.side]]
        for beginning, address in WITHIN.items():
            if self._request.path.startswith(beginning):
                return address
        return max(filter(self._request.path.startswith, addresses), key=len, default="")

    @cached_property
    def notices(self) -> Entry:
        """The bell: what was told of saved searches and is not read yet."""
        unread = at_most(SavedSearchMatch.objects.of(self.actor).unread())
        address = reverse("search:notices")
        return Entry(
            pgettext("told", "Notices"),
            address,
            current=self._request.path == address,
            count=unread,
            hot=bool(unread),
        )

    @cached_property
    def sides(self) -> list[Entry]:
        """The other sides this person can go to; none where there is but one."""
        own = self._own_sides
        if BUYER not in own:
            own = [BUYER, *own]
        if len(own) < 2:
            return []
        return [Entry(SIDES[side], PLACES[side][0][1], current=side == self.side) for side in own]

    @cached_property
    def account(self) -> list[Entry]:
        entries = [
            Entry(_("E-mail addresses"), reverse("account_email")),
            Entry(_("Password"), reverse("account_change_password")),
            Entry(_("Two-step sign-in"), reverse("mfa_index")),
        ]
        if self.organisation:
            entries.insert(0, Entry(_("Organisation and members"), reverse("accounts:organisation")))
        return entries


def anybody(_shell: Shell) -> bool:
    return True


def may_see_earnings(shell: Shell) -> bool:
    return settings.PAYMENTS_BACKEND != "off" and shell.actor.has_role(Role.FINANCE)


def payments_are_on(_shell: Shell) -> bool:
    return bool(settings.PAYMENTS_BACKEND != "off")


SIDES = {BUYER: _("Find and book"), PROVIDER: _("Workshop"), OPERATOR: _("Operators’ desk")}

PLACES: dict[str, list[Place]] = {
    BUYER: [
        (_("Find capacity"), "/find/", None),
        (_("My bookings"), "/bookings/", bookings_to_act_on),
        (_("Saved searches"), "/searches/", None),
        (_("Invoices"), "/invoices/", None),
    ],
    PROVIDER: [
        (pgettext_lazy("workshop", "Requests"), "/workshop/requests/", requests_to_answer),
        (pgettext_lazy("workshop", "Timeline"), "/workshop/timeline/", None),
        (pgettext_lazy("workshop", "Bookings"), "/workshop/bookings/", None),
        (pgettext_lazy("workshop", "Machines"), "/workshop/resources/", None),
        (pgettext_lazy("workshop", "Earnings"), "/workshop/earnings/", None),
        (_("Invoices"), "/workshop/invoices/", None),
    ],
    OPERATOR: [
        (_("Review"), "/desk/", revisions_to_decide),
        (_("Money"), "/desk/money/", money_to_look_at),
        (_("Disputes"), "/desk/disputes/", disputes_to_settle),
        (_("Search words"), "/desk/search/synonyms/", None),
        (_("Firm sizes"), "/accounts/size/declarations/", None),
        (_("Health"), "/health/", None),
    ],
}

# Pages that lie elsewhere than the place under which they are found.
WITHIN = dict.fromkeys(
    (
        "/desk/bank/",
        "/desk/chargebacks/",
        "/desk/payout-accounts/",
        "/desk/credit/",
        "/desk/invoices/",
        "/desk/write-offs/",
    ),
    "/desk/money/",
)

# Places that not everybody of their side has.
SEEN_BY: dict[str, Callable[[Shell], bool]] = {
    "/workshop/earnings/": may_see_earnings,
    "/desk/money/": payments_are_on,
    "/workshop/invoices/": may_see_earnings,
    "/invoices/": may_see_earnings,
    "/desk/disputes/": payments_are_on,
}
