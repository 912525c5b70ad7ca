import gettext
import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from marketplace.translations import catalogues, sources
from marketplace.translations.faults import faults, faults_between

CODE = """
_("Book")
pgettext("claim", "Held")
ngettext("%(n)d day", "%(n)d days", n)
"""
TRANSLATED = {"Book": "预订", "claim\x04Held": "占位", "%(n)d day": "%(n)d 天"}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout with marked messages and no catalogue yet."""
    for module in (catalogues, sources):
        monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    (tmp_path / "capacity").mkdir()
    (tmp_path / "capacity" / "views.py").write_text(CODE)
    return tmp_path


def merged(checkout: Path, texts: dict[str, str]) -> list[str]:
    file = checkout / "mine.json"
    file.write_text(json.dumps(texts))
    return catalogues.merge([file], sources.PAGES)


def test_merged_translations_reach_the_reader(checkout: Path) -> None:
    assert merged(checkout, TRANSLATED) == []
    assert list(faults()) == []

    catalogues.compile_all()
    chinese = gettext.translation("django", checkout / "locale", ["zh_Hans"])

    assert chinese.gettext("Book") == "预订"
    assert chinese.pgettext("claim", "Held") == "占位"
    assert chinese.ngettext("%(n)d day", "%(n)d days", 3) == "%(n)d 天"


def test_a_translation_of_nothing_is_named(checkout: Path) -> None:
    assert merged(checkout, {"Boook": "预订"}) == ["mine.json: 'Boook' stands in no source"]


def test_extracting_again_changes_nothing_and_keeps_translations(checkout: Path) -> None:
    merged(checkout, TRANSLATED)
    path = catalogues.path_of("zh_Hans", sources.PAGES)
    before = path.read_bytes()
    (checkout / "capacity" / "views.py").write_text("\n\n# moved down\n" + CODE)

    catalogues.extract_all()

    assert path.read_bytes() == before


def test_what_left_the_sources_leaves_the_catalogue(checkout: Path) -> None:
    merged(checkout, TRANSLATED)
    (checkout / "capacity" / "views.py").write_text('_("Book")')

    assert [fault for fault in faults() if "stands in no source" in fault]
    catalogues.extract_all()

    assert list(faults()) == []


def catalogue(**texts: str) -> Catalog:
    made = Catalog("zh_Hans")
    for message, text in texts.items():
        made.add(message.replace("_", " "), text)
    return made


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        (catalogue(), "'Until {day}' is not extracted: run `make messages`"),
        (catalogue(**{"Until {day}": ""}), "'Until {day}' is not translated"),
        (
            catalogue(**{"Until {day}": "到 {date}"}),
            "'Until {day}' is translated with other placeholders: '到 {date}'",
        ),
    ],
)
def test_each_fault_is_named(stored: Catalog, fault: str) -> None:
    assert list(faults_between(catalogue(**{"Until {day}": ""}), stored)) == [fault]


def test_an_unsure_translation_counts_as_none() -> None:
    stored = Catalog("zh_Hans")
    stored.add("Book", "预订", flags=["fuzzy"])

    assert list(faults_between(catalogue(Book=""), stored)) == ["'Book' is not translated"]


def test_every_message_of_ours_is_translated() -> None:
    assert list(faults()) == []
