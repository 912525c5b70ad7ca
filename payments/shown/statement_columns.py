"""Which columns a bank's statement needs as CSV, by the headings that banks give them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EXAMPLE = (
    "交易日期,交易流水号,借方发生额,贷方发生额,对方户名,对方账号,摘要",
    "2027-03-01,00000001,,1717.60,苏州明川医疗器械有限公司,6222 0000 0001,机时费 BK-7Q2M4KX",
    "2027-03-02,00000002,300.00,,上海某公司,6217 0000 0002,RT-12",
)


@dataclass(frozen=True)
class Column:
    """`headings` are the usual of those that are known."""

    what: str | Promise
    headings: tuple[str, ...]
    need: str | Promise


COLUMNS = (
    Column(_("Day"), ("交易日期", "记账日期", "Date"), _("needed")),
    Column(_("Money in"), ("贷方发生额", "收入金额", "Credit", "Deposits"), _("needed, with money out")),
    Column(_("Money out"), ("借方发生额", "支出金额", "Debit", "Withdrawals"), _("needed, with money in")),
    Column(
        _("Amount"),
        ("交易金额", "发生额", "Amount"),
        _("instead of both: below nothing for what went out, or with a direction"),
    ),
    Column(_("Direction"), ("借贷标志", "收支", "Direction"), _("贷 or C for in, 借 or D for out")),
    Column(_("Payer or recipient"), ("对方户名", "对方名称", "Counterparty"), _("to find the customer")),
    Column(_("Their account"), ("对方账号", "对方账户", "IBAN"), _("to compare refunds with")),
    Column(_("Text"), ("摘要", "附言", "Description", "Purpose"), _("to find booking and invoice")),
    Column(_("The bank’s reference"), ("交易流水号", "Transaction ID"), _("to tell equal lines apart")),
    Column(_("Currency"), ("币种", "Currency"), _("otherwise the one chosen here")),
)
