"""Reading a printed sheet: its words, without the library that wrote it."""

from __future__ import annotations

import base64
import re
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
STRING = re.compile(rb"\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(pdf: bytes) -> str:
    """All that is drawn, in its order; a space between two pieces."""
    drawn = (
        zlib.decompress(base64.a85decode(stream.strip(), adobe=False))
        for stream in (found.removesuffix(b"~>") for found in map(bytes.strip, STREAM.findall(pdf)))
    )
    pieces = (ESCAPED.sub(_meant, piece) for page in drawn for piece in STRING.findall(page))
    return " ".join(piece.decode("utf-16-be") for piece in pieces)


def _meant(found: re.Match[bytes]) -> bytes:
    told = found[1]
    return bytes([int(told, 8)]) if told.isdigit() else NAMED.get(told, told)
