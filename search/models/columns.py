"""Column types of PostgreSQL that Django has none for; rows are written and read by SQL of our own."""

from __future__ import annotations

from typing import Any

from django.db import models


class Bits(models.TextField):  # type: ignore[type-arg]  # no subscript when it runs
    """A string of bits, `1` for a free slot; without end or of a fixed size."""

    def db_type(self, connection: Any) -> str:
        return "bit varying"


class Tokens(models.TextField):  # type: ignore[type-arg]  # no subscript when it runs
    """Exact tokens with their places, made by our own tokenizer: no dictionary of PostgreSQL is involved."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"
