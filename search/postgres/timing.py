"""When a listing is free in the span of a question: its first start as SQL, nested step by step."""

from __future__ import annotations

from collections.abc import Sequence

from search.enums import Mode
from search.postgres.bits import runs_sql, span_sql
from search.request import SearchRequest
from search.spans import slots_for

FIRST = "position(B'1' IN x)"


def with_start(request: SearchRequest, source: str, columns: Sequence[str]) -> str:
    """
    The rows of `source` with `start`, the first slot of the answer; nothing where they are never free.

    `source` has the columns named, the span, `calendars`, `begins` (where `x` begins) and `x`.
    Rows that do not answer are gone, where the question says when.
    """
    when = request.when
    if when is None:
        return _select(source, columns, f"begins + nullif({FIRST}, 0) - 1", "")
    if when.mode == Mode.IN_ALL:
        enough = f"bit_count(x) >= {slots_for(when.minutes or 0)}"
        return _select(source, columns, f"begins + {FIRST} - 1", enough)
    if when.mode == Mode.WHOLE:
        every = "bit_count(x) = span_last - span_first"
        some_unit = f"(calendars = 1 OR EXISTS (SELECT 1 {_units(every)}))"
        return _select(source, columns, "span_first", f"{every} AND {some_unit}")
    return _in_a_row(source, columns, slots_for(when.minutes or 0))


def _in_a_row(source: str, columns: Sequence[str], slots: int) -> str:
    """The union of the units has to have such a run before the calendars of each are looked at."""
    carried = [*columns, "resource_id", "span_first", "span_last", "calendars", "begins"]
    carried = list(dict.fromkeys(carried))
    likely = f"SELECT * FROM ({source} OFFSET 0) AS likely WHERE bit_count(x) >= {slots}"
    runs = runs_sql(likely, carried, slots)
    unit_runs = runs_sql(f"SELECT begins, x {_units(f'bit_count(x) >= {slots}')}", ["begins"], slots)
    of_units = f"(SELECT min(begins + {FIRST} - 1) FROM ({unit_runs}) AS unit_runs WHERE {FIRST} > 0)"
    start = f"CASE WHEN calendars = 1 THEN begins + {FIRST} - 1 ELSE {of_units} END"
    found = _select(runs, columns, start, f"{FIRST} > 0")
    return f"SELECT * FROM ({found} OFFSET 0) AS started WHERE start IS NOT NULL"


def _select(source: str, columns: Sequence[str], start: str, condition: str) -> str:
    where = f" WHERE {condition}" if condition else ""
    return f"SELECT {', '.join(columns)}, {start} AS start FROM ({source} OFFSET 0) AS listing{where}"


def _units(condition: str) -> str:
    """The units of the row around, each with where its part of the span begins and its bits there."""
    return (
        f"FROM (SELECT greatest(span_first, unit.first_slot) AS begins, {span_sql('unit')} AS x"
        f" FROM search_searchunit AS unit WHERE unit.resource_id = listing.resource_id OFFSET 0)"
        f" AS unit WHERE {condition}"
    )
