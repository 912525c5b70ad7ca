"""The house itself: who may import whom, and what must not stand in the repository."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from marketplace.variables import CHECKOUT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json")
ADDRESS = re.compile(r"https?://|[\w-]+\.(?:com|net|io|dev|cn)\b")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def test_the_layers_hold() -> None:
    """The contracts read every import, also those inside functions."""
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        check=False, capture_output=True, text=True, cwd=CHECKOUT,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout


def test_no_import_is_excused_from_the_layers() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]

    assert settings["exclude_type_checking_imports"] is False
    assert {contract.get("ignore_imports") for contract in settings["contracts"]} == {None}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_address(name: str) -> None:
    text = (CHECKOUT / name).read_text()

    assert ADDRESS.findall(text) == []


@pytest.mark.parametrize("name", LOCKS[:3])
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (CHECKOUT / name).read_text().strip())

    assert blocks
    assert all("==" in block and HASH.search(block) for block in blocks)


def test_every_page_package_is_pinned_with_a_hash() -> None:
    text = (CHECKOUT / "package-lock.json").read_text()

    assert text.count('"integrity": "sha512-') == text.count('"node_modules/')
    assert '"resolved"' not in text
