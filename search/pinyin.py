"""Chinese by its sound: runs of characters as syllables, and Latin letters read as such."""

from __future__ import annotations

from functools import cache, lru_cache

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

LONGEST_SYLLABLE = 6  # zhuang
MOST_KEPT = 8_192  # runs remembered in each process

# How workshops read what a general dictionary reads otherwise; words it knows (调度, 学校) keep their sound.
_SIGNS = {"长": "cháng", "调": "tiáo", "薄": "bó", "轧": "zhá", "削": "xiāo", "校": "jiào"}
_WORDS = {"重熔": "chóng róng", "重铸": "chóng zhù", "薄膜": "bó mó", "多行": "duō háng"} | {
    f"校{sign}": f"xiào {sound}"
    for sign, sound in zip("企区内办友", ("qǐ", "qū", "nèi", "bàn", "yǒu"), strict=True)
}
load_single_dict({ord(sign): sound for sign, sound in _SIGNS.items()})
load_phrases_dict({word: [[sound] for sound in sounds.split()] for word, sounds in _WORDS.items()})


@lru_cache(MOST_KEPT)
def syllables_of(run: str) -> tuple[str, ...]:
    """One syllable without its tone for each character; 重庆 is chong qing, 重复 chong fu."""
    return tuple(lazy_pinyin(run, errors="ignore"))


def initials_of(run: str) -> str:
    return "".join(syllable[0] for syllable in syllables_of(run))


@cache
def _known() -> frozenset[str]:
    """Every syllable there is, about four hundred."""
    return frozenset(
        to_normal(sound).replace("ü", "v") for sounds in pinyin_dict.values() for sound in sounds.split(",")
    )


def read_syllables(letters: str) -> tuple[str, ...]:
    """
    The syllables that the letters spell, the fewest where there are several readings; else nothing.

    xian is read as one, wuzhou as wu and zhou.
    """
    known = _known()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before = best[start]
            if before is None or letters[start:end] not in known:
                continue
            reading = (*before, letters[start:end])
            found = best[end]
            if found is None or len(reading) < len(found):
                best[end] = reading
    return best[-1] or ()
