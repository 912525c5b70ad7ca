"""The table of settings in docs/operations.md: `python -m marketplace.settings_table` writes it."""

from marketplace.env import SETTINGS
from marketplace.variables import CHECKOUT

PAGE = CHECKOUT / "docs" / "operations.md"
BEGIN = "<!-- settings: written by `python -m marketplace.settings_table` -->"
END = "<!-- end of the settings -->"


def table() -> str:
    rows = ["| variable | takes | when it is not set | what it does |", "|---|---|---|---|"]
    for each in SETTINGS:
        default = f"`{each.default}`" if each.default else "empty"
        rows.append(f"| `{each.name}` | {each.accepted} | {default} | {each.meaning} |")
    return "\n".join(rows)


def with_table(text: str) -> str:
    """
    The page with the table of now between its marks.

    :raises ValueError: the marks are not there
    """
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE.name} has lost the marks of its table")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
