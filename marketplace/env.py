"""Everything a person sets, read once from the environment and typed."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


class Malformed(ValueError):
    """A variable is missing or cannot be read; the text is one line for the person who set it."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: how it is read, and what the documentation says of it."""

    name: str
    read: Callable[[str], Any]
    default: str | None
    accepted: str
    meaning: str

    def value(self, environ: Mapping[str, str]) -> Any:
        """
        Read the variable.

        :raises Malformed: it is required and missing, or its text is not accepted
        """
        text = environ.get(self.name, self.default)
        if text is None:
            raise Malformed(f"{self.name} is not set; it takes {self.accepted}.")
        try:
            return self.read(text.strip())
        except ValueError:
            raise Malformed(f"{self.name}={text!r} cannot be read; it takes {self.accepted}.") from None


def flag(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ValueError(text)
    return text.lower() in TRUE


def port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return number


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def folder(text: str) -> Path:
    if not text:
        raise ValueError(text)
    return Path(text).expanduser().absolute()


def url(*schemes: str) -> Callable[[str], str]:
    """Return a reader of addresses with one of these schemes; an empty text stays empty."""

    def read(text: str) -> str:
        if text and urlsplit(text).scheme not in schemes:
            raise ValueError(text)
        return text

    return read


def origins(text: str) -> tuple[str, ...]:
    """Read scheme://host[:port] addresses that stand apart by commas."""
    found = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    for part in found:
        pieces = urlsplit(part)
        if pieces.scheme not in {"http", "https"} or not pieces.hostname or pieces.path:
            raise ValueError(part)
    return found


def level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError(text)
    return text.upper()


def setting(name: str, read: Callable[[str], Any], default: str | None, accepted: str, meaning: str) -> Any:
    return field(metadata={"setting": Setting(name, read, default, accepted, meaning)})


@dataclass(frozen=True)
class Environment:
    """The values of every variable; `SETTINGS` is the table of the variables themselves."""

    data_dir: Path = setting(
        "DATA_DIR", folder, str(CHECKOUT / "data"), "a folder",
        "Database, uploads, mail and the secret key lie here; the default is `data` in the checkout.",
    )
    port: int = setting("PORT", port, "8000", "a port from 1 to 65535", "Port on loopback that `make run` serves.")
    real: Path | None = setting(
        "REAL", lambda text: folder(text) if text else None, "", "a UNIQUIP list, CSV or XLSX",
        "A list of machines that `make run` imports as drafts before it serves.",
    )
    origins: tuple[str, ...] = setting(
        "ORIGINS", origins, "", "addresses such as https://rongtong.example, apart by commas",
        "Addresses under which people reach the site; empty means loopback. All https switches secure cookies on.",
    )
    secret_key: str = setting(
        "SECRET_KEY", str, "", "a long random text",
        "Signs cookies and links; when empty, one is drawn once and kept in DATA_DIR.",
    )
    debug: bool = setting("DEBUG", flag, "0", "1 or 0", "Error pages with source; for developers alone.")
    database_url: str = setting(
        "DATABASE_URL", url("postgres", "postgresql"), "", "an address such as postgresql://user@host/name",
        "A PostgreSQL server, 15 or newer; empty means the embedded one.",
    )
    database_pool: int = setting(
        "DATABASE_POOL", count, "8", "a number from 1", "Most database connections that one process opens."
    )
    redis_url: str = setting(
        "REDIS_URL", url("redis", "rediss", "unix"), "", "an address such as redis://127.0.0.1:6379/0",
        "Carries live updates, sessions and rate limits between processes; empty means one process.",
    )
    email_url: str = setting(
        "EMAIL_URL", url("smtp", "smtps", "smtp+tls"), "", "an address such as smtp+tls://user:secret@host:587",
        "The mail server; empty means that mail is written to DATA_DIR/mail.",
    )
    mail_from: str = setting(
        "MAIL_FROM", str, "Rongtong <no-reply@rongtong.example>", "a mail address", "The sender of our mail."
    )
    worker: bool = setting(
        "WORKER", flag, "1", "1 or 0",
        "Run the job worker inside the server process; 0 where `manage.py procrastinate worker` runs beside it.",
    )
    log_level: str = setting(
        "LOG_LEVEL", level, "INFO", "DEBUG, INFO, WARNING or ERROR", "How much the log on standard error tells."
    )


SETTINGS: tuple[Setting, ...] = tuple(entry.metadata["setting"] for entry in fields(Environment))


def read(environ: Mapping[str, str]) -> Environment:
    """
    Read every variable.

    :raises Malformed: at the first that is missing or not accepted
    """
    return Environment(*(each.value(environ) for each in SETTINGS))


def read_or_stop() -> Environment:
    """Read the process's environment, or end the process with the one line that says what is wrong."""
    try:
        return read(os.environ)
    except Malformed as malformed:
        raise SystemExit(f"rongtong: {malformed}") from None
