"""What keeps a reader from a whole page in their language."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from marketplace.translations.catalogues import LANGUAGES, opened
from marketplace.translations.sources import DOMAINS, extracted

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def faults() -> Iterator[str]:
    """A line for each message not extracted, not translated, or translated with other placeholders."""
    for language in LANGUAGES:
        for domain in DOMAINS:
            for fault in faults_between(extracted(domain), opened(language, domain)):
                yield f"{language} {domain}: {fault}"


def faults_between(found: Catalog, stored: Catalog) -> Iterator[str]:
    for message in found:
        if message.id:
            yield from _faults_of(message, stored.get(message.id, message.context))
    for message in stored:
        if message.id and found.get(message.id, message.context) is None:
            yield f"{message.id!r} stands in no source: run `make messages`"


def _faults_of(message: Message, stored: Message | None) -> Iterator[str]:
    texts = _forms(stored.string) if stored else ()
    if stored is None:
        yield f"{message.id!r} is not extracted: run `make messages`"
    elif stored.fuzzy or not texts or not all(texts):
        yield f"{message.id!r} is not translated"
    elif not _placeholders(*texts) <= _placeholders(*_forms(message.id)):
        yield f"{message.id!r} is translated with other placeholders: {texts[0]!r}"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}
