"""Server: frames, the closing handshake, subprotocols, origins."""

from __future__ import annotations

import asyncio
import time

from stand import Stand, refused
from Wire.connection import PATIENCE, Peer, check
from Wire.frames import Opcode, binary, close, more, ping, pong, text
from Wire.handshake import request
from Wire.harness import Suite
from wrong_frames import LIMIT, RIGHT, WRONG, encode, messages

suite = Suite()
LIMITED = ("--max-message", str(LIMIT))


for words, items, codes in WRONG:

    async def wrong(stand: Stand, items=items, codes=codes) -> None:
        peer = await (await stand.listen(*LIMITED)).open()
        await peer.write(encode(items, masked=True))
        await peer.expect_failed(*codes, sentence=True)

    suite.add("frame", f"{words}: close {' or '.join(map(str, codes))} with a sentence", wrong)

    async def wrong_in_pieces(stand: Stand, items=items, codes=codes) -> None:
        data = encode(items, masked=True)
        peer = await (await stand.listen(*LIMITED)).open()
        for piece in (data[:1], data[1:3], data[3:9], data[9:]):
            await peer.write(piece)
            await asyncio.sleep(0.01)
        await peer.expect_failed(*codes, sentence=True)

    if len(encode(items, masked=True)) < 100:
        suite.add("frame in pieces", f"{words}, in pieces: close {' or '.join(map(str, codes))}", wrong_in_pieces)

for words, items, _ in RIGHT:

    async def right(stand: Stand, items=items) -> None:
        peer = await (await stand.listen(*LIMITED)).open()
        await peer.send(*items)
        for kind, payload in messages(items):
            await peer.expect(kind, payload)
        await peer.finish()

    suite.add("frame", f"{words}: comes back", right)


@suite.case("frame")
async def _(stand: Stand):
    """on tautline-server, too, a bad frame is answered by its code and a sentence"""
    for item, code in ((text("a", rsv=2), 1002), (text(b"\xff"), 1007), (close(1005), 1002)):
        peer = await (await stand.server()).open()
        await peer.send(item)
        await peer.expect_failed(code, sentence=True)


@suite.case("frame")
async def _(stand: Stand):
    """nothing that follows a bad frame in the same packet is handled"""
    peer = await (await stand.listen()).open()
    await peer.send(text("before"), text("bad", rsv=1), text("after"), ping(b"after"))
    await peer.expect(Opcode.TEXT, b"before")
    await peer.expect_failed(1002)


@suite.case("frame")
async def _(stand: Stand):
    """a close code survives even where much more than the bad frame was sent"""
    peer = await (await stand.listen()).open()
    peer.writer.write(text("bad", rsv=1).encode(masked=True) + binary(b"a" * 65536).encode(masked=True) * 16)
    await peer.expect_close(1002, sentence=True)
    peer.end()


# The closing handshake

for code in (1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999):

    async def echoed(stand: Stand, code=code) -> None:
        peer = await (await stand.listen()).open()
        await peer.finish(code)

    suite.add("close", f"close {code} is answered by {code}, then the server ends TCP", echoed)


@suite.case("close")
async def _(stand: Stand):
    """a close without code is answered by an empty one"""
    peer = await (await stand.listen()).open()
    await peer.send(close(None))
    await peer.expect_close(None, 1000)
    await peer.expect_tcp_end()


@suite.case("close")
async def _(stand: Stand):
    """what was asked before a close is answered before it"""
    peer = await (await stand.listen()).open()
    await peer.send(text("one"), ping(b"two"), binary(b"three"), close(1000))
    await peer.expect(Opcode.TEXT, b"one")
    await peer.expect(Opcode.PONG, b"two")
    await peer.expect(Opcode.BINARY, b"three")
    await peer.expect_close(1000)
    await peer.expect_tcp_end()


@suite.case("close")
async def _(stand: Stand):
    """a close within a fragmented message ends the connection cleanly"""
    peer = await (await stand.listen()).open()
    await peer.send(text("a", fin=False), close(1001))
    await peer.expect_close(1001)
    await peer.expect_tcp_end()


@suite.case("close")
async def _(stand: Stand):
    """after a close nothing is answered, even nonsense"""
    peer = await (await stand.listen()).open()
    await peer.write(close(1000).encode(masked=True) + b"\xff" * 1000 + ping().encode(masked=True))
    await peer.expect_close(1000)
    await peer.expect_end(reset_is_fine=True)


@suite.case("close")
async def _(stand: Stand):
    """the server ends TCP at once after both close frames"""
    peer = await (await stand.listen()).open()
    start = time.monotonic()
    await peer.finish()
    check(time.monotonic() - start < 2, f"TCP ended after {time.monotonic() - start:.1f} s")


