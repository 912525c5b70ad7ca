"""What the taxonomy is made of: groups, classes, codes, words and kinds of specification."""

from dataclasses import dataclass
from enum import StrEnum


class ValueType(StrEnum):
    """How the value of a specification is written down."""

    NUMBER = "number"
    RANGE = "range"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a choice specification may take."""

    key: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class SpecificationKind:
    """
    A measurable or nameable property of a machine.

    ``unit`` is the symbol shown behind the figure, empty for counts, texts and choices; every value
    is stored in it. ``decimals`` is how many places are meaningful.
    """

    key: str
    name_zh: str
    name_en: str
    quantity: str
    unit: str
    value_type: ValueType
    decimals: int = 0
    choices: tuple[Choice, ...] = ()

    def choice(self, key: str) -> Choice:
        """Return the choice of that key, or raise ``KeyError``."""
        for choice in self.choices:
            if choice.key == key:
                return choice
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Code:
    """A place in somebody else's classification, such as CPC 3.0 44213."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Words:
    """
    What a text says when it means a class.

    ``zh`` are substrings. ``en`` are phrases that begin at a word: an asterisk lets the last word
    run on, for inflection and for names cut by old systems. ``models`` are regular expressions of
    well-known model names, matched without regard to case.
    """

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """A branch of the tree: holds classes, never a resource."""

    key: str
    name_zh: str
    name_en: str
    glyph: str

    parent = None


@dataclass(frozen=True, slots=True)
class ResourceClass:
    """
    A leaf of the tree: what a resource is.

    ``codes`` say what the thing is, not what is done with it: that is a code of the offer.
    ``specifications`` are keys of kinds, the most telling first. ``outranks`` names the classes
    that give way when a text speaks of both.
    """

    key: str
    parent: str
    name_zh: str
    name_en: str
    glyph: str
    codes: tuple[Code, ...]
    specifications: tuple[str, ...]
    words: Words = Words()
    outranks: tuple[str, ...] = ()

    @property
    def key_specifications(self) -> tuple[str, ...]:
        """The at most ten kinds that lead the machine's page."""
        return self.specifications[:10]

    @property
    def row_specifications(self) -> tuple[str, ...]:
        """The at most three kinds that stand in a row of the finder."""
        return self.specifications[:3]
