"""How an answer crosses from a confined child: a magic, two lengths, a JSON header, bytes; nothing else.

The writer may be hostile, so what is read is checked field by field, and text loses its control characters.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any, Literal, get_args

HEAD = struct.Struct("<4sIQ")
MAX_HEADER = 64 << 10
MAX_TEXT = 2000

Kind = Literal["shape", "part", "fail"]
MAGIC: dict[Kind, bytes] = {"shape": b"SHAP", "part": b"PART", "fail": b"FAIL"}


class MalformedFrameError(Exception):
    """Bytes that are no answer."""


def encode(kind: Kind, header: dict[str, Any], payload: bytes = b"") -> bytes:
    """One answer as bytes."""
    text = json.dumps(header).encode()
    return HEAD.pack(MAGIC[kind], len(text), len(payload)) + text + payload


def decode(data: bytes) -> tuple[Kind, dict[str, Any], bytes]:
    """An answer's kind, header and payload; bytes beyond its stated end are ignored.

    Raises MalformedFrameError.
    """
    if len(data) < HEAD.size:
        raise MalformedFrameError("too short")
    magic, header_length, payload_length = HEAD.unpack_from(data)
    kind = next((name for name in get_args(Kind) if MAGIC[name] == magic), None)
    if kind is None or header_length > MAX_HEADER or HEAD.size + header_length + payload_length > len(data):
        raise MalformedFrameError("bad magic or length")
    try:
        header = json.loads(data[HEAD.size : HEAD.size + header_length])
    except (ValueError, RecursionError) as error:
        raise MalformedFrameError("bad header") from error
    if not isinstance(header, dict):
        raise MalformedFrameError("bad header")
    start = HEAD.size + header_length
    return kind, header, data[start : start + payload_length]


def each(data: bytes) -> Iterator[tuple[Kind, dict[str, Any], bytes]]:
    """The whole answers at the beginning of bytes, one behind the other."""
    start = 0
    while len(data) - start >= HEAD.size:
        _, header_length, payload_length = HEAD.unpack_from(data, start)
        end = start + HEAD.size + header_length + payload_length
        try:
            yield decode(data[start:end])
        except MalformedFrameError:
            return
        start = end


def text(header: dict[str, Any], key: str) -> str:
    """A text field, bounded and without control characters. Raises MalformedFrameError."""
    value = header.get(key)
    if not isinstance(value, str):
        raise MalformedFrameError(f"{key} is not text")
    return plain(value[:MAX_TEXT])


def texts(header: dict[str, Any], key: str) -> tuple[str, ...]:
    """A list of at most 20 texts. Raises MalformedFrameError."""
    value = header.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise MalformedFrameError(f"{key} is not a list of texts")
    return tuple(plain(item[:MAX_TEXT]) for item in value[:20])


def line(header: dict[str, Any]) -> int | None:
    """The line number, None when there is no sensible one."""
    value = header.get("line")
    return value if type(value) is int and 0 < value < 10_000_000 else None


def plain(value: str) -> str:
    """Text safe for a terminal and a log: no control characters but newline and tab, no lone surrogates."""
    kept = "\n".join(
        line if line.isprintable() else "".join(letter for letter in line if letter.isprintable() or letter == "\t")
        for line in value.split("\n")
    )
    return kept.encode("utf-8", "replace").decode()
