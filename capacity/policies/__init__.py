from capacity.policies.broken import BrokenRule
from capacity.policies.limits import Limits
from capacity.policies.rules import broken_rules
from capacity.policies.wish import NeededQualification, Situation, Wish

__all__ = [
    "BrokenRule",
    "Limits",
    "NeededQualification",
    "Situation",
    "Wish",
    "broken_rules",
]
