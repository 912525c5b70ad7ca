"""How banks head the columns of their statements, and the words that they write into them."""

from __future__ import annotations

import re
import unicodedata

HEADINGS = {
    "date": (
        "交易日期 记账日期 入账日期 记账日 交易日 交易时间 记账时间 日期 发生日期 "
        "date bookingdate transactiondate posteddate postingdate entrydate"
    ),
    "credit": (
        "贷方发生额 贷方金额 贷方 收入金额 收入 存入金额 转入金额 贷方发生额收入 "
        "credit creditamount moneyin paidin deposits"
    ),
    "debit": (
        "借方发生额 借方金额 借方 支出金额 支出 支取金额 转出金额 借方发生额支取 "
        "debit debitamount moneyout paidout withdrawals"
    ),
    "amount": "交易金额 金额 发生额 amount transactionamount",
    "direction": "借贷标志 借贷方向 借贷 收支 收支方向 交易方向 direction creditdebit creditdebitindicator",
    "currency": "币种 货币 交易币种 currency ccy",
    "party_name": (
        "对方户名 对方名称 对方单位名称 对方单位 对方账户名称 付款人名称 交易对手名称 对手方名称 "
        "counterparty counterpartyname name payer payername partyname"
    ),
    "party_account": (
        "对方账号 对方帐号 对方账户 付款人账号 交易对手账号 对手方账号 "
        "counterpartyaccount counterpartyiban iban account payeraccount"
    ),
    "text": (
        "摘要 用途 附言 备注 交易附言 交易摘要 转账附言 客户附言 "
        "remittance remittanceinformation purpose description details text paymentreference memo"
    ),
    "bank_ref": (
        "交易流水号 流水号 交易流水 凭证号 交易序号 业务流水号 核心流水号 "
        "bankreference transactionid transactionreference entryreference id"
    ),
}
FIELDS = {heading: field for field, told in HEADINGS.items() for heading in told.split()}

CURRENCIES = {"人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "欧元": "EUR", "美元": "USD", "日元": "JPY"}
CREDITS, DEBITS = (
    "贷 贷方 收入 收 来账 转入 c cr crdt credit in",
    "借 借方 支出 支 往账 转出 d dr dbit debit out",
)
DIRECTIONS = dict.fromkeys(CREDITS.split(), 1) | dict.fromkeys(DEBITS.split(), -1)
TOTALS = ("合计", "总计", "小计", "期末", "期初", "total", "sum", "closing", "opening", "balance")


def bare(text: str) -> str:
    """A heading without its unit in brackets, spaces, marks and capitals."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]", "", re.sub(r"[(\[].*?[)\]]", "", plain))
