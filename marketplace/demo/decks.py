"""Dealing sentences so that neighbours differ: always one of those that were dealt least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from random import Random
from typing import Generic, TypeVar

Card = TypeVar("Card", bound=Hashable)


class Deck(Generic[Card]):
    """Deals evenly and otherwise by chance; the chance follows from its name alone."""

    def __init__(self, name: str, cards: Iterable[Card]) -> None:
        self._cards = list(cards)
        self._chance = Random(name)  # noqa: S311 - the same demo on every machine, not a secret
        self._dealt: Counter[Card] = Counter()

    def deal(self, fitting: Iterable[Card] | None = None) -> Card:
        """
        One of the cards, or of the fitting ones, that was dealt least.

        :raises ValueError: none fits
        """
        wanted = None if fitting is None else set(fitting)
        candidates = [card for card in self._cards if wanted is None or card in wanted]
        least = min(self._dealt[card] for card in candidates)
        card = self._chance.choice([card for card in candidates if self._dealt[card] == least])
        self._dealt[card] += 1
        return card
