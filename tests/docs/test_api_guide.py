"""The guide of the API says what really happens: its script is run as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from capacity.api.kinds import KINDS
from capacity.models import Booking
from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from marketplace.variables import CHECKOUT
from tests import factories

GUIDE = CHECKOUT / "docs" / "api.md"


def script() -> str:
    found = re.findall(
        r"<!-- run by [^\n]*-->\n```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(found) == 1
    return found[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("is_instant", "states"), [(False, ["requested", "withdrawn"]), (True, ["confirmed", "cancelled"])]
)
def test_the_script_of_the_guide_books_and_takes_back(live_server, is_instant, states):
    if shutil.which("curl") is None:
        pytest.skip("curl is missing: the guide's script is made of it")
    factories.offer(factories.resource(), is_instant=is_instant)
    buyer = factories.member(factories.organisation(), Role.BUYER, Role.APPROVER)
    secret = tokens.issue(membership=buyer.membership).secret

    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script()],
        cwd=CHECKOUT,
        env={**os.environ, "RONGTONG": live_server.url, "TOKEN": secret},
        check=False,
        capture_output=True,
        text=True,
    )

    booking = Booking.objects.get()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{booking.reference} {states[0]} ¥1,288.20", states[1]]
    assert booking.state == states[1]


def test_every_kind_of_problem_is_in_the_guide():
    guide = GUIDE.read_text(encoding="utf-8")
    plain = {
        "not-found",
        "method-not-allowed",
        "not-acceptable",
        "too-large",
        "unsupported-media-type",
        "failed",
    }

    assert [kind.name for kind in KINDS if kind.name not in plain and f"`{kind.name}`" not in guide] == []
