"""The ways to pay as rows of the checkout, each with its one consequence, and what happens when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations import clock
from marketplace.money import Money, format_money
from marketplace.pages.formats import near_text, short_day_text
from payments.enums import BY_BANK, Rail
from payments.gateway.checkouts import BANKS
from payments.operations.banking.covering import arrived
from payments.operations.guarding import GUARD
from payments.operations.invoicing.agreeing import late_rate_for, standing_for, term_for, why_no_credit
from payments.policies.banking import has_time_for_bank, own_account
from payments.policies.charging import allowance_for
from payments.shown.plans import plan_of
from payments.shown.rates import late_rate_text

CARD_HOLD_LASTS = timedelta(days=7)  # of most cards; each tells its own end once it holds


@dataclass(frozen=True)
class RailRow:
    """`value` is empty where it is not offered; `text` then says why."""

    value: str
    title: str
    text: str
    icon: str


@dataclass(frozen=True)
class Happening:
    when: str
    text: str


def rail_rows(booking: Booking, now: datetime) -> list[RailRow]:
    """Where a part came by bank already, nothing else is offered as long as the rest can come by bank."""
    bank, came = _bank(booking, now), came_by_bank(booking)
    others = [*_by_card(), _net_terms(booking, timezone.localdate(now))]
    if came.minor and bank.value:
        text = _("%(came)s of it has come by bank: send the rest, or that would be paid twice")
        others = [RailRow("", row.title, text % {"came": format_money(came)}, row.icon) for row in others]
    hold, prepay, terms = others
    return [hold, prepay, bank, terms]


def came_by_bank(booking: Booking) -> Money:
    plan = plan_of(booking)
    return arrived(plan) if plan else Money(0, booking.currency)


def _by_card() -> list[RailRow]:
    return [
        RailRow(
            Rail.CARD_HOLD,
            _("Card, authorise now"),
            _("The amount is only held now, and taken once you accept the delivery"),
            icon="credit-card",
        ),
        RailRow(
            Rail.PREPAY,
            _("Card, Alipay or WeChat Pay, pay now"),
            _("The whole amount is taken now, and comes back in full if there is no booking"),
            icon="device-mobile",
        ),
    ]


def _bank(booking: Booking, now: datetime) -> RailRow:
    """By the gateway where it takes the currency; else to our own account, which an operator looks after."""
    value, title = "", _("Bank transfer")
    until = {"until": near_text(clock.kept_for_bank(booking), booking.resource.site.zone, now=now)}
    if not (booking.currency in BANKS or own_account(booking.currency)):
        text = _("Not taken in this currency")
    elif not has_time_for_bank(booking, now):
        text = _("Would arrive too late: it is kept for you until a day before the start at the longest")
    elif booking.currency in BANKS:
        value = Rail.BANK_TRANSFER
        text = _(
            "The payment provider names an account and a reference; the period is kept until %(until)s, "
            "and the money has to be there by then"
        )
    else:
        value = Rail.MANUAL
        text = _(
            "To the marketplace’s own account, with a reference; the period is kept until %(until)s. "
            "An operator confirms the money by the bank’s statement, and sends refunds the same way"
        )
    return RailRow(value, title, text % until if value else text, icon="building-bank")


def _net_terms(booking: Booking, today: date) -> RailRow:
    """With its term where it can be had, else with the reason why not."""
    title, icon = _("Net terms"), "file-invoice"
    standing = standing_for(booking, today)
    if trouble := why_no_credit(standing, booking):
        return RailRow("", title, trouble, icon)
    assert standing is not None
    told: dict[str, object] = {
        "days": term_for(standing.limit, booking, today),
        "free": format_money(standing.free),
    }
    told["rate"] = late_rate_text(late_rate_for(standing.limit, booking, today))
    text = _("An invoice after you accept, due within %(days)d days; %(free)s of your limit are free")
    if told["rate"]:
        text = _(
            "An invoice after you accept, due within %(days)d days; %(free)s of your limit are free. "
            "Paid late it costs interest: %(rate)s"
        )
    return RailRow(Rail.NET_TERMS, title, text % told, icon)


def happenings(booking: Booking, rail: Rail, now: datetime) -> list[Happening]:
    """From now to the end in the order of time, if all goes as agreed."""
    zone = booking.resource.site.zone
    accepted = booking.period.ends_at + clock.ACCEPTANCE
    told = [(now, _now(booking, rail)), _answer(booking, rail, now)]
    used = Happening(near_text(booking.period.starts_at, zone, now=now), _("You use the machine"))
    told.append((booking.period.starts_at, used))
    by = _("By %(moment)s") % {"moment": _day(accepted, zone)}
    lapsing = now + CARD_HOLD_LASTS - GUARD
    is_taken_at_the_end = rail == Rail.CARD_HOLD and lapsing >= accepted
    if rail == Rail.NET_TERMS:
        told.append((accepted, Happening(by, _("You accept, and the invoice comes with its due date"))))
        return [happening for _moment, happening in told]
    if rail == Rail.CARD_HOLD and not is_taken_at_the_end:
        about = _("About %(moment)s") % {"moment": _day(lapsing, zone)}
        text = _("Taken by then, a day before the card lets go of it; what is not due in the end comes back")
        told.append((lapsing, Happening(about, text)))
    last = _("Taken after you accept") if is_taken_at_the_end else _("You accept; then the provider is paid")
    told.append((accepted, Happening(by, last)))
    return [happening for _moment, happening in sorted(told, key=lambda each: each[0])]


def _now(booking: Booking, rail: Rail) -> Happening:
    if rail in BY_BANK:
        return Happening(_("Now"), _("You get the account and the reference, and send the money"))
    if rail == Rail.NET_TERMS:
        return Happening(_("Now"), _("Nothing is held or taken"))
    text = _("%(amount)s held") if rail == Rail.CARD_HOLD else _("%(amount)s taken")
    amount = booking.total + allowance_for(booking, rail)
    return Happening(_("Now"), text % {"amount": format_money(amount)})


def _answer(booking: Booking, rail: Rail, now: datetime) -> tuple[datetime, Happening]:
    zone = booking.resource.site.zone
    if rail in BY_BANK:
        until = clock.kept_for_bank(booking)
        if booking.offer.is_instant:
            text = _("The money is there, and the booking is confirmed; if not, the period is free again")
        else:
            text = _("The money is there, and the request goes out; if not, the period is free again")
        return until, Happening(_("By %(moment)s") % {"moment": near_text(until, zone, now=now)}, text)
    if booking.offer.is_instant:
        return now, Happening(_("At once"), _("The booking is confirmed"))
    by = near_text(clock.answer_by(now=now, period=booking.period), zone, now=now)
    if rail == Rail.NET_TERMS:
        text = _("The provider answers; if not, you owe nothing")
    elif rail == Rail.CARD_HOLD:
        text = _("The provider answers; if not, all is released")
    else:
        text = _("The provider answers; if not, all is paid back")
    return now, Happening(_("By %(moment)s") % {"moment": by}, text)


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return short_day_text(moment.astimezone(zone).date())
