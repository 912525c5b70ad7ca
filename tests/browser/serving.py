"""The marketplace as it is served: one uvicorn process with its worker, on the test's own database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import deque
from threading import Event, Thread

from django.db import connection

from marketplace.variables import CHECKOUT

TILES = "/tiles/{z}/{x}/{y}.png"  # answered by the test that opens the map
READY = "Application startup complete"


class Site:
    """A server process on a port of its own; it can be stopped and started again in the middle of a test."""

    def __init__(self, port: int, *, payments: str = "off") -> None:
        self.port, self.payments = port, payments
        self.url = f"http://127.0.0.1:{port}"
        self.said: deque[str] = deque(maxlen=60)
        self.complaints: list[str] = []
        self.start()

    def start(self) -> None:
        environment = {
            **os.environ,
            "RACE_DATABASE": connection.settings_dict["NAME"],
            "DJANGO_SETTINGS_MODULE": "tests.racing_settings",
            "RACE_PAYMENTS": self.payments,
            "PORT": str(self.port),
            "WORKER": "1",
            "MAP_TILES": TILES,
            "MAP_CREDIT": "Tiles of the tests",
        }
        environment.pop("REDIS_URL", None)
        command = [sys.executable, "-m", "uvicorn", "marketplace.asgi:application", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=environment,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        is_decided = Event()
        self.reader = Thread(target=self._read, args=(is_decided,), daemon=True)
        self.reader.start()
        is_decided.wait()
        assert self.process.poll() is None, "".join(self.said)

    def _read(self, is_decided: Event) -> None:
        """Keep the pipe from filling, and what was said in anger; the end of the pipe decides as well."""
        for line in self.process.stderr:
            self.said.append(line)
            if READY in line:
                is_decided.set()
            if "ERROR" in line:
                self.complaints.append(line.strip())
        self.process.wait()
        is_decided.set()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        self.reader.join()
        self.process.stderr.close()

    def kill(self) -> None:
        """As a power cut: nobody is told."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stderr.close()
