"""The tree as dictionaries by key, in the order in which it is shown."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from capacity.taxonomy.cutting import CUTTING_CLASSES
from capacity.taxonomy.groups import GROUPS as _GROUPS
from capacity.taxonomy.kinds_of_instruments import INSTRUMENT_KINDS
from capacity.taxonomy.kinds_of_machines import MACHINE_KINDS
from capacity.taxonomy.making import MAKING_CLASSES
from capacity.taxonomy.measuring import MEASURING_CLASSES
from capacity.taxonomy.microfabrication import MICROFABRICATION_CLASSES
from capacity.taxonomy.shapes import ClassGroup, ResourceClass, SpecificationKind

_ALL = CUTTING_CLASSES + MAKING_CLASSES + MEASURING_CLASSES + MICROFABRICATION_CLASSES

GROUPS: Mapping[str, ClassGroup] = MappingProxyType({group.key: group for group in _GROUPS})
CLASSES: Mapping[str, ResourceClass] = MappingProxyType(
    {leaf.key: leaf for group in _GROUPS for leaf in _ALL if leaf.parent == group.key}
)
KINDS: Mapping[str, SpecificationKind] = MappingProxyType(
    {kind.key: kind for kind in MACHINE_KINDS + INSTRUMENT_KINDS}
)
GLYPHS = tuple(dict.fromkeys(leaf.glyph for leaf in CLASSES.values()))


def classes_of(group: str) -> tuple[ResourceClass, ...]:
    """Return the leaves of a group in the order in which they are shown."""
    return tuple(leaf for leaf in CLASSES.values() if leaf.parent == group)


def leaves_of(keys: Iterable[str]) -> set[str]:
    """Return the classes meant by keys of either: those named, and all of the groups named."""
    named = set(keys)
    return {leaf.key for leaf in CLASSES.values() if leaf.key in named or leaf.parent in named}


def kinds_of(resource_class: str) -> tuple[SpecificationKind, ...]:
    """Return the kinds that a class shows, the most telling first. Unknown class: ``KeyError``."""
    return tuple(KINDS[key] for key in CLASSES[resource_class].specifications)
