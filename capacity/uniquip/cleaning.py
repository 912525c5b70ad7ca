"""Taking out of a value what cannot be seen."""

import re
import unicodedata

# Controls (but tab and line ends), zero-width and direction marks, byte order marks, and the spaces
# that are none.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ODD_SPACE = re.compile("[\v\f\xa0\u2007\u202f]")
_ODD = re.compile(f"{_INVISIBLE.pattern}|{_ODD_SPACE.pattern}")
_SPACES = re.compile(r"[^\S\n]+")


def first_odd(value: str) -> int | None:
    """Say where the first character stands that cannot be seen, or a space that is none."""
    found = _ODD.search(value)
    return found.start() if found else None


def clean(value: str, *, keeps_lines: bool = False) -> str:
    """Take out what cannot be seen, make every run of spaces one space, compose accents (NFC)."""
    text = _INVISIBLE.sub("", _ODD_SPACE.sub(" ", value))
    if not keeps_lines:
        return " ".join(unicodedata.normalize("NFC", text).split())
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip()
