"""Run every check, tell each result in a line, and show what the failed ones said."""

import os
import subprocess
import sys
import time
from pathlib import Path

PYTHON = sys.executable
PACKAGES = ("marketplace", "capacity", "search", "payments")
DEPLOYED = {"ORIGINS": "https://rongtong.example"}

CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "lint": ([PYTHON, "-m", "ruff", "check"], {}),
    "format": ([PYTHON, "-m", "ruff", "format", "--check"], {}),
    "types": ([PYTHON, "-m", "mypy"], {}),
    "templates": ([PYTHON, "-m", "djlint", "--lint", "--quiet", *PACKAGES], {}),
    "layers": (["lint-imports"], {}),
    "migrations": ([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    "deployment": ([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED),
    "translations": ([PYTHON, "-m", "marketplace.translations", "check"], {}),
}


def main(names: list[str]) -> int:
    failed = [name for name in names or CHECKS if not passes(name)]
    return 1 if failed else 0


def passes(name: str) -> bool:
    command, environment = CHECKS[name]
    if command[0] == "lint-imports":
        command = [str(Path(PYTHON).parent / command[0]), *command[1:]]
    begun_at = time.monotonic()
    done = subprocess.run(
        command,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **environment},
    )
    verdict = "passes" if done.returncode == 0 else "FAILS"
    print(f"{name:<14} {verdict:<7} {time.monotonic() - begun_at:.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
