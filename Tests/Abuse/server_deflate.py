"""Server: the negotiation of permessage-deflate, and compressed messages that are wrong."""

from __future__ import annotations

import os
import zlib

from stand import Stand
from Wire.connection import Connection, check
from Wire.deflate import TAIL, Parameters
from Wire.frames import Frame, Opcode, binary, close, fragments, more, ping, text
from Wire.handshake import request
from Wire.harness import Suite
from wrong_frames import LIMIT

suite = Suite()
NAME = "permessage-deflate"
LIMITED = ("--max-message", str(LIMIT))

DECLINED = [
    ("an unknown parameter", f"{NAME}; max_window_bits=10"),
    ("a parameter that stands twice", f"{NAME}; server_no_context_takeover; server_no_context_takeover"),
    ("two window sizes", f"{NAME}; server_max_window_bits=10; server_max_window_bits=11"),
    ("a window of 16 bits", f"{NAME}; server_max_window_bits=16"),
    ("a window of 7 bits", f"{NAME}; server_max_window_bits=7"),
    ("a window of 0 bits", f"{NAME}; server_max_window_bits=0"),
    ("a window of -9 bits", f"{NAME}; server_max_window_bits=-9"),
    ("a window of 010 bits", f"{NAME}; server_max_window_bits=010"),
    ("a window of ten bits", f"{NAME}; server_max_window_bits=ten"),
    ("a window without bits", f"{NAME}; server_max_window_bits"),
    ("a client's window of 16 bits", f"{NAME}; client_max_window_bits=16"),
    ("a client's window of 7 bits", f"{NAME}; client_max_window_bits=7"),
    ("a flag with a value", f"{NAME}; server_no_context_takeover=1"),
    ("a client's flag with a value", f"{NAME}; client_no_context_takeover=true"),
    ("another extension", "x-webkit-deflate-frame"),
    ("a longer name", f"{NAME}-2"),
    ("bzip2", "permessage-bzip2"),
]
for words, offer in DECLINED:

    async def declined(stand: Stand, offer=offer) -> None:
        peer = await (await stand.listen()).open(offer=offer, needs_deflate=False)
        check(peer.deflate is None, f"accepted as {peer.head.get('sec-websocket-extensions')!r}")
        await peer.send(text("plain"))
        await peer.expect(Opcode.TEXT, b"plain")
        await peer.finish()

    suite.add("deflate offer", f"{words} is declined", declined)

TAKEN = [
    ("no parameters", NAME, lambda p: p.client_bits == 15),
    ("a client that can shrink its window", f"{NAME}; client_max_window_bits", lambda p: True),
    ("a client's window of 10 bits", f"{NAME}; client_max_window_bits=10", lambda p: True),
    ("a server's window of 10 bits", f"{NAME}; server_max_window_bits=10", lambda p: p.server_bits <= 10),
    ("a quoted window", f'{NAME}; server_max_window_bits="10"', lambda p: p.server_bits <= 10),
    ("a server that forgets", f"{NAME}; server_no_context_takeover", lambda p: p.server_forgets),
    ("a client that may forget", f"{NAME}; client_no_context_takeover", lambda p: True),
    (
        "all four",
        f"{NAME}; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; "
        "client_max_window_bits=9",
        lambda p: p.server_forgets and p.server_bits <= 9,
    ),
    ("blanks everywhere", f" {NAME} ;\tserver_max_window_bits = 12 ", lambda p: p.server_bits <= 12),
    ("a bad offer before a good one", f"{NAME}; server_max_window_bits=99, {NAME}", lambda p: True),
    ("a foreign offer before a good one", f"permessage-bzip2, {NAME}", lambda p: True),
    ("offers in two fields", f"permessage-bzip2\r\nSec-WebSocket-Extensions: {NAME}", lambda p: True),
    ("two good offers", f"{NAME}; server_max_window_bits=9, {NAME}", lambda p: p.server_bits <= 9),
]
for words, offer, holds in TAKEN:

    async def taken(stand: Stand, offer=offer, holds=holds) -> None:
        peer = await (await stand.listen()).open(offer=offer)
        answer = peer.head.get("sec-websocket-extensions")
        check(holds(Parameters.parse(answer)), f"answered by {answer!r}")
        told = "client_max_window_bits" in answer
        check(not told or "client_max_window_bits" in offer, "the client is told a window that it did not offer")
        for _ in range(3):
            await peer.send_message(Opcode.TEXT, b"hello " * 500)
            await peer.expect(Opcode.TEXT, b"hello " * 500)
        await peer.finish()

    suite.add("deflate offer", f"{words} is accepted as offered", taken)

for words, offer in (
    ("two semicolons", f"{NAME};; server_no_context_takeover"),
    ("a semicolon at the end", f"{NAME};"),
    ("a value without name", f"{NAME}; =10"),
    ("an unfinished quote", f'{NAME}; server_max_window_bits="10'),
    ("a blank in the name", "permessage deflate"),
    ("an empty quote, which is no token", f'{NAME}; server_max_window_bits=""'),
    ("nothing", ""),
):

    async def broken(stand: Stand, offer=offer) -> None:
        connection = await (await stand.listen()).connect()
        await connection.write(request(extra=(f"Sec-WebSocket-Extensions: {offer}",)))
        head = await connection.read_head()
        check(head.status in (101, 400), f"got {head.line!r}")
        check(head.get("sec-websocket-extensions") is None, "accepted")
        connection.end()

    suite.add("deflate offer", f"{words}: 400, or an upgrade without the extension", broken)


@suite.case("deflate offer")
async def _(stand: Stand):
    """with --no-deflate every offer is declined"""
    peer = await (await stand.listen("--no-deflate")).open(offer=NAME, needs_deflate=False)
    check(peer.deflate is None, "accepted")
    await peer.send(text("a", rsv=4))
    await peer.expect_failed(1002)


