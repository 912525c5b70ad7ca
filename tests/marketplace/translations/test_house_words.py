"""One word for one thing in Chinese."""

from __future__ import annotations

import pytest

from marketplace.translations import catalogues, sources

ONE_WORD = {
    "平台运营": ("平台人员", "运营方", "运营人员"),  # an operator of the marketplace
    "提供方": ("服务方",),  # a provider
    "客户": ("预订方",),  # who books
    "预订": ("预约",),  # a booking
    "贵单位": ("贵司", "贵公司"),  # the reader's organisation, which may be no company
    "你": ("您",),
}
OTHERWISE = ("服务方式",)  # words that only look like one of them


@pytest.mark.parametrize("word", ONE_WORD)
def test_it_goes_by_no_other_word(word: str) -> None:
    strays = []
    for message in catalogues.updated(catalogues.LANGUAGES[0], sources.PAGES):
        told = "".join(message.string) if message.pluralizable else str(message.string)
        for innocent in OTHERWISE:
            told = told.replace(innocent, "")
        strays += [message.id for other in ONE_WORD[word] if other in told]

    assert strays == []
