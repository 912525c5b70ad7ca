"""The outcomes of all scenarios, and where two of them differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from payments.gateway import Gateway
from payments.operations.parity.playing import Outcome, Play
from payments.operations.parity.scenarios import SCENARIOS

PINNED = Path(__file__).with_name("outcomes.json")
EVENTS = "events"
SLACK = timedelta(seconds=2)  # two clocks, and Stripe tells whole seconds
Outcomes = dict[str, Outcome]


def play_all(
    gateway: Gateway,
    *,
    run: str,
    now: Callable[[], datetime],
    settle: Callable[[], object],
    currency: str = "USD",
) -> Outcomes:
    """`settle` waits until the gateway has told all that happened."""
    outcomes = {}
    for number, (name, scenario) in enumerate(SCENARIOS.items()):
        begun = now() - SLACK
        play = Play(gateway, f"{run}-{number}", now, currency)
        scenario(play)
        settle()
        outcomes[name] = play.told | {EVENTS: play.events(begun)}
    return outcomes


def pinned() -> Outcomes:
    told: Outcomes = json.loads(PINNED.read_text(encoding="utf-8"))
    return told


def written(outcomes: Outcomes) -> str:
    return json.dumps(outcomes, indent=2) + "\n"


def differences(ours: Outcomes, theirs: Outcomes) -> Iterator[str]:
    """Step by step; one that only one of them took is a difference too."""
    for name in ours | theirs:
        mine, other = ours.get(name, {}), theirs.get(name, {})
        for step in mine | other:
            if mine.get(step) != other.get(step):
                yield f"{name}, {step}: the sandbox {mine.get(step)!r}, Stripe {other.get(step)!r}"
