"""
Chinese machine-tool model codes (GB/T 15375): CK6140 is a lathe, numerically controlled.

The first letter is the kind of machine, the next ones its properties, the first digit its group.
Makers also use names of their own (VMC850), so a reading is a suggestion, never a fact.
"""

import re

_KINDS = {
    "C": "turning",
    "Z": "boring",
    "T": "boring",
    "M": "grinding",
    "Y": "gear_cutting",
    "S": "other_cutting",
    "X": "vertical_centre",
    "B": "other_cutting",
    "L": "other_cutting",
    "G": "other_cutting",
    "Q": "other_cutting",
    "D": "electrical_discharge",
}
_GROUPS = {("X", "2"): "gantry", ("T", "6"): "boring", ("B", "2"): "gantry"}
_HORIZONTAL = re.compile(r"[XT]H[67][356]")

# Pairs that machine tools really carry; other pairs are more often an order number in a list.
_PROPERTIES = {
    "C": "AKWYDGJ", "Z": "K", "T": "KXGH", "M": "KMGABW", "Y": "KGM", "S": "K", "X": "AKHWSQ",
    "B": "HXK", "L": "K", "G": "BK", "Q": "K", "D": "K",
}  # fmt: skip
_CODE = re.compile(r"(?<![A-Z0-9/.-])([1-3]?)([CZTMYSXBLGQD])([A-Z]{0,2})(\d{3,5})(?![0-9/])")
_SPEAKS_ALONE = re.compile(r"[CXMZTY]\d{4}")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_model_code(text: str) -> tuple[str, str] | None:
    """
    Return the class that a model code in the text stands for, and the code.

    A single letter before the digits is trusted only beside Chinese words, or when nothing else is
    there: in other lists it is an inventory number.
    """
    upper = text.upper()
    chinese = bool(_HAN.search(text))
    for match in _CODE.finditer(upper):
        code, _subtype, kind, properties, digits = match[0], *match.groups()
        alone = code == upper.strip() and _SPEAKS_ALONE.fullmatch(code)
        if not (properties or chinese or alone):
            continue
        if properties and properties[0] not in _PROPERTIES[kind] and not chinese:
            continue
        if _HORIZONTAL.match(code):
            return "horizontal_centre", code
        return _GROUPS.get((kind, digits[0]), _KINDS[kind]), code
    return None
