from pathlib import Path

import pytest

from marketplace.translations.sources import messages_in


def found(path: Path, text: str) -> list[tuple[object, str | None]]:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [(message, context) for _line, message, _comments, context in messages_in(path)]


@pytest.mark.parametrize("call", ["_", "gettext", "gettext_lazy", "gettext_noop"])
def test_code_marks_messages_in_each_way(tmp_path: Path, call: str) -> None:
    assert found(tmp_path / "forms.py", f'label = {call}("Starts at")') == [("Starts at", None)]


def test_code_marks_plurals_and_contexts(tmp_path: Path) -> None:
    code = (
        'ngettext("%d day", "%d days", n)\npgettext("claim", "Held")\nnpgettext_lazy("c", "one", "more", n)\n'
    )

    assert found(tmp_path / "views.py", code) == [
        (("%d day", "%d days"), None), ("Held", "claim"), (("one", "more"), "c"),
    ]  # fmt: skip


def test_a_template_may_be_indented_as_it_likes(tmp_path: Path) -> None:
    template = """
        <p>{% translate "Book" context "button" %}</p>
      <div>
   {% blocktranslate trimmed count n=hits %}
          {{ n }} machine
      {% plural %}
          {{ n }} machines
   {% endblocktranslate %}
  ({[ "unbalanced
"""

    assert found(tmp_path / "templates" / "page.html", template) == [
        ("Book", "button"), (("%(n)s machine", "%(n)s machines"), None),
    ]  # fmt: skip


def test_scripts_mark_messages(tmp_path: Path) -> None:
    script = (
        'a(gettext("Just taken")); b(ngettext("%s change", "%s changes", n)); c(pgettext("claim", `Held`));'
    )

    assert found(tmp_path / "live.js", script) == [
        ("Just taken", None), (("%s change", "%s changes"), None), ("Held", "claim"),
    ]  # fmt: skip
