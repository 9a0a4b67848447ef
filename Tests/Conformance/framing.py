"""Sections 1 to 5: payload sizes, pings and pongs, reserved bits, opcodes, fragmentation."""

from __future__ import annotations

import asyncio

from Wire.connection import Peer
from Wire.frames import Frame, Opcode, binary, close, fragments, more, ping, pong, text
from Wire.harness import Suite

suite = Suite()
HELLO = b"Hello, world!"
NOT_TEXT = bytes.fromhex("00fffefdfcfb00ff")

# 1: sizes at which a length changes its form, or a buffer its edge

SIZES = [(0, None), (125, None), (126, None), (127, None), (128, None), (65535, None), (65536, None), (65536, 997)]


async def comes_back(peer: Peer, frame: Frame, chop: int | None) -> None:
    await peer.send(frame, chop=chop)
    await peer.expect(frame.opcode, frame.payload)
    await peer.finish()


for section, kind, letter in ((1, Opcode.TEXT, b"*"), (2, Opcode.BINARY, b"\xfe")):
    for number, (size, chop) in enumerate(SIZES, 1):
        suite.add(
            f"1.{section}.{number}",
            f"a {kind.name.lower()} message of {size} bytes{f' in chops of {chop}' if chop else ''} comes back",
            lambda peer, frame=Frame(kind, letter * size), chop=chop: comes_back(peer, frame, chop),
        )


# 2: pings and pongs


async def ping_is_answered(peer: Peer, payload: bytes, chop: int | None = None) -> None:
    await peer.send(ping(payload), chop=chop)
    await peer.expect(Opcode.PONG, payload)
    await peer.finish()


for number, payload, chop, words in (
    (1, b"", None, "without payload"),
    (2, HELLO, None, "with a text"),
    (3, NOT_TEXT, None, "with bytes that are not text"),
    (4, b"\xfe" * 125, None, "of 125 bytes"),
    (6, b"\xfe" * 125, 1, "of 125 bytes, byte by byte,"),
):
    suite.add(
        f"2.{number}",
        f"a ping {words} is answered by a pong with its payload",
        lambda peer, payload=payload, chop=chop: ping_is_answered(peer, payload, chop),
    )


@suite.case("2.5")
async def _(peer: Peer):
    """a ping of 126 bytes fails the connection with 1002"""
    await peer.send(ping(b"\xfe" * 126))
    await peer.expect_failed(1002)


async def unasked_pong(peer: Peer, payload: bytes) -> None:
    await peer.send(pong(payload))
    await peer.finish()


suite.add("2.7", "an unasked pong means nothing", lambda peer: unasked_pong(peer, b""))
suite.add("2.8", "an unasked pong with a payload means nothing", lambda peer: unasked_pong(peer, b"unasked"))


@suite.case("2.9")
async def _(peer: Peer):
    """after an unasked pong a ping is answered"""
    await peer.send(pong(b"unasked"), ping(b"asked"))
    await peer.expect(Opcode.PONG, b"asked")
    await peer.finish()


async def ten_pings(peer: Peer, chop: int | None) -> None:
    payloads = [b"payload-%d" % index for index in range(10)]
    await peer.send(*map(ping, payloads), chop=chop)
    for payload in payloads:
        await peer.expect(Opcode.PONG, payload)
    await peer.finish()


suite.add("2.10", "ten pings are answered in their order", lambda peer: ten_pings(peer, None))
suite.add("2.11", "ten pings, byte by byte, are answered in their order", lambda peer: ten_pings(peer, 1))


# 3 and 4: reserved bits and opcodes


async def bad_frame(peer: Peer, bad: Frame, after_a_message: bool = False, **cut) -> None:
    if not after_a_message:
        await peer.send(bad)
        await peer.expect_failed(1002)
        return
    await peer.send(text(HELLO), bad, ping(), **cut)
    await peer.expect(Opcode.TEXT, HELLO)
    await peer.expect_failed(1002)


