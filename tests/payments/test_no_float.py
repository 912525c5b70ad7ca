"""Money is whole: no float stands anywhere in payments, nor anything that makes one."""

import ast

import pytest

from marketplace.variables import CHECKOUT

SOURCES = sorted((CHECKOUT / "payments").rglob("*.py"))
NAMES = {"float", "FloatField"}


def floats(source: str) -> list[int]:
    """The lines with a float literal, a true division, or a name that makes floats."""
    return sorted(node.lineno for node in ast.walk(ast.parse(source)) if makes_float(node))


def makes_float(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=value):
            return isinstance(value, float | complex)
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in NAMES
    return False


def test_there_is_something_to_look_through():
    assert len(SOURCES) > 15


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_no_float_stands_in_payments(path):
    assert floats(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["x = 0.5", "x = 1e3", "x = 2j", "x = a / b", "x /= 2", "float(x)", "f: float", "models.FloatField()"],
)
def test_every_way_to_a_float_is_seen(source):
    assert floats(source) == [1]


@pytest.mark.parametrize("source", ["x = 5 // 2", "x = 7 % 3", "x = 10**2", "x = '0.5'", "from a import b"])
def test_whole_numbers_pass(source):
    assert floats(source) == []
