import pytest

from marketplace.env import SETTINGS
from marketplace.settings_table import PAGE, with_table


def test_the_page_for_operators_lists_every_setting_as_it_is() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert with_table(text) == text
    assert all(f"| `{each.name}` |" in text for each in SETTINGS)


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="has lost the marks"):
        with_table("# Operations")
