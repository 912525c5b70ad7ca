"""What of an invoice was given up or written off, as its reader sees it, and what may be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.money import Money
from payments.enums import Bearer
from payments.models import Invoice, Recovery, WriteOff
from payments.operations.banking.unapplied import free_credit
from payments.operations.invoicing.writing_off import needs_second_for
from payments.policies.writing_off import BORNE_AFTER, is_old_enough, may_give_up, may_write_off
from payments.write_off_forms import ForgoingForm, GiveUpForm, RecoverForm, WriteOffForm


@dataclass(frozen=True)
class Forgone:
    """One row of it. Operators read each other's names, both sides that it was the marketplace."""

    write_off: WriteOff
    actor: Actor

    @property
    def is_ours(self) -> bool:
        return self.write_off.bearer == Bearer.MARKETPLACE

    @property
    def who(self) -> str:
        made = self.write_off
        if not self.is_ours:
            return (
                f"{made.proposed_by} · {made.acting_for.name}" if made.acting_for else str(made.proposed_by)
            )
        if not self.actor.is_operator:
            return _("The marketplace")
        if made.decided_by == made.proposed_by:
            return str(made.proposed_by)
        told = {"first": made.proposed_by, "second": made.decided_by}
        if made.is_confirmed:
            return _("%(first)s, confirmed by %(second)s") % told
        return _("%(first)s, not confirmed by %(second)s") % told


class Forgoing:
    """`form` is the one that was refused; it is shown in its place with what was typed."""

    def __init__(
        self, invoice: Invoice, *, actor: Actor, today: date, form: ForgoingForm | None = None
    ) -> None:
        self.invoice, self.actor, self.today, self.form = invoice, actor, today, form

    @cached_property
    def _all(self) -> Sequence[WriteOff]:
        people = ("proposed_by", "decided_by", "acting_for")
        return list(self.invoice.write_offs.select_related(*people).order_by("pk"))

    @property
    def counting(self) -> list[Forgone]:
        return [Forgone(each, self.actor) for each in self._all if each.is_confirmed]

    @property
    def rows(self) -> list[Forgone]:
        """What counts; operators read what was not confirmed as well."""
        decided = [each for each in self._all if each.is_confirmed is not None]
        return [Forgone(each, self.actor) for each in decided] if self.is_operator else self.counting

    @cached_property
    def recoveries(self) -> Sequence[Recovery]:
        return list(self.invoice.recoveries.select_related("credit_note").order_by("pk"))

    @property
    def is_operator(self) -> bool:
        return self.actor.is_operator

    @property
    def waiting(self) -> WriteOff | None:
        """What a second operator has to confirm."""
        found = (each for each in self._all if each.is_confirmed is None)
        return next(found, None) if self.is_operator else None

    @property
    def is_own_proposal(self) -> bool:
        return self.waiting is not None and self.waiting.proposed_by == self.actor.user

    @cached_property
    def may_decide(self) -> bool:
        return may_write_off(self.invoice.booking, self.actor)

    # --- what the reader may do ---

    @property
    def seen(self) -> int:
        """What is open when the page is made."""
        return self.invoice.open_minor + self.invoice.interest_minor

    @cached_property
    def give_up(self) -> GiveUpForm | None:
        if not self.seen or not may_give_up(self.invoice.booking, self.actor):
            return None
        return self.form if isinstance(self.form, GiveUpForm) else GiveUpForm(self.invoice)

    @cached_property
    def write_off(self) -> WriteOffForm | None:
        is_due = is_old_enough(self.invoice, self.today) and self.waiting is None
        if not is_due or not self.may_decide:
            return None
        return self.form if isinstance(self.form, WriteOffForm) else WriteOffForm(self.invoice)

    @property
    def days_to_wait(self) -> int:
        """Until an operator may write it off; nothing where that is possible, or nothing is overdue."""
        late = self.invoice.days_late(self.today)
        is_too_soon = self.is_operator and 0 < late <= BORNE_AFTER
        return BORNE_AFTER + 1 - late if is_too_soon else 0

    @property
    def needs_second(self) -> bool:
        return needs_second_for(self.invoice, self.invoice.outstanding)

    @cached_property
    def free(self) -> Money:
        """What the customer has here, which could make good."""
        return free_credit(self.invoice.customer, self.invoice.currency)

    @cached_property
    def recover(self) -> RecoverForm | None:
        if not self.is_operator or not self.invoice.lost_minor or self.free.minor <= 0:
            return None
        if isinstance(self.form, RecoverForm):
            return self.form
        return RecoverForm(self.invoice, free=self.free)
