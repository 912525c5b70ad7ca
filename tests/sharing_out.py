"""Which of several processes runs which tests."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# An engine that takes a while to start is one session's: what shares it stays together.
TOGETHER = ("tests/search/contract/",)
# Minutes each, with nothing made once for all: they go to whoever is free.
APART = ("tests/browser/test_sweep.py",)


class InOrder(LoadScopeScheduling):
    """
    Pieces of the suite as it would run in one process, each given to whoever is free.

    So every process meets first the tests that are rolled back, then those that commit, whose clearing
    away takes the rows of migrations along, and the browser last. A piece is what one file has of a kind:
    its tests share what is made once for a module.
    """

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    @cached_property
    def _pieces(self) -> dict[str, str]:
        runs = groupby(self.collection or (), key=_place)
        return {node: f"{number} {place}" for number, (place, nodes) in enumerate(runs) for node in nodes}

    def _split_scope(self, nodeid: str) -> str:
        return self._pieces[nodeid]


def _place(nodeid: str) -> str:
    if nodeid.startswith(APART):
        return nodeid
    return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid.partition("::")[0])
