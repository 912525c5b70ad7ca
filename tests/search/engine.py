"""A real Elasticsearch of one node, on ports and in a folder of its own, as an account that is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from scripts.engines import elasticsearch_home
from tests.conftest import take_free_port

BORROWED = "nobody"
LONGEST_START_SECONDS = 120
PASSWORD = "a-long-password-of-the-tests"


def is_there() -> bool:
    return (elasticsearch_home() / "bin" / "elasticsearch").exists() and bool(shutil.which("java"))


class Engine:
    """
    It can be killed and started again with what it had; with `is_secured` it asks for a password.

    A folder that had an engine before has what that one had.
    """

    def __init__(self, folder: Path, *, is_secured: bool = False, heap: str = "512m") -> None:
        self.folder = folder
        self.heap = heap
        self.is_secured = is_secured
        self.port, self._transport_port = take_free_port(), take_free_port()
        self.process: subprocess.Popen[bytes] | None = None
        shutil.copytree(elasticsearch_home() / "config", folder / "config", dirs_exist_ok=True)
        for name in ("data", "logs", "tmp"):
            (folder / name).mkdir(exist_ok=True)
        if is_secured:
            self._set_password()
        self._hand_over()

    @property
    def url(self) -> str:
        who = f"elastic:{PASSWORD}@" if self.is_secured else ""
        return f"http://{who}127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = {
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self._transport_port,
            "xpack.security.enabled": str(self.is_secured).lower(),
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        command = [elasticsearch_home() / "bin" / "elasticsearch"]
        command += [f"-E{name}={value}" for name, value in settings.items()]
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                **_identity(),
            )
        self._wait()

    def kill(self) -> None:
        """As a power cut, for the launcher and the server that it launched: nobody is told."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:  # else its number may be another's
            self.kill()

    def _wait(self) -> None:
        assert self.process is not None
        begun = time.monotonic()
        while self.process.poll() is None and time.monotonic() - begun < LONGEST_START_SECONDS:
            if self._is_well():
                return
            time.sleep(0.1)
        raise RuntimeError(f"Elasticsearch did not start:\n{(self.folder / 'said').read_text()[-3000:]}")

    def _is_well(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/_cluster/health?wait_for_status=yellow&timeout=5s"
        try:
            with urlopen(Request(address), timeout=10):
                return True
        except URLError as failure:
            return self.is_secured and getattr(failure, "code", 0) == 401
        except (OSError, HTTPException):
            return False

    def _environment(self) -> dict[str, str]:
        java = shutil.which("java")
        assert java is not None
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
        return kept | {
            "ES_JAVA_HOME": str(Path(java).resolve().parent.parent),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
            "ES_TMPDIR": str(self.folder / "tmp"),
            "ES_PATH_CONF": str(self.folder / "config"),
        }

    def _set_password(self) -> None:
        tool = elasticsearch_home() / "bin" / "elasticsearch-keystore"
        for arguments, said in ((["create"], b""), (["add", "-x", "bootstrap.password"], PASSWORD.encode())):
            subprocess.run(
                [tool, *arguments], env=self._environment(), input=said, check=True, capture_output=True
            )

    def _hand_over(self) -> None:
        """The folder belongs to the account that runs the engine."""
        if not _identity():
            return
        account = pwd.getpwnam(BORROWED)
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)


def _identity() -> dict[str, Any]:
    """The engine refuses root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(BORROWED)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
