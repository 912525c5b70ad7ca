"""What docs/features.md promises is there: every test by name, every command, every target."""

import re

import pytest
from django.core.management import get_commands

from marketplace.variables import CHECKOUT

PAGE = (CHECKOUT / "docs" / "features.md").read_text(encoding="utf-8")
PROOFS = re.findall(r"^\| .+ \| `([^`]+)` \|$", PAGE, flags=re.MULTILINE)
LINES = [line for line in PAGE.splitlines() if line.startswith("| ") and "shown by" not in line]


def test_every_line_has_its_proof():
    assert len(PROOFS) == len(LINES) > 40


@pytest.mark.parametrize("proof", PROOFS)
def test_the_proof_is_there(proof):
    if proof.startswith("manage.py "):
        assert proof.removeprefix("manage.py ") in get_commands()
    elif proof.startswith("make "):
        makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
        assert re.search(rf"^{proof.removeprefix('make ')}:", makefile, flags=re.MULTILINE)
    else:
        path, _, name = proof.partition("::")
        written = (CHECKOUT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {name or 'test_'}", written, flags=re.MULTILINE)
