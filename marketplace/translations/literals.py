"""
Finding texts that nobody marked for translation, which a reader would meet in the wrong language.

They hide between the tags of templates and in spoken attributes, in labels and refusals of Python, and in
the sentences of scripts. What only developers read (logs, API descriptions, commands) is theirs to read.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.jslexer import tokenize
from django.template.base import Lexer, TokenType

from marketplace.translations.sources import DOMAINS, is_template, source_files
from marketplace.variables import CHECKOUT

WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
SENTENCE = re.compile(r"^[A-Z][a-z]+(?:$|[ ,])|[A-Za-z]{2,}[,.;]? [a-z]{2,}|[\u4e00-\u9fff]")
LONG_SENTENCE = re.compile(r"^[A-Z“][a-z]+(?:[,;]? (?:[a-z“]+|\{\}))+")
SCRIPT_SENTENCE = re.compile(
    r"^.[A-Z]?[a-z]+[,.;]? [a-z]{2,}[^\"']*[.!?]|^.[A-Z][a-z]+ [a-z]{2,}|[\u4e00-\u9fff]"
    r"|^.[A-Z][a-z]{2,}[.!?]?.$"
)
TEMPLATE_SENTENCE = re.compile(r"(?:^| )[a-z]{2,} [a-z]{2,} [a-z]{2,}")
BLOCK_VALUE = re.compile(
    r"(\{% block \w+ %\})[\w-]+(?=\{% endblock)"
)  # a block that holds the name of a class

OURS = re.compile(
    r"Rongtong|rongtong|融通|PostgreSQL|Redis|Elasticsearch"
)  # names are the same in every language
QUOTED = {"string", "template_string"}
SPOKEN = {"alt", "aria-description", "aria-label", "aria-roledescription", "placeholder", "title"}
UNSPOKEN = {"code", "kbd", "pre", "script", "style"}
OPENING = {"blocktranslate", "blocktrans", "comment"}
CLOSING = {f"end{name}" for name in OPENING}
ARGUMENT = re.compile(r'"([A-Z][a-z]+[^"]*)"')
# Tags whose arguments are translated, or are names of files, icons, addresses and time zones.
NAMING = {"drawing", "extends", "glyph", "icon", "load", "moment", "pill", "script", "static", "style", "url"}
NAMING |= {"trans", "translate", "vendor_script", "vendor_style"}
KEYS = {"Escape", "Enter", "Tab", "Models"}  # keys of the keyboard; a heading of the API's own page

LABELS = {
    "empty_label",
    "help_text",
    "hint",
    "label",
    "placeholder",
    "title",
    "verbose_name",
    "verbose_name_plural",
}
RAISED_TO_PEOPLE = re.compile(r"ValidationError|Refused$|Taken$")
TOLD_TO_DEVELOPERS = re.compile(
    r"(?<!Validation)Error$|Exception$|Away$|Busy$|NotAnswered$|Elsewhere$|^(?:DoesNotExist|Malformed|NoSuch\w+|Unknown\w+|debug|error|exception|info|warning)$"
)
MARKING = re.compile(r"gettext|^_$|^pgettext|^ngettext")

# Texts that are meant to stand in more than one language at once.
BILINGUAL = {"500.html", "_language_switch.html", "taxonomy"}
# For developers: the API is described in English, and settings are told to whoever runs the site.
FOR_DEVELOPERS = {"api", "demo", "embedded", "management", "migrations", "serializers", "translations"}
FOR_DEVELOPERS |= {"assets.py", "env.py", "payment_variables.py", "serving.py"}
# The sandbox answers in Stripe's own words, in English; its pages are for people.
FOR_DEVELOPERS |= {"sandbox", "gateway", "parity"}
FOR_PEOPLE = {"approval"}


def unmarked() -> Iterator[str]:
    """A line for each text of the sources that is not marked for translation."""
    for domain in DOMAINS:
        for path in source_files(domain):
            parts = set(path.parts)
            if FOR_PEOPLE & parts or not (BILINGUAL | FOR_DEVELOPERS) & parts:
                for text in unmarked_in(path):
                    yield f"{path.relative_to(CHECKOUT)}: {text!r} is not marked for translation"


def unmarked_in(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    if is_template(path):
        return in_template(source)
    return in_script(source) if path.suffix == ".js" else in_python(source)


def in_template(source: str) -> Iterator[str]:
    """Words between the tags, in attributes that are read out or shown, and in arguments of our own tags."""
    is_translated, plain = False, []
    for token in Lexer(BLOCK_VALUE.sub(r"\1", source)).tokenize():
        name = token.contents.split(maxsplit=1)[0] if token.token_type == TokenType.BLOCK else ""
        is_translated = name in OPENING or (is_translated and name not in CLOSING)
        if token.token_type == TokenType.TEXT and not is_translated:
            plain.append(token.contents)
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR} and name not in NAMING:
            yield from ARGUMENT.findall(token.contents)
    reader = _Markup()
    reader.feed("".join(plain))
    yield from reader.found


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unspoken = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unspoken += tag in UNSPOKEN
        for name, text in attrs:
            if name in SPOKEN:
                self._note(text or "")

    def handle_endtag(self, tag: str) -> None:
        self._unspoken -= tag in UNSPOKEN

    def handle_data(self, data: str) -> None:
        if not self._unspoken:
            self._note(data)

    def _note(self, text: str) -> None:
        if WORD.search(OURS.sub("", text)):
            self.found.append(text.strip())


def in_python(source: str) -> Iterator[str]:
    """Labels, refusals and sentences that reach people without passing through gettext."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    yield from dict.fromkeys([*_labels(tree), *_sentences(tree, docstrings)])


