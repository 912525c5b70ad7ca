import signal
import sys
from pathlib import Path

import psutil
import pytest

from marketplace.embedded import locks
from tests.marketplace.embedded.processes import (
    Users,
    bystander_of,
    eventually,
    is_alive,
    servers_of,
    wait_for_keeper,
    wait_until_ended,
)


def postmaster(answer: str) -> psutil.Process:
    return psutil.Process(int(answer.split(maxsplit=1)[0]))


def test_two_who_start_at_once_get_one_server(wanted: Path, users: Users) -> None:
    first, second = users(wanted), users(wanted)

    assert first.server() == second.server()


def test_the_server_outlives_the_one_who_started_it_and_ends_with_the_last(
    wanted: Path, users: Users
) -> None:
    first = users(wanted)
    started = first.server()
    second = users(wanted)
    assert second.server() == started

    first.end()
    assert second.server_again() == started

    second.end()
    wait_until_ended(wanted)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_however_the_last_user_ends(wanted: Path, users: Users, by: signal.Signals) -> None:
    user = users(wanted)
    server = postmaster(user.server())
    keeper = server.parent()

    user.end(by)

    wait_until_ended(wanted)
    eventually(lambda: not (is_alive(server) or is_alive(keeper)))


def test_the_sockets_folder_goes_with_the_server(wanted: Path, users: Users) -> None:
    user = users(wanted)
    sockets = Path(user.server().split(maxsplit=1)[1])
    assert sockets.is_dir()

    user.end()
    wait_until_ended(wanted)

    assert not sockets.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells a child of its parent's end")
def test_the_server_ends_with_a_killed_keeper(wanted: Path, users: Users) -> None:
    user = users(wanted)
    server = postmaster(user.server())

    server.parent().kill()

    eventually(lambda: not is_alive(server))


def test_a_user_gets_a_new_server_after_the_keeper_was_killed(wanted: Path, users: Users) -> None:
    user = users(wanted)
    server = postmaster(user.server())
    server.parent().kill()
    wait_for_keeper(wanted)

    assert postmaster(user.server_again()).pid != server.pid


def test_a_user_gets_a_new_server_after_the_server_was_killed(wanted: Path, users: Users) -> None:
    user = users(wanted)
    server = postmaster(user.server())
    server.kill()
    wait_for_keeper(wanted)

    assert postmaster(user.server_again()).pid != server.pid


def test_an_orphan_that_nobody_keeps_is_ended_before_a_new_start(wanted: Path, users: Users) -> None:
    user = users(wanted)
    server = postmaster(user.server())
    server.suspend()  # so that it cannot follow its keeper at once
    server.parent().kill()
    wait_for_keeper(wanted)
    newcomer = users(wanted)
    eventually(lambda: locks.is_held_alone(wanted / locks.KEEPER))
    server.resume()

    assert postmaster(newcomer.server()).pid != server.pid
    assert not is_alive(server)


def test_a_process_id_that_somebody_else_got_does_not_prevent_the_start(wanted: Path, users: Users) -> None:
    user = users(wanted)
    started = user.server()
    mark = wanted / "cluster" / "postmaster.pid"
    lines = mark.read_text().splitlines()
    user.end()
    wait_until_ended(wanted)
    with bystander_of(wanted.owner()) as bystander:
        mark.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")

        assert users(wanted).server() != started
        assert bystander.poll() is None


def test_a_making_that_was_interrupted_is_begun_anew(wanted: Path, users: Users) -> None:
    (wanted / "cluster.unfinished").mkdir(parents=True)
    (wanted / "cluster.unfinished" / "PG_VERSION").write_text("18\n")
    wanted.chmod(0o700)

    users(wanted).server()

    assert not (wanted / "cluster.unfinished").exists()


def test_a_server_that_cannot_start_says_why(wanted: Path, users: Users) -> None:
    user = users(wanted)
    user.server()
    user.end()
    wait_until_ended(wanted)
    (wanted / "cluster" / "PG_VERSION").write_text("12\n")

    said = users(wanted).refusal()

    assert "The data directory was initialized by PostgreSQL version 12" in said
    assert servers_of(wanted) == []


def test_users_with_different_temporary_folders_meet(wanted: Path, users: Users, open_folder: Path) -> None:
    own = open_folder / "tmp"
    own.mkdir(mode=0o777)
    own.chmod(0o777)

    assert users(wanted, TMPDIR=str(own)).server() == users(wanted).server()
