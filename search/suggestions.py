"""What typing ahead compares: a suggestion answers where it, or a later word of it, begins as typed."""

from __future__ import annotations

import unicodedata

MOST_WORDS = 12
LONGEST = 160


def folded(text: str) -> str:
    """Without regard to case, width and spacing."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:LONGEST]


def beginnings(suggestion: str) -> tuple[str, ...]:
    """The folded text from each of its words on."""
    words = folded(suggestion).split(" ")
    return tuple(" ".join(words[at:]) for at in range(min(len(words), MOST_WORDS)) if words[at])
