"""Where mail goes: to the server of an address, or to files of the data folder."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


def mail_settings(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings for `scheme://user:secret@host:port`, or for a folder where that is empty."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(folder),
        }
    pieces = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": pieces.hostname or "localhost",
        "EMAIL_PORT": pieces.port or PORTS[pieces.scheme],
        "EMAIL_HOST_USER": unquote(pieces.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(pieces.password or ""),
        "EMAIL_USE_SSL": pieces.scheme == "smtps",
        "EMAIL_USE_TLS": pieces.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 10,
    }
