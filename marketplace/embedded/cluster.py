"""Making, configuring and launching a cluster with the wheel's own programs."""

import os
import shutil
import signal
import subprocess
from functools import partial
from pathlib import Path

from marketplace.embedded.home import EmbeddedFailure, Home
from marketplace.embedded.parent import end_with_parent

DATABASE = "rongtong"
SUPERUSER = "rongtong"
LARGEST_LOG = 5_000_000  # bytes; a longer one begins anew at the next start

# Measured beside the defaults: see docs/decisions on the embedded database.
TUNING = {
    "shared_buffers": "1GB",
    "max_connections": "200",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


def make_cluster(home: Home, engine: Path) -> None:
    """
    Make the cluster with its database, or leave nothing behind.

    Text sorts by code point under the built-in provider, so that every machine sorts the same.
    """
    if home.cluster.exists():
        return
    unfinished = home.folder / "cluster.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    settings = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    access = [f"--username={SUPERUSER}", "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
    _run(home, [engine / "bin" / "initdb", f"--pgdata={unfinished}", *settings, *access])
    single: list[str | Path] = [engine / "bin" / "postgres", "--single", "-D", unfinished, "template1"]
    _run(home, single, said=f"CREATE DATABASE {DATABASE}\n")
    unfinished.rename(home.cluster)


def _run(home: Home, command: list[str | Path], said: str = "") -> None:
    done = subprocess.run(
        command,
        input=said,
        text=True,
        check=False,
        cwd=home.folder,
        env=plain_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **home.account.identity(),
    )
    if done.returncode:
        raise EmbeddedFailure(f"{Path(command[0]).name} failed:\n{done.stdout.strip()}")


def plain_environment() -> dict[str, str]:
    """The environment without what would redirect PostgreSQL's programs or translate what they say."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def admit_only(home: Home, names: set[str]) -> None:
    """Let only these users of the operating system in, proved by the kernel at the socket."""
    _write(home, "pg_hba.conf", "local all all peer map=ours\n")
    _write(home, "pg_ident.conf", "".join(f'ours "{name}" {SUPERUSER}\n' for name in sorted(names)))


def _write(home: Home, name: str, text: str) -> None:
    path = home.cluster / name
    path.write_text(text)
    path.chmod(0o600)


def launch(home: Home, engine: Path, sockets: Path) -> subprocess.Popen[bytes]:
    """Start the server as a child of this process, which takes the server with it when it is killed."""
    if home.log.exists() and home.log.stat().st_size > LARGEST_LOG:
        home.log.unlink()
    options = {**TUNING, "unix_socket_directories": f'"{sockets}"'}
    arguments = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with home.log.open("ab") as log:
        os.fchown(log.fileno(), home.account.uid, home.account.gid)
        return subprocess.Popen(
            [engine / "bin" / "postgres", "-D", home.cluster, *arguments],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home.folder, env=plain_environment(),
            preexec_fn=partial(end_with_parent, signal.SIGINT),  # noqa: PLW1509 - the keeper has one thread here
            **home.account.identity(),
        )  # fmt: skip
