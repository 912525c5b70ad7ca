"""Pairs of classification and code, spelled once."""

from capacity.taxonomy.shapes import Code

GBT_4754 = "GB/T 4754-2017"
CPC = "CPC 3.0"
CPV = "CPV 2008"


def codes(*, gbt: str, cpc: str, cpv: str) -> tuple[Code, ...]:
    """Return the three usual pairs: Chinese industry, UN product, EU procurement vocabulary."""
    return Code(GBT_4754, gbt), Code(CPC, cpc), Code(CPV, cpv)
