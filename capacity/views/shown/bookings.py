"""The page of one booking: its facts, and the forms with which each side goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from capacity.enums import CancelReason, DeclineReason, Step
from capacity.forms.steps import HOLD_CHOICES
from capacity.models import Booking
from capacity.operations.holds import can_be_kept_longer
from capacity.policies.permissions import may_take
from capacity.views.shown.booking_facts import BookingFacts
from capacity.views.shown.changes import (
    CHANGES,
    Preview,
    change_form,
    preview,
    suggestions,
    why_fixed,
    why_no_longer,
)
from capacity.views.shown.verdicts import Choice, Problem, Refusal
from marketplace.accounts.actor import Actor
from marketplace.money import Money

ANSWERS = (Step.ACCEPT, Step.PROPOSE, Step.DECLINE)


@dataclass(frozen=True)
class Trouble:
    """Why a step was not taken. `typed` is the message that would otherwise be lost; `pay_at` the way out."""

    title: str
    text: str = ""
    typed: str = ""
    refusal: Refusal | None = None
    pay_at: str = ""


@dataclass(frozen=True)
class Changing:
    """A kind of change with its form, and what it would come to once that was asked."""

    step: Step
    form: forms.Form
    preview: Preview | None = None


class BookingPage(BookingFacts):
    """
    What the templates ask for.

    `asked` are the parameters of a change to preview; `attempt` is a step that was not taken with its form.
    """

    decline_reasons = DeclineReason.choices
    cancel_reasons = CancelReason.choices

    def __init__(
        self,
        booking: Booking,
        *,
        actor: Actor,
        now: datetime,
        asked: Mapping[str, Any] | None = None,
        attempt: tuple[Step, forms.Form] | None = None,
    ) -> None:
        super().__init__(booking, actor=actor, now=now)
        self.asked, self.attempt = asked or {}, attempt
        self.trouble: Trouble | None = None

    @property
    def hold_choices(self) -> list[tuple[str, Any]]:
        """For how long from now the hold can be kept."""
        return [
            (minutes, label)
            for minutes, label in HOLD_CHOICES
            if can_be_kept_longer(self.booking, self.now, minutes=int(minutes))
        ]

    @cached_property
    def suggestions(self) -> list[tuple[Choice, Money]]:
        """Other periods the provider could propose, each with what it costs more than the one asked for."""
        found = suggestions(self.booking, self.now)
        return [(each, each.money - self.booking.total) for each in found if each.money]

    @property
    def answer(self) -> Step:
        """The kind of answer that was being given, at first to accept."""
        return self.attempt[0] if self.attempt and self.attempt[0] in ANSWERS else Step.ACCEPT

    @property
    def answer_message(self) -> str:
        return self.typed(self.answer, "message")

    @property
    def ticked(self) -> list[str]:
        """The suggested periods that were ticked in a proposal not taken."""
        if self.attempt is None or self.attempt[0] is not Step.PROPOSE:
            return []
        data = self.attempt[1].data
        return data.getlist("periods") if isinstance(data, QueryDict) else []

    @property
    def why_fixed(self) -> str:
        """Why the times cannot be changed any more; nothing where they can, or never could."""
        changes = [step for step in self.steps_of_side if step in CHANGES]
        if not any(may_take(step, self.side, self.actor) for step in changes):
            return ""
        return why_fixed(self.booking, self.now)

    @cached_property
    def changes(self) -> list[Changing]:
        """The kinds of change that are open to the person."""
        return [self.changing(step) for step in Step if step in CHANGES and self.may.get(step.value)]

    def changing(self, step: Step) -> Changing:
        if self.attempt and self.attempt[0] is step:
            seen = preview(step, self.booking, self.attempt[1].data, self.now)
            return Changing(step, seen.form, seen)
        if self.asked.get("change") == step.value:
            seen = preview(step, self.booking, self.asked, self.now)
            return Changing(step, seen.form, seen)
        return Changing(step, change_form(step, self.booking, self.now))

    @cached_property
    def why_no_longer(self) -> list[Problem]:
        """What stands against every extension; asked where the person may extend."""
        return why_no_longer(self.booking, self.now) if self.may.get(Step.EXTEND) else []

    def typed(self, step: Step, name: str) -> str:
        """What was typed into a field of a step that was not taken."""
        if self.attempt is None or self.attempt[0] is not step:
            return ""
        return str(self.attempt[1].data.get(name, ""))
