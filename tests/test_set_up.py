"""Set-up does what is missing or old, and nothing else."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from marketplace.variables import CHECKOUT


@pytest.fixture
def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up", CHECKOUT / "scripts" / "set_up.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMPS", tmp_path)
    return module


@pytest.fixture
def product(tmp_path: Path) -> Path:
    return tmp_path / "product"


def make(set_up: ModuleType, product: Path, made_from: str) -> bool:
    """Take the step, and tell whether it made the product."""
    made = []

    def work() -> None:
        made.append(made_from)
        product.write_text(made_from)

    set_up.step("the product", "product", made_from, product, work)
    return bool(made)


def test_a_step_is_taken_once(set_up: ModuleType, product: Path) -> None:
    assert make(set_up, product, "one")
    assert not make(set_up, product, "one")


def test_a_step_is_taken_again_when_its_inputs_change_or_its_product_is_gone(
    set_up: ModuleType, product: Path
) -> None:
    make(set_up, product, "one")

    assert make(set_up, product, "two")
    product.unlink()
    assert make(set_up, product, "two")


def test_a_step_that_was_interrupted_is_taken_again(set_up: ModuleType, product: Path) -> None:
    make(set_up, product, "one")

    def fails() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        set_up.step("the product", "product", "two", product, fails)

    assert make(set_up, product, "one")


def test_the_digest_knows_names_contents_and_absences(set_up: ModuleType, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("text")
    found = {set_up.digest([one]), set_up.digest([two])}
    one.rename(two)
    found |= {set_up.digest([one]), set_up.digest([two])}
    two.write_text("another")
    found.add(set_up.digest([two]))

    assert len(found) == 5
