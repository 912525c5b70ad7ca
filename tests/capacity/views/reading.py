"""Reading a page as a person does: its words, and what its forms would send."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any


class _Words(HTMLParser):
    """The text outside of scripts and head, and the fields and addresses of every form."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: dict[str, dict[str, Any]] = {}
        self._form: dict[str, Any] | None = None
        self._silent = 0
        self._select: str | None = None
        self._writing: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._silent += tag in {"script", "style", "head"}
        if tag == "form":
            self._form = {}
            self.forms[found.get("action", "")] = self._form
        elif tag == "select":
            self._select = found.get("name")
        elif tag == "option" and self._select and self._form is not None and "selected" in found:
            self._form[self._select] = found.get("value", "")
        elif tag == "textarea" and self._form is not None:
            self._writing = found.get("name")
            self._form[found.get("name", "")] = ""
        elif tag == "input" and self._form is not None and found.get("name"):
            is_box = found.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in found:
                self._form[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style", "head"}
        if tag == "textarea":
            self._writing = None
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._writing and self._form is not None:
            self._form[self._writing] += data
        if not self._silent:
            self.words.append(data)


def _read(response: Any) -> _Words:
    reader = _Words()
    reader.feed(response.content.decode())
    return reader


def words(response: Any) -> str:
    """What stands on the page, with single spaces."""
    return re.sub(r"\s+", " ", " ".join(_read(response).words)).replace(" ,", ",")


def form(response: Any, action: str) -> dict[str, Any]:
    """The values with which the form of that address would be sent."""
    return _read(response).forms[action]


def forms(response: Any) -> set[str]:
    """The addresses of the page's forms."""
    return set(_read(response).forms)
