"""Tokens and terms as PostgreSQL's own literals: quoted, so that no dictionary or operator sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.request import Term

LAST_PLACE = 16383  # PostgreSQL keeps no further ones apart
LONGEST_TOKEN = 500  # characters; PostgreSQL refuses more than 2046 bytes


def words_literal(tokens: Iterable[str], title_tokens: Iterable[str]) -> str:
    """A tsvector: the tokens of the title with weight A, each token at a place of its own."""
    titles = dict.fromkeys(title_tokens)
    every = [*titles, *(token for token in dict.fromkeys(tokens) if token not in titles)]
    return " ".join(
        f"{_quoted(token)}:{min(place, LAST_PLACE)}{'A' if token in titles else ''}"
        for place, token in enumerate((each for each in every if _is_storable(each)), start=1)
    )


def query_literal(terms: Sequence[Term]) -> str | None:
    """A tsquery in which every term has one of its spellings; nothing where a term has none."""
    found = [_any_of(term) for term in terms]
    return " & ".join(found) if all(found) else None


def _any_of(term: Term) -> str:
    spellings = [each for each in term.alternatives if each and all(_is_storable(token) for token in each)]
    if not spellings:
        return ""
    return "(" + " | ".join(f"({' & '.join(map(_quoted, each))})" for each in spellings) + ")"


def _quoted(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _is_storable(token: str) -> bool:
    return 0 < len(token) <= LONGEST_TOKEN and "\x00" not in token