def _labels(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        spoken: list[ast.expr] = []
        if isinstance(node, ast.Call) and not MARKING.search(_name(node.func)):
            spoken = [word.value for word in node.keywords if word.arg in LABELS]
            if RAISED_TO_PEOPLE.search(_name(node.func)):
                spoken += node.args[:1]
        elif isinstance(node, ast.ClassDef) and any("Choices" in _name(base) for base in node.bases):
            pairs = [each.value for each in node.body if isinstance(each, ast.Assign)]
            spoken = [pair.elts[1] for pair in pairs if isinstance(pair, ast.Tuple) and len(pair.elts) > 1]
        yield from (text for text in map(_text, spoken) if SENTENCE.search(text))


def _sentences(node: ast.AST, docstrings: set[int]) -> Iterator[str]:
    """Whole sentences wherever they stand, but for docstrings and what only developers are told."""
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if MARKING.search(name) or TOLD_TO_DEVELOPERS.search(name):
            return
    if isinstance(node, ast.Constant | ast.JoinedStr):
        if id(node) not in docstrings and LONG_SENTENCE.search(_text(node)):
            yield _text(node)
        return
    for child in ast.iter_child_nodes(node):
        yield from _sentences(child, docstrings)


def _name(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def _text(value: ast.expr) -> str:
    if isinstance(value, ast.JoinedStr):
        return "".join("{}" if isinstance(part, ast.FormattedValue) else _text(part) for part in value.values)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def in_script(source: str) -> Iterator[str]:
    """Sentences in quotes outside of the brackets of gettext and its kin."""
    is_marked, before = [False], ""
    for token in tokenize(source, jsx=False):
        if token.type in {"linecomment", "multilinecomment"}:
            continue
        if token.value == "(":
            is_marked.append(is_marked[-1] or bool(MARKING.search(before)))
        elif token.value == ")":
            is_marked.pop()
        elif token.type in QUOTED and not is_marked[-1] and _is_said(token.value):
            yield token.value
        before = token.value


def _is_said(quoted: str) -> bool:
    if quoted.startswith("`") and TEMPLATE_SENTENCE.search(re.sub(r"\$\{[^}]*\}", "", quoted)):
        return True
    return quoted[1:-1] not in KEYS and bool(SCRIPT_SENTENCE.search(quoted))
