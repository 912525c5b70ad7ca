"""The figures of all sizes as Markdown, to be pasted into docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tests.bench.search.asking import Spent
from tests.bench.search.booking import DOCUMENT
from tests.bench.search.measuring import Size
from tests.bench.search.timing import p50, p95

NOTHING = "–"


def report(sizes: Sequence[Size]) -> str:
    return "\n".join([*_searches(sizes), *_upkeep(sizes)])


def _searches(sizes: Sequence[Size]) -> Iterator[str]:
    """One table for each backend; growth is how often the smallest size's median."""
    for backend in sizes[0].searches:
        yield f"{backend}, milliseconds:\n"
        yield "| search | listings | HTTP p50 | p95 | bare p50 | p95 | HTTP : bare | growth | bare growth |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
        for name in sizes[0].searches[backend]:
            smallest = sizes[0].searches[backend][name]
            for size in sizes:
                yield _row(name, size.listings, size.searches[backend][name], smallest)
        yield ""


def _row(name: str, listings: int, spent: Spent, smallest: Spent) -> str:
    unanswered = f" ({spent.unanswered} not answered)" if spent.unanswered else ""
    figures = [
        *_pair(spent.http),
        *_pair(spent.bare),
        _ratio(spent.http, spent.bare),
        _ratio(spent.http, smallest.http),
        _ratio(spent.bare, smallest.bare),
    ]
    return _line(name + unanswered, _thousands(listings), *figures)


def _upkeep(sizes: Sequence[Size]) -> Iterator[str]:
    names = list(sizes[0].searches)
    yield _line("upkeep", "listings", *names)
    yield _line("---", "--:", *["--:"] * len(names))
    rows: dict[str, Callable[[Size, str], str]] = {
        "index per listing, kB": lambda size, name: f"{size.kilobytes[name]:.1f}",
        "one booking: the document, ms (p50, p95)": lambda size, _name: ", ".join(
            _pair(size.booking[DOCUMENT])
        ),
        "one booking: written, ms (p50, p95)": lambda size, name: ", ".join(_pair(size.booking[name])),
        "rebuild, listings a second": lambda size, name: f"{size.rebuilt[name]:.0f}",
        "from commit until gone, ms (p50, p95)": lambda size, name: ", ".join(_pair(size.fresh[name])),
    }
    for told, of in rows.items():
        for size in sizes:
            yield _line(told, _thousands(size.listings), *[of(size, name) for name in names])


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _thousands(listings: int) -> str:
    return f"{listings:,}".replace(",", " ")


def _pair(spent: Sequence[float]) -> tuple[str, str]:
    return (f"{p50(spent):.1f}", f"{p95(spent):.1f}") if spent else (NOTHING, NOTHING)


def _ratio(spent: Sequence[float], other: Sequence[float]) -> str:
    return f"{p50(spent) / p50(other):.1f}" if spent and other else NOTHING
