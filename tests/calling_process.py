"""
A process that makes one request of the API and is gone before anybody hears the answer.

Run with `-m`: it reads path, body and headers from standard input.
"""

from __future__ import annotations

import json
import os
import signal
import sys


def main() -> None:
    import django  # noqa: PLC0415 - Django is set up first

    django.setup()
    from django.test import Client  # noqa: PLC0415

    asked = json.loads(sys.stdin.read())
    client = Client(SERVER_NAME="localhost")
    client.post(asked["path"], asked["body"], content_type="application/json", headers=asked["headers"])
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
