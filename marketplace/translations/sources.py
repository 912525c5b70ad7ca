"""Finding the messages that code, templates and scripts mark for translation."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from marketplace.variables import CHECKOUT

FOLDERS = ("marketplace", "capacity", "search", "payments")
PAGES, SCRIPTS = "django", "djangojs"
DOMAINS = (PAGES, SCRIPTS)
MARKUP = {".html", ".txt"}

PLAIN = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
LAZY = {f"{name}_lazy": spec for name, spec in PLAIN.items() if name != "_"}
KEYWORDS = {**PLAIN, **LAZY, "gettext_noop": None}

Found = tuple[int, str | tuple[str, ...], list[str], str | None]


def is_template(path: Path) -> bool:
    return path.suffix in MARKUP and "templates" in path.parts


def source_files(domain: str) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.suffix == ".js" if domain == SCRIPTS else path.suffix == ".py" or is_template(path):
                yield path


def extracted(domain: str) -> Catalog:
    """All messages of the sources, by file but without line numbers, so that a moved line is no change."""
    catalog = Catalog(domain=domain, charset="utf-8")
    for path in source_files(domain):
        place = (str(path.relative_to(CHECKOUT)), 0)
        for _line, message, comments, context in messages_in(path):
            catalog.add(message, locations=[place], auto_comments=comments, context=context)
    return catalog


def messages_in(path: Path) -> list[Found]:
    text = path.read_text(encoding="utf-8")
    if path.suffix in MARKUP:
        # Inside brackets the tokenizer does not mind how the lines of a template are indented.
        text = f"({templatize(text, origin=str(path))})"
    method = "javascript" if path.suffix == ".js" else "python"
    return list(extract(method, io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)))
