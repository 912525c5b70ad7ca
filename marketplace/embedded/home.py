"""Where the embedded cluster lies, and as whom its server runs."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

LONGEST_SOCKET_PATH = 100  # bytes; the kernel takes 107 with its ending, macOS 103
SOCKET_NAME = ".s.PGSQL.5432"
OUTSIDE = Path("/var/lib/rongtong")
BORROWED = "nobody"
PROBE = shutil.which("test") or "/bin/test"


class EmbeddedFailure(RuntimeError):
    """The embedded database cannot be had; the text tells the person at the terminal why."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    uid: int
    gid: int
    name: str

    @property
    def is_ourselves(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def is_borrowed(self) -> bool:
        """Whether other services may run as this account, so that it proves nothing."""
        return self.name == BORROWED and not self.is_ourselves

    def can(self, test: str, path: Path) -> bool:
        """Ask the system whether this account may write to (`-w`) or enter (`-x`) a folder."""
        return subprocess.run([PROBE, test, str(path)], check=False, **self.identity()).returncode == 0

    def identity(self) -> dict[str, Any]:
        """Arguments with which `subprocess` runs a program as this account."""
        if self.is_ourselves:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedFailure(
            f"User id {uid} has no name on this machine, and PostgreSQL needs one: "
            "run as a user of /etc/passwd, or set DATABASE_URL to a server."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


@dataclass(frozen=True)
class Home:
    """The private folder of one cluster and the account that owns it."""

    folder: Path
    account: Account

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def postmaster(self) -> list[str]:
        """
        What the server writes about itself, none when it is down.

        Lines: process id, folder, start, port, folder of the socket, address, memory, status.
        """
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @cached_property
    def sockets(self) -> Path:
        """
        The folder of the socket: private, outside the checkout, with a name short enough for the kernel.

        :raises EmbeddedFailure: no temporary folder has a short enough name
        """
        name = f"rongtong-{self.account.uid}-{hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]}"
        for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108 - private below
            short = len(os.fsencode(parent / name / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
            if short and self.account.can("-w", parent):
                return parent / name
        raise EmbeddedFailure(
            "No temporary folder is short enough for a socket: set TMPDIR to a shorter one."
        )


def find_home(wanted: Path) -> Home:
    """
    Find or make the home of the cluster that belongs at `wanted`.

    PostgreSQL refuses to run as root. Root therefore lends the folder to the owner of the data, or
    to `nobody`; where that account cannot reach it, the cluster lies outside and a note tells where.
    No mode of any other folder is touched.

    :raises EmbeddedFailure: the folder belongs to somebody else, or was copied without its cluster
    """
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        return _home_lent_by_root(wanted)
    home = Home(wanted, account_of(os.geteuid()))
    wanted.mkdir(mode=0o700, exist_ok=True)
    _check_owner(home)
    return home


def _home_lent_by_root(wanted: Path) -> Home:
    note = wanted.with_name(f"{wanted.name}.elsewhere")
    if note.exists():
        return _home_elsewhere(wanted, note)
    if wanted.exists() and wanted.stat().st_uid != 0:
        return Home(wanted, account_of(wanted.stat().st_uid))
    account = _borrower(wanted.parent)
    if account.can("-x", wanted.parent):
        wanted.mkdir(mode=0o700, exist_ok=True)
        os.chown(wanted, account.uid, account.gid)
        return Home(wanted, account)
    OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
    outside = Path(tempfile.mkdtemp(dir=OUTSIDE, prefix=f"{wanted.parent.name}-"))
    os.chown(outside, account.uid, account.gid)
    note.write_text(f"{outside}\n{wanted.parent}\n")
    return Home(outside, account)


def _home_elsewhere(wanted: Path, note: Path) -> Home:
    outside, origin = map(Path, note.read_text().splitlines()[:2])
    if origin != wanted.parent or not outside.exists():
        raise EmbeddedFailure(
            f"{note} says that the database of {origin} lies at {outside}. Correct the note if the data "
            "folder was moved; remove it to begin with an empty database."
        )
    return Home(outside, account_of(outside.stat().st_uid))


def _borrower(data: Path) -> Account:
    owner = data.stat().st_uid
    return account_of(owner) if owner else account_of(pwd.getpwnam(BORROWED).pw_uid)


def _check_owner(home: Home) -> None:
    owner = home.folder.stat().st_uid
    if owner != home.account.uid:
        raise EmbeddedFailure(
            f"{home.folder} belongs to user id {owner}: run as that user, or choose another DATA_DIR."
        )
