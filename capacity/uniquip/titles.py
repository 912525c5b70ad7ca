"""Whether a name names a machine."""

import re
from collections import Counter
from collections.abc import Iterable

from capacity.uniquip.kinds import Kind

_STANDING_FOR_NONE = (
    "unknown|not known|n/a|na|none|nil|null|tbc|tbd|tba|untitled|no name|xx|xxx|"
    "未知|不详|不明|无|暂无|待定|空"
)
_FITTING_ALL = (
    "hardware software equipment equip machine machines device devices instrument instruments "
    "instrumentation apparatus system systems item items asset assets misc miscellaneous various "
    "other part parts accessories lab laboratory test research fixed addition additions general "
    "设备 仪器 机器 仪器设备 机床 系统 硬件 配件 其他 其它"
)
_PLACEHOLDERS = frozenset(_STANDING_FOR_NONE.split("|"))
_GENERIC = frozenset(_FITTING_ALL.split())
_WORD = re.compile(r"\w+")

# Where a list's names pile up at its greatest length, some program has cut them there.
_LEAST_CUT = 12
_LEAST_PILE = 5
_LEAST_SHARE = 0.02


def fault(title: str) -> Kind | None:
    """Say why a cleaned name names no machine; None when it may."""
    if not title:
        return Kind.NO_TITLE
    folded = title.casefold().strip(" .?!*-_")
    if folded in _PLACEHOLDERS or not any(character.isalnum() for character in title):
        return Kind.PLACEHOLDER
    words = [word for word in _WORD.findall(folded) if not word.isdigit()]
    if words and all(word in _GENERIC for word in words):
        return Kind.GENERIC_TITLE
    return None


def is_number(title: str) -> bool:
    """Say whether a name has no letter at all, such as `97108` or `52/9450`."""
    return not any(character.isalpha() for character in title)


def cut_length(titles: Iterable[str]) -> int | None:
    """Say at how many characters this list's names were cut; None when they were not."""
    lengths = Counter(len(title) for title in set(titles))
    longest = max(lengths, default=0)
    pile = lengths[longest]
    is_cut = longest >= _LEAST_CUT and pile >= max(_LEAST_PILE, _LEAST_SHARE * lengths.total())
    return longest if is_cut else None
