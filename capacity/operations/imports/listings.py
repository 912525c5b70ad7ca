"""What an imported row puts into the listing and the resource, and what it may overwrite there."""

from collections.abc import Collection, Mapping
from typing import Any

from capacity.operations.imports.snapshots import CLASS, TITLE, Snapshot
from capacity.uniquip import Field

# Said below the description, in the language of the list: (Chinese, English).
_ALSO_SAID = {
    Field.DEPARTMENT: ("部门：{}", "Department: {}"),
    Field.BUILDING: ("位置：{}", "Building: {}"),
    Field.SERVICE_LEVEL: ("服务：{}", "Service: {}"),
}
TECHNIQUE_SYSTEM = "uniquip-technique"

# Whose change in the file goes before what a person has written since.
_SPOKEN_FOR_BY = {
    "title_zh": TITLE,
    "title_en": TITLE,
    "text_zh": Field.DESCRIPTION,
    "text_en": Field.DESCRIPTION,
    "external_codes": Field.TECHNIQUE,
    "maker": Field.MANUFACTURER,
    "model": Field.MODEL,
    "asset_number": Field.ID,
}


def for_revision(snapshot: Snapshot) -> dict[str, Any]:
    """Title and text in the language of the list, and codes. Contacts stay out: they are private."""
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in snapshot[TITLE])
    language = "zh" if is_chinese else "en"
    said = [
        forms[0 if is_chinese else 1].format(snapshot[field])
        for field, forms in _ALSO_SAID.items()
        if snapshot.get(field)
    ]
    paragraphs = (snapshot.get(Field.DESCRIPTION, ""), "\n".join(said))
    techniques = [part.strip() for part in snapshot.get(Field.TECHNIQUE, "").split(",")]
    return {
        f"title_{language}": snapshot[TITLE],
        f"text_{language}": "\n\n".join(text for text in paragraphs if text),
        "external_codes": [{"system": TECHNIQUE_SYSTEM, "value": value} for value in techniques if value],
    }


def for_resource(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "resource_class": snapshot[CLASS],
        "maker": snapshot.get(Field.MANUFACTURER, ""),
        "model": snapshot.get(Field.MODEL, ""),
        "asset_number": snapshot.get(Field.ID, ""),
    }


def to_write(
    current: object, before: Mapping[str, Any], after: Mapping[str, Any], changed: Collection[str]
) -> dict[str, Any]:
    """
    Which fields of `current` to overwrite with what the file says now.

    Those for which the file says something new, where nobody has written since the last import
    (`before`), or where the very value of the file that speaks for the field has changed.
    """
    return {
        name: value
        for name, value in after.items()
        if value not in (before.get(name), getattr(current, name))
        and (getattr(current, name) == before.get(name) or _SPOKEN_FOR_BY.get(name) in changed)
    }
