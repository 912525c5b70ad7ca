"""One thing that operators send by bank: what for, to whom, and who has to act."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from payments.enums import PROVEN, BankTaskKind, BankTaskState
from payments.models import BankAccount, BankLine, BankTask
from payments.operations.bank_accounts import account_in_use
from payments.shown.came_from import CameFrom


class TaskPage:
    """`trouble` is why something was not done."""

    def __init__(self, task: BankTask, *, actor: Actor, now: datetime, trouble: str = "") -> None:
        self.task, self.actor, self.now, self.trouble = task, actor, now, trouble

    @property
    def title(self) -> str:
        if self.task.kind == BankTaskKind.PAYOUT:
            return _("Payout to %(name)s") % {"name": self.task.recipient.name}
        return _("Refund to %(name)s") % {"name": self.task.recipient.name}

    @property
    def why(self) -> str:
        if self.task.kind == BankTaskKind.PAYOUT:
            return _("What was earned by the booking, less the marketplace’s fee.")
        if self.task.is_credit:
            return _("Money of the customer’s that pays for nothing any more.")
        return _("What was paid for the booking and is not due.")

    @property
    def is_early(self) -> bool:
        return self.task.not_before > self.now

    @property
    def is_payout(self) -> bool:
        return self.task.kind == BankTaskKind.PAYOUT

    @property
    def is_to_prepare(self) -> bool:
        return self.task.state == BankTaskState.DUE and not self.is_early

    @property
    def may_prepare(self) -> bool:
        """A payout goes nowhere but to the account that its firm has confirmed."""
        return self.is_to_prepare and (not self.is_payout or self.account is not None)

    @cached_property
    def account(self) -> BankAccount | None:
        return account_in_use(self.task.recipient_id, self.task.currency, self.now)

    @cached_property
    def came_from(self) -> CameFrom | None:
        """Nothing for a payout: it goes to the account that its firm has confirmed."""
        if self.is_payout:
            return None
        account = self.task.account or (self.likely["account"] if self.may_prepare else "")
        return CameFrom(self.task, account)

    @property
    def goes_elsewhere(self) -> bool:
        """Whether it is to be warned of, for it can still be stopped."""
        is_sent = self.task.state in PROVEN
        return not is_sent and self.came_from is not None and self.came_from.differs

    @property
    def is_to_release(self) -> bool:
        return self.task.state == BankTaskState.PREPARED

    @property
    def is_own(self) -> bool:
        """Whether it was prepared by who looks at it, and another has to release it."""
        return self.actor.user is not None and self.task.prepared_by_id == self.actor.user.pk

    @property
    def is_to_send(self) -> bool:
        return self.task.state == BankTaskState.RELEASED

    @property
    def may_send_back(self) -> bool:
        return self.is_to_release or self.is_to_send

    @property
    def may_keep(self) -> bool:
        """Whether it may stay here, the customer’s, instead of being sent."""
        return self.task.is_credit and self.task.state == BankTaskState.DUE

    @cached_property
    def likely(self) -> dict[str, str]:
        """Where a refund probably goes: to where the last went, or to where the money came from."""
        task = self.task
        if task.account:
            return {"holder": task.holder, "account": task.account, "bank": task.bank}
        paid = BankTask.objects.filter(recipient=task.recipient, state=BankTaskState.PAID).exclude(pk=task.pk)
        if last := paid.order_by("-pk").first():
            return {"holder": last.holder, "account": last.account, "bank": last.bank}
        came = BankLine.objects.filter(parts__customer=task.recipient).exclude(party_account="")
        if not self.is_payout and (line := came.order_by("-pk").first()):
            return {"holder": line.party_name, "account": line.party_account, "bank": ""}
        return {"holder": task.recipient.name_zh, "account": "", "bank": ""}
