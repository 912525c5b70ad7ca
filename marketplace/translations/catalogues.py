"""The catalogues in `locale/`: read, brought up to date, filled and compiled."""

import json
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from marketplace.translations.sources import DOMAINS, extracted
from marketplace.variables import CHECKOUT

LANGUAGES = ("zh_Hans",)  # English is the language of the messages themselves
CONTEXT_MARK = "\x04"  # stands between context and message in a JSON key, as it does in .mo files
LINE_LENGTH = 100


def path_of(language: str, domain: str) -> Path:
    return CHECKOUT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def opened(language: str, domain: str) -> Catalog:
    """The catalogue as it is stored, or an empty one."""
    path = path_of(language, domain)
    if not path.exists():
        heading = f"# {language} of Rongtong"
        return Catalog(language, domain, heading, "Rongtong", "1", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def save(catalog: Catalog, language: str, domain: str) -> None:
    path = path_of(language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=LINE_LENGTH, sort_by_file=True, ignore_obsolete=True, include_lineno=False
        )


def updated(language: str, domain: str) -> Catalog:
    """The catalogue with exactly the messages of the sources, each with the translation it had."""
    catalog = opened(language, domain)
    catalog.update(extracted(domain), no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def extract_all() -> None:
    for language in LANGUAGES:
        for domain in DOMAINS:
            save(updated(language, domain), language, domain)


def compile_all() -> None:
    for path in sorted((CHECKOUT / "locale").rglob("*.po")):
        with path.open("rb") as source:
            catalog = read_po(source)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)


def merge(files: list[Path], domain: str, language: str = LANGUAGES[0]) -> list[str]:
    """
    Take translations from JSON files {message: text} into the catalogue.

    A key may begin with a context and CONTEXT_MARK. The text of a message with a plural serves all
    its forms, for Chinese has one. Returns a line for each key that no source has; it is left out.
    """
    catalog = updated(language, domain)
    unknown = []
    for path in files:
        for key, text in json.loads(path.read_text(encoding="utf-8")).items():
            context, _, message_id = key.rpartition(CONTEXT_MARK)
            message = catalog.get(message_id, context=context or None)
            if message is None:
                unknown.append(f"{path.name}: {key!r} stands in no source")
            else:
                message.string = (text,) * catalog.num_plurals if message.pluralizable else text
    save(catalog, language, domain)
    return unknown
