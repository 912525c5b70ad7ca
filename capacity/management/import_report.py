"""What the terminal says of an import, in English like everything there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from capacity.operations.imports import ImportPlan
from capacity.operations.imports.snapshots import CLASS, OTHER
from capacity.uniquip import EquipmentList, Kind, Problem


def line_of(problem: Problem) -> str:
    """Line, field, value, what is wrong and what would do. No control character reaches the terminal."""
    where = f"line {problem.line}"
    if problem.field:
        where += f", {problem.heading or problem.field.value}"
    value = f" {problem.value!r}" if problem.value else ""
    return f"{where}{value}: {problem.text} {problem.remedy}"


def warnings_by_kind(equipment: EquipmentList) -> Iterator[str]:
    """For each kind of warning how often it was given, and the first."""
    warnings = [problem for problem in equipment.problems if not problem.is_refusal]
    counts = Counter(problem.kind for problem in warnings)
    firsts: dict[Kind, Problem] = {}
    for problem in warnings:
        firsts.setdefault(problem.kind, problem)
    for kind, count in counts.most_common():
        yield f"{count} x such as {line_of(firsts[kind])}"


def summary(equipment: EquipmentList, plan: ImportPlan) -> Iterator[str]:
    """How the file was read and what became of its rows; the counts add up to the rows read."""
    encoding = equipment.encoding or "a spreadsheet"
    guess = ", a guess" if equipment.is_encoding_guessed else ""
    yield f"{plan.rows_read} rows read as {encoding}{guess}"
    yield (
        f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.unchanged)} unchanged, "
        f"{len(plan.refused)} refused; {len(plan.absent)} of earlier editions are not in this one"
    )
    if equipment.headings.ignored:
        yield f"columns not read: {', '.join(equipment.headings.ignored)}"
    if plan.new:
        unclassed = sum(read.snapshot[CLASS] == OTHER for read in plan.new)
        yield f"{len(plan.new) - unclassed} of the new have a class from their words, {unclassed} are `other`"