# Compressed messages


def packed(message: bytes) -> bytes:
    """A message deflated from a clean window."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (maker.compress(message) + maker.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL)


def last_block(message: bytes) -> bytes:
    """A message deflated into one block that says that it is the last, as RFC 7692, 7.2.3.4, allows."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return maker.compress(message) + maker.flush(zlib.Z_FINISH) + b"\0"


GOOD = packed(b"hello hello hello hello")
WRONG_PACKED: list[tuple[str, list[Frame], tuple[int, ...]]] = [
    ("RSV1 in a continuation", [text(GOOD[:4], fin=False, rsv=4), more(GOOD[4:], rsv=4)], (1002,)),
    ("RSV1 only in the second frame", [text(b"a", fin=False), more(GOOD, rsv=4)], (1002,)),
    ("RSV1 in a ping", [ping(b"hello", rsv=4)], (1002,)),
    ("RSV1 in a close", [close(1000, rsv=4)], (1002,)),
    ("RSV2 beside RSV1", [text(GOOD, rsv=6)], (1002,)),
    ("bytes that do not inflate", [text(b"\xff\xff\xff\xff\xff", rsv=4)], (1007, 1002)),
    ("a block of a reserved type", [binary(b"\x06\x00", rsv=4)], (1007, 1002)),
    ("a distance before the beginning", [binary(bytes.fromhex("4b04c10000"), rsv=4)], (1007, 1002)),
    ("a deflated text that is not UTF-8", [text(packed(b"abc\xff"), rsv=4)], (1007,)),
    ("a deflated text that ends within a code point", [text(packed(b"abc\xe2\x82"), rsv=4)], (1007,)),
    ("a deflated message above the limit", [binary(packed(b"a" * (LIMIT + 1)), rsv=4)], (1009,)),
    ("deflated fragments above the limit", fragments(Opcode.BINARY, packed(b"a" * 100 * LIMIT), 100, 4), (1009,)),
]
for words, items, codes in WRONG_PACKED:

    async def wrong(stand: Stand, items=items, codes=codes) -> None:
        peer = await (await stand.listen(*LIMITED)).open(offer=NAME)
        await peer.send(*items)
        await peer.expect_failed(*codes, sentence=True)

    suite.add("deflate", f"{words}: close {' or '.join(map(str, codes))} with a sentence", wrong)

NOISE = os.urandom(LIMIT)
RIGHT_PACKED: list[tuple[str, list[Frame], bytes]] = [
    ("a deflated message", [binary(GOOD, rsv=4)], b"hello hello hello hello"),
    ("a deflated message in single bytes", fragments(Opcode.BINARY, GOOD, 1, 4), b"hello hello hello hello"),
    ("a message that is not deflated", [binary(b"plain")], b"plain"),
    ("an empty deflated message", [binary(b"\0", rsv=4)], b""),
    ("a last block", [binary(last_block(b"finished"), rsv=4)], b"finished"),
    ("an empty fragment first", [binary(b"", fin=False, rsv=4), more(GOOD)], b"hello hello hello hello"),
    ("an empty fragment last", [binary(GOOD, fin=False, rsv=4), more(b"")], b"hello hello hello hello"),
    ("zeros of exactly the limit", [binary(packed(bytes(LIMIT)), rsv=4)], bytes(LIMIT)),
    ("noise of exactly the limit, which deflate makes larger", [binary(packed(NOISE), rsv=4)], NOISE),
    ("stored blocks", [binary(b"\0\x05\0\xfa\xffhello\0", rsv=4)], b"hello"),
    ("many empty blocks", [binary(b"\0\0\0\xff\xff" * 200 + GOOD, rsv=4)], b"hello hello hello hello"),
]
for words, items, message in RIGHT_PACKED:

    async def right(stand: Stand, items=items, message=message) -> None:
        # The client forgets nothing, so a second message would need the first one's window: one is enough.
        peer = await (await stand.listen(*LIMITED)).open(offer=NAME)
        await peer.send(*items)
        await peer.expect(Opcode.BINARY, message)
        await peer.finish()

    suite.add("deflate", f"{words}: comes back", right)


@suite.case("deflate", limit=120, alone=True)
async def _(stand: Stand):
    """a bomb (64 MiB in 64 KiB, limit 1 MiB) is 1009 while it inflates, within the limit + 32 MiB"""
    service = await stand.listen("--max-message", str(1 << 20), own="bomb")
    program = service.watched()
    bomb = packed(bytes(64 << 20))
    check(len(bomb) < 1 << 20, "the bomb is too large")
    await service.is_well()
    program.forget_peak()
    before = program.memory()
    for _ in range(10):
        peer = await service.open(offer=NAME)
        await peer.send(binary(bomb, rsv=4))
        await peer.expect_failed(1009, sentence=True)
    grown = program.peak_memory() - before
    check(grown < 33 << 20, f"memory grew by {grown >> 10} KiB")
    await service.is_well()


@suite.case("deflate", limit=120, alone=True)
async def _(stand: Stand):
    """20 bombs at once stay within the limit + 32 MiB"""
    service = await stand.listen("--max-message", str(1 << 20), own="bombs")
    program = service.watched()
    await service.is_well()
    program.forget_peak()
    before = program.memory()
    peers = [await service.open(offer=NAME) for _ in range(20)]
    for peer in peers:
        await Connection.write(peer, binary(packed(bytes(32 << 20)), rsv=4).encode(masked=True))
    for peer in peers:
        await peer.expect_failed(1009, sentence=True)
    grown = program.peak_memory() - before
    check(grown < (33 << 20), f"memory grew by {grown >> 10} KiB")
