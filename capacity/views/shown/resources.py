"""The page of one machine: what it is, what it costs, when it is free, and the way to a booking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from capacity import specifications
from capacity.calendars import viewer_of
from capacity.enums import BookingState
from capacity.models import Booking, ListingRevision, Resource, Specification
from capacity.operations import clock
from capacity.policies.permissions import may_book
from capacity.specifications import Shown
from capacity.taxonomy import CLASSES, GROUPS
from capacity.views.shown.hours import HoursRow, hours_rows
from capacity.views.shown.ordering import Ordering
from capacity.views.shown.price_tables import PriceTable, price_table
from capacity.views.shown.week import WeekDay, week
from marketplace.accounts.actor import Actor
from marketplace.language import in_readers_language
from marketplace.pages.formats import duration_text

KEY_SPECIFICATIONS = 10


@dataclass(frozen=True)
class Slip:
    """What went wrong with a hold that was just tried, beyond the rules of the refusal box."""

    title: str
    text: str = ""


class ResourcePage:
    """Everything the templates ask for. The resource is loaded `for_resource_page`."""

    def __init__(
        self,
        resource: Resource,
        *,
        actor: Actor,
        now: datetime,
        ordering: Ordering | None = None,
        slip: Slip | None = None,
    ) -> None:
        self.resource, self.actor, self.now = resource, actor, now
        self.ordering, self.slip = ordering, slip

    @property
    def zone(self) -> ZoneInfo:
        return self.resource.site.zone

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def place(self) -> str:
        return self.resource.site.city

    @property
    def is_public(self) -> bool:
        return self.resource.published_revision is not None and self.resource.retired_at is None

    @cached_property
    def revision(self) -> ListingRevision | None:
        """What the public reads; its owner and the operators read the latest text before that."""
        return self.resource.published_revision or self.resource.revisions.order_by("-number").first()

    @property
    def title(self) -> str:
        return (self.revision and self.revision.title) or self.resource.model or self.resource.slug

    @property
    def glyph(self) -> str:
        known = CLASSES.get(self.resource.resource_class)
        return known.glyph if known else ""

    @property
    def class_path(self) -> str:
        """`Metal cutting › Five-axis machining centre`."""
        known = CLASSES.get(self.resource.resource_class)
        if known is None:
            return ""
        group = GROUPS[known.parent]
        names = [in_readers_language(each.name_zh, each.name_en) for each in (group, known)]
        return " › ".join(names)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [(_("Find capacity"), "/find/"), (self.class_path or self.title, "")]

    @cached_property
    def _specifications(self) -> list[Specification]:
        return list(self.revision.specifications.all()) if self.revision else []

    @cached_property
    def specifications(self) -> list[Shown]:
        facts = specifications.all_of(self.resource, self._specifications)
        more = [
            (_("Maker"), self.resource.maker),
            (_("Model"), self.resource.model),
            (_("Year built"), str(self.resource.year_built or "")),
        ]
        return facts + [Shown(name, value) for name, value in more if value]

    @property
    def key_specifications(self) -> list[Shown]:
        return self.specifications[:KEY_SPECIFICATIONS]

    @property
    def further_specifications(self) -> list[Shown]:
        return self.specifications[KEY_SPECIFICATIONS:]

    @property
    def volume(self) -> Mapping[str, str]:
        """The measures of the drawing, in millimetres."""
        return {
            axis: specifications.figure_of(self._specifications, f"travel_{axis}") for axis in ("x", "y", "z")
        }

    @cached_property
    def hours(self) -> list[HoursRow]:
        rules, exceptions = self.resource.opening_rules.all(), self.resource.opening_exceptions.all()
        return hours_rows(rules, exceptions, self.today)

    @cached_property
    def prices(self) -> PriceTable:
        organisation = self.actor.organisation
        return price_table(
            list(self.resource.offers.all()),
            size_class=organisation.size_class if organisation else None,
            today=self.today,
            minimum_minutes=self.resource.policy.minimum_minutes,
            chosen=self.ordering.form.chosen if self.ordering else None,
        )

    @property
    def has_several_units(self) -> bool:
        return len(self.resource.units.all()) > 1

    @property
    def buffers(self) -> str:
        """What busy time includes beside the booked period, in a sentence; nothing without buffers."""
        policy = self.resource.policy
        params = {
            "before": duration_text(policy.set_up_minutes),
            "after": duration_text(policy.clean_up_minutes),
        }
        if policy.set_up_minutes and policy.clean_up_minutes:
            return _("Busy time includes %(before)s of set-up and %(after)s of clean-up.") % params
        if policy.set_up_minutes:
            return _("Busy time includes %(before)s of set-up.") % params
        return _("Busy time includes %(after)s of clean-up.") % params if policy.clean_up_minutes else ""

    @cached_property
    def _holds(self) -> list[Booking]:
        """The reader's own running holds of this machine, the latest first."""
        if self.actor.organisation is None:
            return []
        mine = Booking.objects.booked_by(self.actor.organisation).filter(
            resource=self.resource, state=BookingState.HELD, held_until__gt=self.now
        )
        return list(mine.select_related("offer").order_by("-created_at"))

    @property
    def held(self) -> Booking | None:
        """The one that stands in the place of the form: to be sent, or paid, at once."""
        return next((each for each in self._holds if not clock.is_kept_long(each)), None)

    @property
    def waiting(self) -> list[Booking]:
        """Those kept for hours or days, for a bank or an approver; meanwhile more can be booked."""
        return [each for each in self._holds if clock.is_kept_long(each)]

    @property
    def held_seconds(self) -> int:
        """How long the hold is kept in all, for the ring of its countdown."""
        if self.held is None or self.held.held_until is None:
            return 0
        return int((self.held.held_until - self.held.created_at).total_seconds())

    @property
    def is_own(self) -> bool:
        return self.actor.organisation_id == self.resource.provider_id

    @property
    def is_signed_in(self) -> bool:
        return self.actor.user is not None

    @property
    def may_order(self) -> bool:
        """Whether the booking form is shown at all: of a public machine with something on offer."""
        return self.is_public and bool(self.resource.offers.all())

    @property
    def may_book(self) -> bool:
        return may_book(self.actor)

    @property
    def may_hold(self) -> bool:
        """Whether the button is shown to this person."""
        return self.may_order and self.may_book and not self.is_own and self.held is None

    @property
    def day(self) -> date:
        """The day on which the calendar opens."""
        chosen = self.ordering.verdict.asked if self.ordering else None
        period = self.held.period if self.held else chosen
        return period.starts_at.astimezone(self.zone).date() if period else self.today

    @cached_property
    def week(self) -> list[WeekDay]:
        viewer = viewer_of(self.resource, self.actor.organisation_id)
        return week(self.resource, self.day, viewer=viewer, now=self.now)

    @property
    def address(self) -> str:
        """The page with the form as it is now."""
        query = self.ordering.verdict.query if self.ordering else ""
        return f"{self.resource.get_absolute_url()}?{query}" if query else self.resource.get_absolute_url()

    def asked(self) -> dict[str, Any]:
        return {"page": self, "verdict": self.ordering.verdict if self.ordering else None}
