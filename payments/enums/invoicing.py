"""Invoices on terms: who pays, how late, what money pays, and whose loss it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PayerKind(models.TextChoices):
    """Whom 保障中小企业款项支付条例 binds towards medium, small and micro firms."""

    PUBLIC = "public", _("Public institution")
    LARGE = "large", _("Large firm")


class Bearer(models.TextChoices):
    """Whose loss it is that an invoice is not paid."""

    PROVIDER = "provider", pgettext_lazy("bears the loss", "Provider")
    MARKETPLACE = "marketplace", pgettext_lazy("bears the loss", "Marketplace")


class AgeBand(models.TextChoices):
    """How long an amount has been overdue."""

    CURRENT = "current", _("Not due yet")
    TO_30 = "1-30", _("1 to 30 days")
    TO_60 = "31-60", _("31 to 60 days")
    TO_90 = "61-90", _("61 to 90 days")
    OVER_90 = "90+", _("Over 90 days")


class AllocatedTo(models.TextChoices):
    """What of an invoice an amount of money pays."""

    PRINCIPAL = "principal", _("Invoice")
    INTEREST = "interest", _("Interest")
