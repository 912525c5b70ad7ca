"""Fetch the real engines that tests can use: Debian's Redis and Chromium."""

import os
import shutil
import subprocess
import sys

# program: Debian package that carries it
ENGINES = {"redis-server": "redis-server", "chromium": "chromium"}


def main() -> int:
    missing = {program: package for program, package in ENGINES.items() if not shutil.which(program)}
    if missing and may_fetch():
        fetch(sorted(missing.values()))
    for program, package in ENGINES.items():
        where = shutil.which(program)
        print(f"{program}: {where or f'missing; as root: apt-get install {package}'}")
    return 0


def may_fetch() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def fetch(packages: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(install, check=False, env=quiet, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
