"""
Make the checkout ready to run: environment, packages, page assets, translations, static files.

Needs Python 3.11 or newer and nothing else. Each step leaves a stamp of what it was made from, and is
skipped while that is unchanged. `--dev` adds the packages that tests and checks need.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
STAMPS = CHECKOUT / ".stamps"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
SOURCES = ("marketplace", "capacity", "search", "payments")


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one may well be the system's
        return restart_with_newer_python()
    os.chdir(CHECKOUT)
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts in one checkout take turns
        try:
            set_up(is_for_developers="--dev" in arguments)
        except subprocess.CalledProcessError as failure:
            return say_what_failed(failure)
    return 0


def restart_with_newer_python() -> int:
    for minor in range(20, 10, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606 - this program again
    sys.stderr.write(
        f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Set PYTHON=/path/to/it.\n"
    )
    return 1


def say_what_failed(failure: subprocess.CalledProcessError) -> int:
    command = " ".join(str(word) for word in failure.cmd)
    sys.stderr.write(f"{failure.output or ''}\nSet-up failed at: {command}\n")
    return 1


def set_up(is_for_developers: bool) -> None:
    interpreter = f"{sys.version} {sys.platform} {CHECKOUT}"
    step("the Python environment", "venv", interpreter, VENV, make_venv)
    name = "requirements-dev" if is_for_developers else "requirements"
    wanted = Path(f"{name}.txt")
    if is_for_developers or not is_fresh(
        "requirements-dev", interpreter + digest([Path("requirements-dev.txt")])
    ):
        step("the Python packages", name, interpreter + digest([wanted]), VENV, lambda: install(wanted))
    if not shutil.which("npm"):
        node = Path("requirements-node.txt")
        step("Node.js", "requirements-node", digest([node]), VENV, lambda: install(node))
    make_assets()
    catalogues = digest(files_of("locale", endings=(".po",)))
    compiled = next(iter(files_of("locale", endings=(".mo",))), Path("locale/none.mo"))
    step(
        "the translations",
        "translations",
        catalogues,
        compiled,
        lambda: python("-m", "marketplace.translations", "compile"),
    )
    styled = files_of(*SOURCES, "assets", endings=(".css", ".js", ".svg", ".woff2"))
    static = digest([*styled, Path("requirements.txt"), Path("marketplace/settings.py")])
    step("the static files", "static", static, Path(".static/staticfiles.json"), collect_static)


def step(what: str, name: str, made_from: str, product: Path, make: Callable[[], None]) -> None:
    """Make a product unless it is there and was made from the same."""
    if product.exists() and is_fresh(name, made_from):
        return
    (STAMPS / name).unlink(missing_ok=True)
    with told(what):
        make()
    (STAMPS / name).write_text(made_from)


@contextmanager
def told(what: str) -> Iterator[None]:
    sys.stderr.write(f"Setting up {what} ... ")
    sys.stderr.flush()
    begun_at = time.monotonic()
    yield
    sys.stderr.write(f"{time.monotonic() - begun_at:.0f} s\n")


def is_fresh(name: str, made_from: str) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == made_from


def digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path}\0".encode() + (path.read_bytes() if path.exists() else b""))
    return total.hexdigest()


def files_of(*folders: str, endings: tuple[str, ...]) -> list[Path]:
    return sorted(path for folder in folders for path in Path(folder).rglob("*") if path.suffix in endings)


def run(*command: str | Path, **environment: str) -> None:
    subprocess.run(
        [str(word) for word in command],
        check=True,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **environment},
    )


def python(*arguments: str | Path) -> None:
    run(PYTHON, *arguments)


def make_venv() -> None:
    """Make the environment, from nothing where another Python made it or its Python has moved."""
    for stamp in STAMPS.glob("requirements*"):
        stamp.unlink()
    run(sys.executable, "-m", "venv", *([] if is_of_this_python() else ["--clear"]), VENV)


def is_of_this_python() -> bool:
    told = [str(PYTHON), "-c", "import sys; print(sys.version)"]
    try:
        found = subprocess.run(told, capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return found.strip() == sys.version


def install(requirements: Path) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action", "ignore")
    python("-m", "pip", "install", *quiet, "--require-hashes", "--requirement", requirements)


def make_assets() -> None:
    """It skips by itself what is up to date; the first time takes long enough to be told."""
    with nullcontext() if Path("assets").exists() else told("the page assets"):
        python("-m", "marketplace.assets")


def collect_static() -> None:
    python("manage.py", "collectstatic", "--noinput", "--verbosity", "0")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
