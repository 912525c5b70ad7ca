"""Everything a person sets, read once from the environment and typed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from marketplace import payment_variables as payments
from marketplace.variables import (
    Malformed,
    Setting,
    address,
    count,
    flag,
    level,
    origins,
    place,
    place_if_any,
    port,
    setting,
    tiles,
    url,
)


@dataclass(frozen=True)
class Environment:
    """The values of every variable; `SETTINGS` is the table of the variables themselves."""

    data_dir: Path = setting(
        "DATA_DIR",
        place,
        "data",
        accepted="a folder; a relative one is meant from the checkout",
        meaning="Here lie the embedded database, uploads, mail and the secret key.",
    )
    port: int = setting(
        "PORT",
        port,
        "8000",
        accepted="a port from 1 to 65535",
        meaning="The port on loopback that `make run` serves.",
    )
    real: Path | None = setting(
        "REAL",
        place_if_any,
        "",
        accepted="a UNIQUIP list, CSV or XLSX",
        meaning="A real list that `make run` puts on the demo marketplace before it serves.",
    )
    origins: tuple[str, ...] = setting(
        "ORIGINS",
        origins,
        "",
        accepted="addresses such as https://rongtong.example, apart by commas",
        meaning="Where people reach the site; empty means loopback. All https turns secure cookies on.",
    )
    secret_key: str = setting(
        "SECRET_KEY",
        str,
        "",
        accepted="a long random text",
        meaning="Signs cookies and links; when empty, one is drawn once and kept in DATA_DIR.",
    )
    debug: bool = setting(
        "DEBUG", flag, "0", accepted="1 or 0", meaning="Error pages with source; for developers alone."
    )
    database_url: str = setting(
        "DATABASE_URL",
        url("postgres", "postgresql"),
        "",
        accepted="postgresql://user:secret@host:port/name",
        meaning="A PostgreSQL server, 15 or newer; empty means the embedded one.",
    )
    database_pool: int = setting(
        "DATABASE_POOL",
        count,
        "8",
        accepted="a number from 1",
        meaning="The most database connections that one process opens for pages and jobs.",
    )
    redis_url: str = setting(
        "REDIS_URL",
        url("redis", "rediss", "unix"),
        "",
        accepted="redis://host:port/number",
        meaning="Carries live updates, sessions and rate limits between processes; empty means one process.",
    )
    elasticsearch_url: str = setting(
        "ELASTICSEARCH_URL",
        address("http", "https"),
        "",
        accepted="https://user:password@host:port",
        meaning="An Elasticsearch 8 cluster that answers searches; empty means that PostgreSQL does.",
    )
    map_tiles: str = setting(
        "MAP_TILES",
        tiles,
        "",
        accepted="https://host/{z}/{x}/{y}.png, or a path on this site",
        meaning="Tiles in web Mercator for the map of the finder; empty means no map, and nothing needs one.",
    )
    map_credit: str = setting(
        "MAP_CREDIT",
        str,
        "",
        accepted="a text",
        meaning="Whose map it is, and its approval number where the law asks for one; shown on the map.",
    )
    email_url: str = setting(
        "EMAIL_URL",
        url("smtp", "smtps", "smtp+tls"),
        "",
        accepted="smtp+tls://user:secret@host:port",
        meaning="The mail server; empty means that mail is written to DATA_DIR/mail.",
    )
    mail_from: str = setting(
        "MAIL_FROM",
        str,
        "Rongtong <no-reply@rongtong.example>",
        accepted="a mail address",
        meaning="The sender of our mail.",
    )
    payments_backend: str = setting(
        "PAYMENTS_BACKEND",
        payments.backend,
        "",
        accepted="off, sandbox or stripe",
        meaning="Who moves money; empty means stripe where a key is set, the sandbox on loopback, else off.",
    )
    stripe_secret_key: str = setting(
        "STRIPE_SECRET_KEY",
        payments.key(*payments.TEST, *payments.LIVE),
        "",
        accepted="a key that begins with sk_test_, sk_live_, rk_test_ or rk_live_",
        meaning="The key of the platform's account at Stripe.",
        is_secret=True,
    )
    stripe_webhook_secrets: tuple[str, ...] = setting(
        "STRIPE_WEBHOOK_SECRET",
        payments.webhook_secrets,
        "",
        accepted="secrets that begin with whsec_, apart by commas",
        meaning="Proves that what arrives at our webhooks was sent by Stripe; each of the two has its own.",
        is_secret=True,
    )
    payments_live: bool = setting(
        "PAYMENTS_LIVE",
        flag,
        "0",
        accepted="1 or 0",
        meaning="Says once more that real money is meant; a live key is refused without it.",
    )
    bank_accounts: tuple[payments.OwnAccount, ...] = setting(
        "BANK_ACCOUNTS",
        payments.own_accounts,
        "",
        accepted="accounts as `CNY / holder / bank / number / code` with | for /, apart by semicolons",
        meaning="The marketplace's accounts for ordinary bank transfers; empty means that none is offered.",
    )
    four_eyes_above: dict[str, int] = setting(
        "FOUR_EYES_ABOVE",
        payments.amounts,
        "CNY 10000, EUR 1500, USD 1500, JPY 200000",
        accepted="amounts such as CNY 10000, EUR 1500",
        meaning="What operators decide or send above this needs a second one; other currencies always do.",
    )
    worker: bool = setting(
        "WORKER",
        flag,
        "1",
        accepted="1 or 0",
        meaning="Jobs run inside the server process; 0 where `manage.py procrastinate worker` runs them.",
    )
    log_level: str = setting(
        "LOG_LEVEL",
        level,
        "INFO",
        accepted="DEBUG, INFO, WARNING or ERROR",
        meaning="How much the log on standard error tells.",
    )

    @property
    def payments(self) -> payments.PaymentVariables:
        return payments.PaymentVariables(
            backend=self.payments_backend,
            secret_key=self.stripe_secret_key,
            webhook_secrets=self.stripe_webhook_secrets,
            is_live=self.payments_live,
            is_demo=not self.origins,
        )


SETTINGS: tuple[Setting, ...] = tuple(entry.metadata["setting"] for entry in fields(Environment))


def read(environ: Mapping[str, str]) -> Environment:
    """
    Read every variable.

    :raises Malformed: at the first that is missing, not accepted, or does not fit the others
    """
    environment = Environment(*(each.value(environ) for each in SETTINGS))
    environment.payments.check()
    return environment


def read_or_stop() -> Environment:
    """Read this process's environment, or end the process with the one line that says what is wrong."""
    try:
        return read(os.environ)
    except Malformed as malformed:
        raise SystemExit(f"rongtong: {malformed}") from None
