"""Section 9: large messages, many fragments, many chops, many round trips."""

from __future__ import annotations

from functools import partial

from Wire.connection import Peer
from Wire.frames import Frame, Opcode, fragments
from Wire.harness import Suite

KIB, MIB = 1 << 10, 1 << 20
PATTERN = b"BAsd7&jh23"


def payload_of(size: int) -> bytes:
    return (PATTERN * (size // len(PATTERN) + 1))[:size]


async def comes_back(peer: Peer, kind: int, size: int, fragment: int | None = None, chop: int | None = None) -> None:
    payload = payload_of(size)
    await peer.send(*fragments(kind, payload, fragment or size), chop=chop)
    await peer.expect(kind, payload, patience=60)
    await peer.finish()


async def round_trips(peer: Peer, kind: int, size: int, count: int) -> None:
    frame = Frame(kind, b"*" * size)
    for _ in range(count):
        await peer.send(frame)
        await peer.expect(kind, frame.payload)
    await peer.finish()


def make(quick: bool) -> Suite:
    """The section; `quick` divides sizes and counts by 16."""
    suite = Suite()
    less = 16 if quick else 1

    def add(name: str, words: str, body) -> None:
        suite.add(name, words, body, limit=180, heavy=True)

    for section, kind in ((1, Opcode.TEXT), (2, Opcode.BINARY)):
        for number, size in enumerate((64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB), 1):
            add(
                f"9.{section}.{number}",
                f"a {kind.name.lower()} message of {size // less // KIB} KiB comes back",
                partial(comes_back, kind=kind, size=size // less),
            )
    for section, kind in ((3, Opcode.TEXT), (4, Opcode.BINARY)):
        for number, exponent in enumerate((6, 8, 10, 12, 14, 16, 18, 20, 22), 1):
            add(
                f"9.{section}.{number}",
                f"a {kind.name.lower()} of {4 * MIB // less // KIB} KiB in frames of {1 << exponent} comes back",
                partial(comes_back, kind=kind, size=4 * MIB // less, fragment=1 << exponent),
            )
    for section, kind in ((5, Opcode.TEXT), (6, Opcode.BINARY)):
        for number, exponent in enumerate((6, 7, 8, 9, 10, 11), 1):
            add(
                f"9.{section}.{number}",
                f"a {kind.name.lower()} message of {MIB // less // KIB} KiB in chops of {1 << exponent} comes back",
                partial(comes_back, kind=kind, size=MIB // less, chop=1 << exponent),
            )
    for section, kind in ((7, Opcode.TEXT), (8, Opcode.BINARY)):
        for number, size in enumerate((0, 16, 64, 256, 1024, 4096), 1):
            add(
                f"9.{section}.{number}",
                f"{1000 // less} {kind.name.lower()} messages of {size} bytes come back one by one",
                partial(round_trips, kind=kind, size=size, count=1000 // less),
            )
    return suite