for name, sentence, bad, options in (
    ("3.1", "a text with reserved bits 1 fails the connection", text(HELLO, rsv=1), {}),
    ("3.2", "a good text comes back, one with reserved bits 2 fails", text(HELLO, rsv=2), {"after_a_message": True}),
    ("3.3", "the same with bits 3, frame by frame", text(HELLO, rsv=3), {"after_a_message": True, "apart": True}),
    ("3.4", "the same with bits 4, byte by byte", text(HELLO, rsv=4), {"after_a_message": True, "chop": 1}),
    ("3.5", "a binary with reserved bits 5 fails the connection", binary(NOT_TEXT, rsv=5), {}),
    ("3.6", "a ping with reserved bits 6 fails the connection", ping(HELLO, rsv=6), {}),
    ("3.7", "a close with reserved bits 7 fails the connection", close(1000, rsv=7), {}),
    ("4.1.1", "opcode 3 fails the connection", Frame(3), {}),
    ("4.1.2", "opcode 4 with a payload fails the connection", Frame(4, HELLO), {}),
    ("4.1.3", "opcode 5 after a message fails the connection", Frame(5), {"after_a_message": True}),
    ("4.1.4", "opcode 6 with a payload after a message fails", Frame(6, HELLO), {"after_a_message": True}),
    ("4.1.5", "opcode 7, byte by byte, fails", Frame(7, HELLO), {"after_a_message": True, "chop": 1}),
    ("4.2.1", "opcode 11 fails the connection", Frame(11), {}),
    ("4.2.2", "opcode 12 with a payload fails the connection", Frame(12, HELLO), {}),
    ("4.2.3", "opcode 13 after a message fails the connection", Frame(13), {"after_a_message": True}),
    ("4.2.4", "opcode 14 with a payload after a message fails", Frame(14, HELLO), {"after_a_message": True}),
    ("4.2.5", "opcode 15, byte by byte, fails", Frame(15, HELLO), {"after_a_message": True, "chop": 1}),
):
    suite.add(name, sentence, lambda peer, bad=bad, options=options: bad_frame(peer, bad, **options))


# 5: fragmentation

CUTS = (("in one piece", {}), ("frame by frame", {"apart": True}), ("byte by byte", {"chop": 1}))
NOTHING_TO_CONTINUE = b"nothing to continue"


async def fails(peer: Peer, *sent: Frame, **cut) -> None:
    await peer.send(*sent, **cut)
    await peer.expect_failed(1002)


async def two_fragments(peer: Peer, between: bytes | None, **cut) -> None:
    middle = [] if between is None else [ping(between)]
    await peer.send(text("fragment1", fin=False), *middle, more("fragment2"), **cut)
    for payload in [] if between is None else [between]:
        await peer.expect(Opcode.PONG, payload)
    await peer.expect(Opcode.TEXT, b"fragment1fragment2")
    await peer.finish()


suite.add(
    "5.1", "a fragmented ping fails", lambda peer: fails(peer, ping(b"fragment1", fin=False), more("fragment2"))
)
suite.add(
    "5.2", "a fragmented pong fails", lambda peer: fails(peer, pong(b"fragment1", fin=False), more("fragment2"))
)
for index, (words, cut) in enumerate(CUTS):
    suite.add(
        f"5.{3 + index}",
        f"a text in two fragments, {words}, comes back",
        lambda peer, cut=cut: two_fragments(peer, None, **cut),
    )
    suite.add(
        f"5.{6 + index}",
        f"a ping between two fragments, {words}, is answered before the message",
        lambda peer, cut=cut: two_fragments(peer, b"ping payload", **cut),
    )
    for start, fin in ((9, True), (12, False)):
        suite.add(
            f"5.{start + index}",
            f"a {'last' if fin else 'middle'} fragment of nothing, {words}, fails the connection",
            lambda peer, fin=fin, cut=cut: fails(peer, more(NOTHING_TO_CONTINUE, fin=fin), text(HELLO), **cut),
        )


@suite.case("5.15")
async def _(peer: Peer):
    """a message comes back, then a fragment of nothing fails the connection"""
    await peer.send(text("fragment1", fin=False), more("fragment2"), more("fragment3", fin=False), text("fragment4"))
    await peer.expect(Opcode.TEXT, b"fragment1fragment2")
    await peer.expect_failed(1002)


for name, fin in (("5.16", False), ("5.17", True)):
    suite.add(
        name,
        f"a fragment of nothing (fin {fin}) before each of two fragmented texts fails the connection",
        lambda peer, fin=fin: fails(
            peer, *[more("fragment1", fin=fin), text("fragment2", fin=False), more("fragment3")] * 2
        ),
    )

suite.add(
    "5.18",
    "a second text frame within a fragmented text fails the connection",
    lambda peer: fails(peer, text("fragment1", fin=False), text("fragment2")),
)


async def pings_within(peer: Peer, **cut) -> None:
    await peer.send(text("fragment1", fin=False), more("fragment2", fin=False), ping(b"pongme 1!"), **cut)
    await peer.expect(Opcode.PONG, b"pongme 1!")
    await asyncio.sleep(0.3)
    await peer.send(
        more("fragment3", fin=False), more("fragment4", fin=False), ping(b"pongme 2!"), more("fragment5"), **cut
    )
    await peer.expect(Opcode.PONG, b"pongme 2!")
    await peer.expect(Opcode.TEXT, b"fragment1fragment2fragment3fragment4fragment5")
    await peer.finish()


suite.add("5.19", "pings within a message that pauses are answered at once", lambda peer: pings_within(peer))
suite.add("5.20", "the same, frame by frame", lambda peer: pings_within(peer, apart=True))


# 10: many fragments


@suite.case("10.1.1")
async def _(peer: Peer):
    """a text of 65536 bytes in frames of 1300 comes back"""
    await peer.send(*fragments(Opcode.TEXT, b"*" * 65536, 1300))
    await peer.expect(Opcode.TEXT, b"*" * 65536)
    await peer.finish()
