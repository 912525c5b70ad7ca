"""Free windows as a string of bits, and the arithmetic of such strings in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from search.slots import Window


def bits_of(windows: Sequence[Window]) -> tuple[int, str]:
    """The first slot that is free and a hexadecimal bit string from it on, as PostgreSQL reads it."""
    if not windows:
        return 0, "x"
    first, last = windows[0][0], windows[-1][1]
    length = -(-(last - first) // 4) * 4
    number = sum(((1 << (until - since)) - 1) << (length - (until - first)) for since, until in windows)
    return first, f"x{number:0{length // 4}x}"


def span_sql(table: str = "") -> str:
    """The bits of a row within the span `span_first` to `span_last`; what lies outside reads as not free."""
    bits, first_slot = (f"{table}.{name}" if table else name for name in ("bits", "first_slot"))
    begins = f"greatest(span_first, {first_slot})"
    return f"substring({bits} FROM {begins} - {first_slot} + 1 FOR greatest(span_last - {begins}, 0))"


def runs_sql(source: str, columns: Iterable[str], slots: int) -> str:
    """
    The same rows with `x` left 1 where a run of so many free slots begins.

    Doubling: two in a row, four, eight; the last step fills up. `OFFSET 0` keeps PostgreSQL from
    folding the steps into one expression, which it would reckon out 2^k times.
    """
    kept = ", ".join(columns)
    for shift in shifts(slots):
        source = f"SELECT {kept}, x & (x << {shift}) AS x FROM ({source} OFFSET 0) AS step"
    return source


def shifts(slots: int) -> Iterator[int]:
    done = 1
    while done < slots:
        step = min(done, slots - done)
        yield step
        done += step
