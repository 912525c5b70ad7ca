"""A back-up of a lived-in database restores into an empty folder, whole."""

import os
import subprocess
import sys

import pytest

from marketplace.variables import CHECKOUT


def manage(data_dir, *arguments, said=""):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "marketplace.settings"},
        capture_output=True,
        text=True,
        input=said,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lived in")
    assert manage(folder, "migrate", "--verbosity=0")[0] == 0
    make = "from tests import factories as f; f.offer(f.resource(title='真空炉'))"
    assert manage(folder, "shell", "--command", make)[0] == 0
    return folder


def test_a_back_up_restores_into_an_empty_folder(lived_in, tmp_path):
    backup = tmp_path / "backup.sql"
    empty = tmp_path / "empty"

    assert manage(lived_in, "dump_database", str(backup))[0] == 0
    code, told = manage(empty, "restore_database", str(backup))
    assert code == 0, told

    read = "from capacity.models import ListingRevision as L; print(L.objects.get().title_zh)"
    assert "真空炉" in manage(empty, "shell", "--command", read)[1]
    assert manage(empty, "check_invariants")[0] == 0
    assert "No planned migration operations" in manage(empty, "migrate", "--plan")[1]


def test_a_database_that_is_not_empty_is_left_alone(lived_in, tmp_path):
    backup = tmp_path / "backup.sql"
    manage(lived_in, "dump_database", str(backup))

    code, told = manage(lived_in, "restore_database", str(backup))

    assert code == 1
    assert "not empty" in told