@suite.case("close", limit=90)
async def _(stand: Stand):
    """a peer that does not answer a close frame is dropped within 30 s"""
    peer = await (await stand.listen()).open()
    await peer.send(text("bad", rsv=1))
    await peer.expect_close(1002)
    await peer.drain_to_end(35)
    check(peer.reader.at_eof() or peer.reader.exception() is not None, "still there after 35 s")


@suite.case("close", limit=90)
async def _(stand: Stand):
    """a peer that goes on sending after the server's close is dropped within 30 s"""
    peer = await (await stand.listen()).open()
    await peer.send(text("bad", rsv=1))
    await peer.expect_close(1002)
    start = time.monotonic()
    try:
        while time.monotonic() - start < 35:
            await peer.write(ping(b"hello?").encode(masked=True))
            await asyncio.sleep(0.2)
    except ConnectionError:
        return
    check(False, "frames were still taken after 35 s")


@suite.case("close")
async def _(stand: Stand):
    """a half-closed connection gets what it is owed, then is ended"""
    peer = await (await stand.listen()).open()
    await peer.send(text("last words"))
    peer.writer.write_eof()
    await peer.expect(Opcode.TEXT, b"last words")
    data = await peer.drain_to_end(PATIENCE)
    check(data == b"" or data[0] == 0x88, f"got {data!r}")
    check(peer.reader.at_eof(), "the server does not end its half")


@suite.case("close")
async def _(stand: Stand):
    """a pong that nobody asked for is no activity worth an answer"""
    peer = await (await stand.listen()).open()
    await peer.send(pong(b"x" * 125), pong(), text("after"))
    await peer.expect(Opcode.TEXT, b"after")
    await peer.finish()


@suite.case("close")
async def _(stand: Stand):
    """pings within a fragmented message are answered before it is whole"""
    peer = await (await stand.listen()).open()
    await peer.send(text("a", fin=False), ping(b"1"))
    await peer.expect(Opcode.PONG, b"1")
    await peer.send(more("b", fin=False), ping(b"2"))
    await peer.expect(Opcode.PONG, b"2")
    await peer.send(more("c"))
    await peer.expect(Opcode.TEXT, b"abc")
    await peer.finish()


# Subprotocols

CHAT = ("--subprotocol", "chat", "--subprotocol", "superchat")

for words, offer, wanted in (
    ("one that is spoken", "chat", ("chat",)),
    ("two that are spoken", "superchat, chat", ("superchat", "chat")),
    ("an unknown and a known one", "other, superchat", ("superchat",)),
    ("only unknown ones", "other, another", (None,)),
    ("another case", "CHAT", (None,)),
    ("a longer name", "chats", (None,)),
    ("two fields", "other\r\nSec-WebSocket-Protocol: chat", ("chat",)),
    ("blanks around commas", "other ,\tchat ", ("chat",)),
):

    async def choice(stand: Stand, offer=offer, wanted=wanted) -> None:
        service = await stand.listen(*CHAT)
        peer = await service.open(extra=(f"Sec-WebSocket-Protocol: {offer}",))
        got = peer.head.get("sec-websocket-protocol")
        check(got in wanted, f"the server chose {got!r}")
        await peer.finish()

    suite.add("subprotocol", f"{words}: the server chooses {wanted[0]}", choice)


@suite.case("subprotocol")
async def _(stand: Stand):
    """a server without subprotocols chooses none"""
    peer = await (await stand.listen()).open(extra=("Sec-WebSocket-Protocol: chat",))
    check(peer.head.get("sec-websocket-protocol") is None, "it chose one")
    await peer.finish()


# Origins

ORIGIN = ("--origin", "https://app.example")

for origin, allowed in (
    ("https://app.example", True),
    ("https://app.example.evil.example", False),
    ("https://evil.example", False),
    ("https://evil.example/https://app.example", False),
    ("http://app.example", False),
    ("https://app.example:8443", False),
    ("https://sub.app.example", False),
    ("https://xapp.example", False),
    ("null", False),
    ("", False),
):

    async def comes_from(stand: Stand, origin=origin, allowed=allowed) -> None:
        service = await stand.listen(*ORIGIN)
        if not allowed:
            await refused(service, request(extra=(f"Origin: {origin}",)), 403, 400)
            return
        peer = await service.open(extra=(f"Origin: {origin}",))
        await peer.finish()

    suite.add("origin", f"origin {origin!r} is {'let in' if allowed else 'refused with 403'}", comes_from)


@suite.case("origin")
async def _(stand: Stand):
    """two origins are refused"""
    raw = request(extra=("Origin: https://app.example", "Origin: https://evil.example"))
    await refused(await stand.listen(*ORIGIN), raw, 403, 400)


@suite.case("origin")
async def _(stand: Stand):
    """a program, which has no origin, is let in"""
    peer: Peer = await (await stand.listen(*ORIGIN)).open()
    await peer.finish()
