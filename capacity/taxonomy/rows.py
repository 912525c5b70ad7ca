"""Short spellings for the rows of the specification tables."""

from capacity.taxonomy.shapes import Choice, SpecificationKind, ValueType

YES, NO = Choice("yes", "有", "Yes"), Choice("no", "无", "No")


def number(
    key: str, name_zh: str, name_en: str, quantity: str, unit: str, decimals: int = 0
) -> SpecificationKind:
    """Return a kind whose value is one figure in the unit."""
    return SpecificationKind(key, name_zh, name_en, quantity, unit, ValueType.NUMBER, decimals)


def span(
    key: str, name_zh: str, name_en: str, quantity: str, unit: str, decimals: int = 0
) -> SpecificationKind:
    """Return a kind whose value runs from one figure to another in the unit."""
    return SpecificationKind(key, name_zh, name_en, quantity, unit, ValueType.RANGE, decimals)


def text(key: str, name_zh: str, name_en: str) -> SpecificationKind:
    """Return a kind whose value is written in words, the same for every reader."""
    return SpecificationKind(key, name_zh, name_en, "", "", ValueType.TEXT)


def choice(key: str, name_zh: str, name_en: str, *choices: Choice) -> SpecificationKind:
    """Return a kind whose value is one of the choices."""
    return SpecificationKind(key, name_zh, name_en, "", "", ValueType.CHOICE, choices=choices)
