"""A firm's own bank account, to which an operator sends what it earned by ordinary transfer."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Organisation
from payments.models.paying import CONFIRMED_BY_ANOTHER

SHOWN = 4  # so many last signs of the number are told to everybody of the firm's finances


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def to_confirm(self) -> Self:
        return self.standing().filter(usable_from__isnull=True).order_by("changed_at", "pk")

    def usable(self, now: datetime) -> Self:
        """Those confirmed and past their cooling time; of each firm and currency the first is in use."""
        return self.standing().filter(usable_from__lte=now).order_by("-usable_from", "-pk")


@pghistory.track()
class BankAccount(models.Model):
    """
    Never edited: a change is a row of its own, and the one before it stays in use until this one is.

    As with the gateway's accounts somebody else confirms what `changed_by` told, and `usable_from` lies a
    cooling time after that. `code` is the CNAPS code of the bank for yuan, its BIC otherwise.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_accounts")
    currency = models.CharField(max_length=3)
    holder = models.CharField(max_length=120)
    number = models.CharField(max_length=34)
    bank = models.CharField(max_length=120)
    code = models.CharField(max_length=12)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    usable_from = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="bank_account_confirmed_by_another", condition=CONFIRMED_BY_ANOTHER),
            models.CheckConstraint(
                name="bank_account_told_whole",
                condition=~Q(holder="") & ~Q(number="") & ~Q(bank="") & ~Q(code=""),
            ),
            models.CheckConstraint(
                name="bank_account_withdrawn_in_time",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, usable_from__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__lt=F("usable_from")),
            ),
            models.UniqueConstraint(
                name="bank_account_one_waits",
                fields=["organisation", "currency"],
                condition=Q(usable_from__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.currency} {self.masked}"

    @property
    def masked(self) -> str:
        return f"•••• {self.number[-SHOWN:]}"

    @property
    def spaced(self) -> str:
        """In groups of four, as it is compared by eye."""
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))
