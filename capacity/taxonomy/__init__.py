"""What can be booked, by class, and which specifications tell machines of a class apart."""

from capacity.taxonomy.shapes import (
    Choice,
    ClassGroup,
    Code,
    ResourceClass,
    SpecificationKind,
    ValueType,
)
from capacity.taxonomy.suggestion import Suggestion, suggest_class
from capacity.taxonomy.tree import CLASSES, GLYPHS, GROUPS, KINDS, classes_of, kinds_of, leaves_of

__all__ = [
    "CLASSES",
    "GLYPHS",
    "GROUPS",
    "KINDS",
    "Choice",
    "ClassGroup",
    "Code",
    "ResourceClass",
    "SpecificationKind",
    "Suggestion",
    "ValueType",
    "classes_of",
    "kinds_of",
    "leaves_of",
    "suggest_class",
]
