"""The key that signs cookies and links, drawn once where nobody sets one."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

LENGTH = 64  # bytes of chance


def secret_key(data_dir: Path) -> str:
    """
    Read the key of this data folder; the first process that asks draws it.

    The file appears whole under its name or not at all, so that of two who start at once both read one key.
    """
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        drawn = data_dir / f"secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(LENGTH))
        with suppress(FileExistsError):
            os.link(drawn, path)
        drawn.unlink()
    return path.read_text()
