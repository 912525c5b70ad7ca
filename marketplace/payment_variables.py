"""What a person sets for payments: the keys that are accepted, and what belongs together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.variables import Malformed

OFF, SANDBOX, STRIPE = "off", "sandbox", "stripe"
LIVE = ("sk_live_", "rk_live_")
TEST = ("sk_test_", "rk_test_")


def backend(text: str) -> str:
    if text not in {"", OFF, SANDBOX, STRIPE}:
        raise ValueError(text)
    return text


def key(*beginnings: str) -> Callable[[str], str]:
    """A reader of secrets that begin like this and hold nothing but letters, figures and `_`."""

    def read(text: str) -> str:
        is_key = text.startswith(beginnings) and text.isascii() and text.replace("_", "").isalnum()
        if text and not (is_key and text not in beginnings):
            raise ValueError(text)
        return text

    return read


def webhook_secrets(text: str) -> tuple[str, ...]:
    """Apart by commas: each webhook has its own, and a new one stands beside the old for a while."""
    return tuple(key("whsec_")(part.strip()) for part in text.split(",") if part.strip())


@dataclass(frozen=True)
class OwnAccount:
    """An account of the marketplace's own to which customers send money by bank."""

    currency: str
    holder: str
    bank: str
    number: str
    code: str = ""


# Nobody sends anything there: it is shown where payments are simulated and no account was told.
SIMULATED_ACCOUNTS = (
    OwnAccount("CNY", "融通演示平台（模拟）", "模拟银行苏州分行", "0000 0000 0000 0000", "000000000000"),
)


def own_accounts(text: str) -> tuple[OwnAccount, ...]:
    """`CNY | holder | bank | number | code`, apart by semicolons, one of each currency."""
    found = tuple(_own_account(part) for part in text.split(";") if part.strip())
    if len({account.currency for account in found}) != len(found):
        raise ValueError(text)
    return found


def _own_account(text: str) -> OwnAccount:
    currency, holder, bank, number, *code = (part.strip() for part in text.split("|"))
    if not _is_currency(currency) or not (holder and bank and number) or len(code) > 1:
        raise ValueError(text)
    return OwnAccount(currency, holder, bank, number, *code)


def amounts(text: str) -> dict[str, int]:
    """Whole units by currency: `CNY 10000, EUR 1500`."""
    told = [part.split() for part in text.split(",") if part.strip()]
    found = {currency: int(figure) for currency, figure in told}
    if not all(map(_is_currency, found)) or any(figure < 0 for figure in found.values()):
        raise ValueError(text)
    return found


def _is_currency(code: str) -> bool:
    return len(code) == len("CNY") and code.isascii() and code.isalpha() and code.isupper()


@dataclass(frozen=True)
class PaymentVariables:
    """The variables of payments together; each was read already, and may be empty."""

    backend: str
    secret_key: str
    webhook_secrets: tuple[str, ...]
    is_live: bool
    is_demo: bool

    @property
    def chosen(self) -> str:
        """Who moves money: as told, else Stripe where there is a key, else the sandbox on loopback alone."""
        if self.backend:
            return self.backend
        if self.secret_key:
            return STRIPE
        return SANDBOX if self.is_demo else OFF

    @property
    def is_simulated(self) -> bool:
        """Whether pages say that no money moves."""
        return self.chosen == SANDBOX or (self.chosen == STRIPE and self.secret_key.startswith(TEST))

    def check(self) -> None:
        """:raises Malformed: they do not fit each other, or the site"""
        if self.chosen == SANDBOX and not self.is_demo:
            raise Malformed(
                "PAYMENTS_BACKEND=sandbox moves no money; where ORIGINS is set it takes stripe or off."
            )
        if self.chosen == STRIPE:
            self._check_stripe()
        elif self.is_live:
            raise Malformed(f"PAYMENTS_LIVE=1 moves real money, but PAYMENTS_BACKEND is {self.chosen}.")

    def _check_stripe(self) -> None:
        if not self.secret_key:
            raise Malformed("STRIPE_SECRET_KEY is not set; PAYMENTS_BACKEND=stripe needs it.")
        if not self.webhook_secrets:
            raise Malformed("STRIPE_WEBHOOK_SECRET is not set; PAYMENTS_BACKEND=stripe needs it.")
        if self.secret_key.startswith(LIVE) and not self.is_live:
            raise Malformed("STRIPE_SECRET_KEY moves real money; it is taken with PAYMENTS_LIVE=1 alone.")
        if self.secret_key.startswith(TEST) and self.is_live:
            raise Malformed("PAYMENTS_LIVE=1 moves real money, but STRIPE_SECRET_KEY is one for tests.")
