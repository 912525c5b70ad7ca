"""What an environment variable is, and the kinds of text that one can hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR"}
TILE, TEMPLATE_FIELD = {"{z}", "{x}", "{y}"}, re.compile(r"\{\w*\}")
HIGHEST_PORT = 65535


class Malformed(ValueError):
    """A variable is missing or cannot be read; the text is one line for the person who set it."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One variable: how its text is read, and what the documentation says of it."""

    name: str
    read: Callable[[str], Any]
    default: str | None
    accepted: str
    meaning: str
    is_secret: bool = False

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
            shown = self.name if self.is_secret else f"{self.name}={text!r}"
            raise Malformed(f"{shown} cannot be read; it takes {self.accepted}.") from None


def setting(name: str, read: Callable[[str], Any], default: str | None, **told: Any) -> Any:
    """A dataclass field whose value is read from a variable; `told` as in `Setting`."""
    return field(metadata={"setting": Setting(name=name, read=read, default=default, **told)})


def flag(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ValueError(text)
    return text.lower() in TRUE


def port(text: str) -> int:
    number = count(text)
    if number > HIGHEST_PORT:
        raise ValueError(text)
    return number


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def place(text: str) -> Path:
    """A file or folder; a relative one is meant from the checkout, wherever the command was typed."""
    if not text:
        raise ValueError(text)
    return CHECKOUT / Path(text).expanduser()


def place_if_any(text: str) -> Path | None:
    return place(text) if text else None


def url(*schemes: str) -> Callable[[str], str]:
    """A reader of addresses with one of these schemes; an empty text stays empty."""

    def read(text: str) -> str:
        if text and urlsplit(text).scheme not in schemes:
            raise ValueError(text)
        return text

    return read


def address(*schemes: str) -> Callable[[str], str]:
    """As `url`, of a host; a port that is told has to be one."""
    of_scheme = url(*schemes)

    def read(text: str) -> str:
        parts = urlsplit(of_scheme(text))
        if text and (not parts.hostname or parts.port == 0):
            raise ValueError(text)
        return text

    return read


def tiles(text: str) -> str:
    """The address of map tiles, of a host or of this site, with the places of zoom, column and row."""
    if text and not (set(TEMPLATE_FIELD.findall(text)) == TILE and (text.startswith("/") or _is_web(text))):
        raise ValueError(text)
    return text


def _is_web(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "{" not in parts.netloc


def origins(text: str) -> tuple[str, ...]:
    """Addresses scheme://host[:port] that stand apart by commas."""
    found = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    for part in found:
        pieces = urlsplit(part)
        if pieces.scheme not in {"http", "https"} or not pieces.hostname or pieces.path:
            raise ValueError(part)
    return found


def level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise ValueError(text)
    return text.upper()
