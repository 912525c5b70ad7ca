"""What a file really is, by its first bytes: its name and what its sender says of it prove nothing."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES, MOST_FILES = 10_000_000, 5


@dataclass(frozen=True)
class Kind:
    media_type: str
    suffix: str


PNG, JPEG, PDF, WEBP = (
    Kind("image/png", ".png"),
    Kind("image/jpeg", ".jpg"),
    Kind("application/pdf", ".pdf"),
    Kind("image/webp", ".webp"),
)


def kind_of(data: bytes) -> Kind | None:
    """Nothing for what may not be sent."""
    for beginning, kind in ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"%PDF-", PDF)):
        if data.startswith(beginning):
            return kind
    return WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None
