"""Frames of RFC 6455, section 5, and every way to write them wrong."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from enum import IntEnum


class Opcode(IntEnum):
    """The opcodes that RFC 6455, section 5.2, defines."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


def apply_mask(payload: bytes, key: bytes) -> bytes:
    """Masks or unmasks `payload` (RFC 6455, section 5.3)."""
    if not payload or key == b"\0\0\0\0":
        return payload
    size = len(payload)
    repeated = (key * (size // 4 + 1))[:size]
    mixed = int.from_bytes(payload, "little") ^ int.from_bytes(repeated, "little")
    return mixed.to_bytes(size, "little")


def header(
    opcode: int,
    length: int,
    *,
    fin: bool = True,
    rsv: int = 0,
    masked: bool = False,
    form: int | None = None,
) -> bytes:
    """A frame's header without its masking key.

    `form` forces the width of the length (7, 16 or 64 bits), minimal or not.
    """
    first = (0x80 if fin else 0) | (rsv << 4) | opcode
    bit = 0x80 if masked else 0
    if form is None:
        form = 7 if length < 126 else 16 if length < 65536 else 64
    if form == 7:
        return bytes([first, bit | length])
    if form == 16:
        return bytes([first, bit | 126]) + struct.pack("!H", length)
    return bytes([first, bit | 127]) + struct.pack("!Q", length)


@dataclass(slots=True)
class Frame:
    """One frame, whether legal or not."""

    opcode: int
    payload: bytes = b""
    fin: bool = True
    rsv: int = 0
    masked: bool | None = None
    form: int | None = None

    def encode(self, masked: bool) -> bytes:
        """The frame's bytes; its own wish to be masked, if any, goes before `masked`."""
        if self.masked is not None:
            masked = self.masked
        start = header(self.opcode, len(self.payload), fin=self.fin, rsv=self.rsv, masked=masked, form=self.form)
        if not masked:
            return start + self.payload
        key = os.urandom(4)
        return start + key + apply_mask(self.payload, key)

    @property
    def close_code(self) -> int | None:
        """The code of a close frame, or None where it has none."""
        return struct.unpack("!H", self.payload[:2])[0] if len(self.payload) >= 2 else None

    @property
    def close_reason(self) -> bytes:
        """The reason of a close frame."""
        return self.payload[2:]

    def __str__(self) -> str:
        name = Opcode(self.opcode).name.lower() if self.opcode in set(Opcode) else f"opcode {self.opcode}"
        if self.opcode == Opcode.CLOSE:
            return f"close {self.close_code} {self.close_reason!r}"
        shown = self.payload if len(self.payload) <= 40 else self.payload[:40] + b"..."
        return f"{name} of {len(self.payload)} bytes {shown!r}"


def text(payload: bytes | str, **options) -> Frame:
    """A text frame."""
    return Frame(Opcode.TEXT, payload.encode() if isinstance(payload, str) else payload, **options)


def binary(payload: bytes, **options) -> Frame:
    """A binary frame."""
    return Frame(Opcode.BINARY, payload, **options)


def more(payload: bytes | str, **options) -> Frame:
    """A continuation frame."""
    return Frame(Opcode.CONTINUATION, payload.encode() if isinstance(payload, str) else payload, **options)


def ping(payload: bytes = b"", **options) -> Frame:
    """A ping."""
    return Frame(Opcode.PING, payload, **options)


def pong(payload: bytes = b"", **options) -> Frame:
    """A pong."""
    return Frame(Opcode.PONG, payload, **options)


def close(code: int | None = 1000, reason: bytes = b"", **options) -> Frame:
    """A close frame; without a code its payload is the reason alone."""
    start = b"" if code is None else struct.pack("!H", code)
    return Frame(Opcode.CLOSE, start + reason, **options)


def fragments(opcode: int, payload: bytes, size: int, rsv: int = 0) -> list[Frame]:
    """A message cut into frames of `size` bytes."""
    cuts = [payload[at : at + size] for at in range(0, len(payload), size)] or [b""]
    last = len(cuts) - 1
    return [
        Frame(
            opcode if index == 0 else Opcode.CONTINUATION,
            cut,
            fin=index == last,
            rsv=rsv if index == 0 else 0,
        )
        for index, cut in enumerate(cuts)
    ]
