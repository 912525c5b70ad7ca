"""From bytes to text: which encoding a list was written in.

Nobody says which it is: Excel writes UTF-8 with a mark, GB18030 in China, Windows-1252 elsewhere,
and Mac Roman on an old Mac (where byte 0xCA is a no-break space). The order below goes from what
cannot be mistaken to what always fits.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from capacity.uniquip.refusals import Cause, FileRefused

CHOICES = ("utf-8", "utf-16", "gb18030", "mac_roman", "cp1252")
LABELS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030",
    "mac_roman": "Mac Roman",
    "cp1252": "Windows-1252",
}
# Subsets and other spellings, as `codecs.lookup` names them.
_SAME = {
    "utf-8-sig": "utf-8",
    "mac-roman": "mac_roman",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "iso8859-1": "cp1252",
}
REPLACEMENT = "\ufffd"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = re.compile(r"[\x00-\x06\x0e-\x15\x17-\x1a\x1c-\x1f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_USUAL_MARKS = frozenset("\xa0°µμ±²³£€–—‘’“”…·×®™")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte order mark. `is_guess` is False when a mark or a person said it."""

    text: str
    encoding: str
    is_guess: bool
    tried: tuple[str, ...]

    @property
    def label(self) -> str:
        return LABELS.get(self.encoding, "")


def decode(data: bytes, encoding: str = "") -> Decoded:
    """Read bytes as text, in the encoding that is named or else the likeliest one.

    Raises FileRefused when the named encoding does not fit, or when this is no text in any of them.
    """
    if encoding:
        return _as_named(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(name, errors="replace").removeprefix("\ufeff")
            return Decoded(text, name, is_guess=False, tried=(name,))
    return _guessed(data)


def _as_named(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        name = _SAME.get(name, name)
        text = data.decode(name if name in CHOICES else "")
    except (LookupError, UnicodeError) as error:
        raise FileRefused(Cause.WRONG_ENCODING, tried=(encoding,), encoding=encoding) from error
    return Decoded(text.removeprefix("\ufeff"), name, is_guess=False, tried=(name,))


def _guessed(data: bytes) -> Decoded:
    readings: tuple[tuple[str, Callable[[bytes], str | None]], ...] = (
        ("utf-8", _utf8),
        ("gb18030", _gb18030),
        ("cp1252", _cp1252),
        ("mac_roman", _mac_roman),
    )
    tried: list[str] = []
    text = None
    for name, read in readings:
        tried.append(name)
        text = read(data)
        if text is not None:
            break
    if text is None or _is_binary(text):
        raise FileRefused(Cause.NOT_TEXT, tried=[LABELS[name] for name in tried])
    return Decoded(text, tried[-1], is_guess=True, tried=tuple(tried))


def _utf8(data: bytes) -> str | None:
    """Read UTF-8, also with a few damaged bytes in it; None when it is something else."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count(REPLACEMENT)
    sound = sum(1 for character in text if character > "\x7f") - damaged
    return text if damaged == 0 or sound > 10 * damaged else None


def _gb18030(data: bytes) -> str | None:
    """Read GB18030 when nine in ten of its characters are everyday ones.

    Western bytes seldom pair up into those.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    beyond = [character for character in text if character > "\x7f"]
    everyday = sum(1 for character in beyond if len(character.encode("gb2312", errors="ignore")) == 2)
    return text if everyday >= 0.9 * len(beyond) else None


def _cp1252(data: bytes) -> str | None:
    """Read Windows-1252 when it gives likelier characters than Mac Roman, which wins in doubt."""
    text = data.decode("cp1252", errors="replace")
    return text if _likelihood(text) > _likelihood(_mac_roman(data)) else None


def _mac_roman(data: bytes) -> str:
    return data.decode("mac_roman")


def _likelihood(text: str) -> int:
    return sum(1 if _is_likely(text, found.start()) else -1 for found in _BEYOND_ASCII.finditer(text))


def _is_likely(text: str, at: int) -> bool:
    """Say whether people write this here: a usual mark, a small letter, a word's capital."""
    character, before = text[at], text[at - 1 : at]
    if character.isupper():
        return not before.isalpha() or before.isupper()
    return character in _USUAL_MARKS or character.islower()


def _is_binary(text: str) -> bool:
    """Say whether more than one character in fifty is one that no text has."""
    return len(_BINARY.findall(text)) * 50 > len(text)
