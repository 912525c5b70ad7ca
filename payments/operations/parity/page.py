"""The table of docs/stripe-parity.md that the command writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from marketplace.variables import CHECKOUT
from payments.operations.parity.comparing import Outcomes

PAGE = CHECKOUT.joinpath("docs", "stripe-parity.md")
BEGIN, END = "<!-- played: written by manage.py stripe_parity -->", "<!-- end of what is played -->"


def regenerate(ours: Outcomes, *, checked_on: date | None, found: Sequence[str], page: Path = PAGE) -> None:
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{table(ours, checked_on, found)}\n{END}{after}", encoding="utf-8")


def table(ours: Outcomes, checked_on: date | None, found: Sequence[str]) -> str:
    lines = ["| played | in the sandbox | checked against test mode | differs |", "|---|---|---|---|"]
    for name, told in ours.items():
        steps = "; ".join(f"{step}: {what}" for step, what in told.items())
        differs = [line.removeprefix(f"{name}, ") for line in found if line.startswith(f"{name}, ")]
        state = "; ".join(differs) or ("no" if checked_on else "not known")
        lines.append(f"| {name} | {steps} | {checked_on or 'never'} | {state} |")
    return "\n".join(lines)
