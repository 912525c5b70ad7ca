"""Users of embedded servers, and folders for them that leave nothing behind."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.embedded.home import find_home
from tests.marketplace.embedded.processes import Users, wait_until_ended


@pytest.fixture
def users() -> Iterator[Users]:
    starter = Users()
    yield starter
    starter.end()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can reach, as a checkout under /srv would be."""
    folder = Path(tempfile.mkdtemp(prefix="rongtong test "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def wanted(open_folder: Path, users: Users) -> Iterator[Path]:
    """Where a cluster belongs; afterwards no server of it may be left."""
    place = open_folder / "data" / "postgres"
    yield place
    users.end()
    wait_until_ended(place)
    if place.exists():
        shutil.rmtree(find_home(place).sockets, ignore_errors=True)  # a killed keeper leaves it
