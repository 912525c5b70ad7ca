"""Reading equipment lists in the form of UNIQUIP 1.0: pure, no database.

`read_list(bytes)` gives an `EquipmentList` or raises `FileRefused`; nothing else ever comes out of
it. Every row has its cleaned values, a stable identity, and its problems as data.
"""

from capacity.uniquip.decoding import CHOICES as ENCODINGS
from capacity.uniquip.fields import Field
from capacity.uniquip.kinds import Kind
from capacity.uniquip.lists import EquipmentList, read_list
from capacity.uniquip.problems import Problem, Severity
from capacity.uniquip.refusals import Cause, FileRefused
from capacity.uniquip.rows import Row

__all__ = [
    "ENCODINGS",
    "Cause",
    "EquipmentList",
    "Field",
    "FileRefused",
    "Kind",
    "Problem",
    "Row",
    "Severity",
    "read_list",
]
