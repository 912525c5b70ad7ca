"""The bill of a booking as one side sees it: its lines, what is disputed of them, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacity.enums import BookingState, Side, Step
from capacity.models import Booking
from capacity.policies.permissions import may_take
from capacity.pricing import PriceLine, line_label
from capacity.shown.prices import charge_text
from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money, total
from marketplace.periods import Period
from payments.bill_forms import DisputeForm, FilesForm, SettlementForm
from payments.enums import BillKind, Ending, LineState
from payments.models import Bill, BillLine, LineDispute, MeterReading
from payments.operations.billing.drawing import KINDS
from payments.policies.disputing import answering_side
from payments.shown.dispute import DisputeShown

DRAWN_WITHIN = timedelta(minutes=10)
TITLES = {
    BillKind.CANCELLATION: gettext_lazy("Cancellation bill"),
    BillKind.NO_SHOW: gettext_lazy("No-show bill"),
}
CHARGED = {
    BillKind.CANCELLATION: gettext_lazy("Cancelled: what the agreed terms keep of the price is charged."),
    BillKind.NO_SHOW: gettext_lazy("Nobody came: what was reserved is charged."),
}
AnyForm = TypeVar("AnyForm", bound=forms.Form)


@dataclass(frozen=True)
class Attempt:
    """An act on a line that was not taken, with its form and why."""

    number: int
    act: str
    form: forms.Form
    trouble: str = ""


@dataclass(frozen=True)
class LineShown:
    """For the template; `open_act` is the form that stands open because something in it was wrong."""

    line: BillLine
    may_answer: bool
    dispute: DisputeShown | None
    dispute_form: DisputeForm
    settlement_form: SettlementForm
    files_form: FilesForm
    open_act: str = ""
    trouble: str = ""

    @property
    def label(self) -> str:
        return self.line.label

    @property
    def less(self) -> str:
        """The discount in it."""
        return line_label(PriceLine.from_json(self.line.less)) if self.line.less else ""

    @property
    def net(self) -> Money:
        return Money(self.line.net_minor, self.line.gross.currency)

    @property
    def tax(self) -> Money:
        return Money(self.line.tax_minor, self.line.gross.currency)

    @property
    def pill(self) -> str:
        return f"bill.{self.line.state}"


@dataclass(frozen=True)
class Decided:
    """What the end of a dispute took off the total; `less` is below nothing."""

    text: str
    less: Money


class BillShown:
    """Asked for by a template; nothing where `is_shown` is not true."""

    def __init__(
        self, booking: Booking, *, actor: Actor, now: datetime, attempt: Attempt | None = None
    ) -> None:
        self.booking, self.actor, self.now, self.attempt = booking, actor, now, attempt

    @cached_property
    def bill(self) -> Bill | None:
        return Bill.objects.with_lines().filter(booking=self.booking).first()

    @property
    def is_shown(self) -> bool:
        return self.bill is not None or self.is_being_drawn

    @cached_property
    def is_being_drawn(self) -> bool:
        """Delivered, or ended otherwise a moment ago; what ended before there were bills has none."""
        if self.bill is not None or self.booking.state not in KINDS:
            return False
        if self.booking.state == BookingState.DELIVERED:
            return True
        last = self.booking.steps.order_by("-number").first()
        return last is not None and self.now < last.taken_at + DRAWN_WITHIN

    @property
    def zone(self) -> ZoneInfo:
        return self.booking.resource.site.zone

    @property
    def side(self) -> Side | None:
        return self.booking.side_of(self.actor)

    @property
    def url(self) -> str:
        return reverse("payments:bill", args=[self.booking.reference])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [(self.booking.reference, self.booking.get_absolute_url()), (_("Bill"), "")]

    @property
    def title(self) -> str:
        return str(TITLES.get(self._kind, "")) or _("Bill")

    @property
    def charged(self) -> str:
        if self.bill is None:
            return ""
        return str(CHARGED.get(self._kind, "")) or charge_text(self.bill.charge_mode)

    @property
    def _kind(self) -> BillKind:
        return BillKind(self.bill.kind) if self.bill else BillKind.DELIVERY

    @cached_property
    def meter(self) -> MeterReading | None:
        """The file that told the use, where one did."""
        return MeterReading.objects.filter(booking=self.booking).first()

    @property
    def metered(self) -> list[Period]:
        return self.meter.periods if self.meter else []

    @property
    def may_accept(self) -> bool:
        is_customer = self.side is Side.CUSTOMER and may_take(Step.COMPLETE, Side.CUSTOMER, self.actor)
        in_time = self.booking.accept_by is None or self.now < self.booking.accept_by
        return is_customer and in_time and self.booking.state == BookingState.DELIVERED

    @cached_property
    def lines(self) -> list[BillLine]:
        return sorted(self.bill.lines.all(), key=lambda line: line.number) if self.bill else []

    @cached_property
    def rows(self) -> list[LineShown]:
        return [self._row(line) for line in self.lines]

    def _row(self, line: BillLine) -> LineShown:
        attempt = self.attempt if self.attempt and self.attempt.number == line.number else None
        currency = line.gross.currency
        whole = {"amount": line.gross.minor}
        return LineShown(
            line=line,
            may_answer=self.may_accept and line.state == LineState.OPEN,
            dispute=self._dispute(line),
            dispute_form=_own(DisputeForm(currency=currency, initial=whole), attempt, line),
            settlement_form=_own(SettlementForm(currency=currency), attempt, line),
            files_form=_own(FilesForm(), attempt, line),
            open_act=attempt.act if attempt else "",
            trouble=attempt.trouble if attempt else "",
        )

    def _dispute(self, line: BillLine) -> DisputeShown | None:
        try:
            dispute: LineDispute = line.dispute
        except LineDispute.DoesNotExist:
            return None
        return DisputeShown(dispute, self.booking, answering_side(self.booking, self.actor))

    @property
    def has_disputes(self) -> bool:
        return any(row.dispute for row in self.rows)

    @property
    def decided(self) -> list[Decided]:
        """The disputes that ended with something for the customer."""
        shown = [(row, row.dispute) for row in self.rows if row.dispute and not row.dispute.is_open]
        return [_decided(row, dispute) for row, dispute in shown if dispute.given_back.minor]

    @property
    def gross(self) -> Money:
        return self._sum([line.gross for line in self.lines])

    @property
    def net(self) -> Money:
        return self._sum([row.net for row in self.rows])

    @property
    def tax(self) -> Money:
        return self._sum([row.tax for row in self.rows])

    @property
    def sure(self) -> Money:
        return self._sum([line.sure for line in self.lines])

    @property
    def kept_back(self) -> Money:
        """Of disputes that are open; below nothing, as it stands under the total."""
        return -self._sum([line.open for line in self.lines])

    @property
    def returned(self) -> Money:
        return self._sum([line.returned for line in self.lines])

    def _sum(self, amounts: list[Money]) -> Money:
        return total(amounts, self.booking.currency)


def _decided(row: LineShown, dispute: DisputeShown) -> Decided:
    told = {
        "line": row.label,
        "how": Ending(dispute.dispute.ending).label,
        "disputed": format_money(dispute.disputed),
        "kept": format_money(dispute.kept),
    }
    text = _("%(line)s · %(how)s: the provider keeps %(kept)s of the %(disputed)s disputed") % told
    return Decided(text, -dispute.given_back)


def _own(form: AnyForm, attempt: Attempt | None, line: BillLine) -> AnyForm:
    """The form as it was sent, where it was; its fields named apart from those of the other lines."""
    shown = attempt.form if attempt and isinstance(attempt.form, type(form)) else form
    shown.auto_id = f"{type(form).__name__}-{line.number}-%s"
    return shown
