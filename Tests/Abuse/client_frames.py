"""Client: frames, closes, heartbeats and floods of an evil server; and the steering itself."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import time

from driver import Driver, as_peer, listener
from server_deflate import RIGHT_PACKED, WRONG_PACKED, packed
from stand import Stand
from Wire.connection import Connection, Failure, Peer, check
from Wire.deflate import Parameters
from Wire.frames import Opcode, binary, close, ping, pong, text
from Wire.harness import Suite
from wrong_frames import LIMIT, RIGHT, WRONG, encode, messages

suite = Suite()


@contextlib.asynccontextmanager
async def connected(stand: Stand, agree=None, context=None, **options):
    """A steered client and, beyond the wire, its server's end."""
    arrived: asyncio.Future[Peer] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def serve(connection: Connection) -> None:
        try:
            arrived.set_result(await as_peer(connection, agree))
        except Exception as error:
            arrived.done() or arrived.set_exception(error)
        await done.wait()

    async with Driver.start(stand) as drive, listener(serve, context) as (url, _):
        try:
            got = await drive("connect", url=f"{url}/", **options)
            check(got["ok"], f"not connected: {got}")
            yield drive, await arrived
        finally:
            done.set()


async def is_told(drive: Driver, *codes: int) -> dict:
    """Expects that the next thing the client has to tell is the end of its connection."""
    got = await drive("recv", timeout=10)
    check(not got["ok"] and got.get("closed") is True, f"expected the end, got {got}")
    check(not codes or got.get("code") in codes, f"expected code {codes}, got {got}")
    return got


def deflating(_: str) -> Parameters:
    return Parameters()


for words, items, codes in WRONG:

    async def wrong(stand: Stand, items=items, codes=codes) -> None:
        async with connected(stand, max_message=LIMIT, deflate=False) as (drive, peer):
            await peer.write(encode(items, masked=False))
            failed = await peer.expect_failed(*codes, sentence=True)
            await is_told(drive, failed.close_code)

    suite.add("client frame", f"{words}: close {' or '.join(map(str, codes))} with a sentence", wrong)

for words, items, _ in RIGHT:

    async def right(stand: Stand, items=items) -> None:
        async with connected(stand, max_message=LIMIT) as (drive, peer):
            await peer.send(*items)
            for kind, payload in messages(items):
                got = await drive("recv", timeout=10)
                check(got["ok"], f"{got}")
                check(got["type"] == ("text" if kind == Opcode.TEXT else "binary"), f"{got}")
                check(got["len"] == len(payload), f"{got['len']} bytes")
                check(got["sha256"] == hashlib.sha256(payload).hexdigest(), "the bytes are others")
            await peer.send(close(1000))
            await peer.expect_close(1000)

    suite.add("client frame", f"{words}: arrives", right)

for words, items, codes in WRONG_PACKED:

    async def wrong_packed(stand: Stand, items=items, codes=codes) -> None:
        async with connected(stand, agree=deflating, deflate=True, max_message=LIMIT) as (drive, peer):
            await peer.send(*items)
            failed = await peer.expect_failed(*codes, sentence=True)
            await is_told(drive, failed.close_code)

    suite.add("client deflate", f"{words}: close {' or '.join(map(str, codes))} with a sentence", wrong_packed)

for words, items, message in RIGHT_PACKED:

    async def right_packed(stand: Stand, items=items, message=message) -> None:
        async with connected(stand, agree=deflating, deflate=True, max_message=LIMIT) as (drive, peer):
            await peer.send(*items)
            got = await drive("recv", timeout=10)
            check(got.get("sha256") == hashlib.sha256(message).hexdigest(), f"{str(got)[:200]}")
            await peer.send(close(1000))
            await peer.expect_close(1000)

    suite.add("client deflate", f"{words}: arrives", right_packed)


@suite.case("client deflate", alone=True)
async def _(stand: Stand):
    """a bomb (256 MiB in 256 KiB, limit 1 MiB) is 1009, within the limit + 32 MiB"""
    async with connected(stand, agree=deflating, deflate=True, max_message=1 << 20) as (drive, peer):
        before = drive.memory()
        await peer.send(binary(packed(bytes(256 << 20)), rsv=4))
        await peer.expect_failed(1009, sentence=True)
        await is_told(drive)
        grown = drive.memory("VmHWM") - before
        check(grown < 33 << 20, f"memory grew by {grown >> 10} KiB")


@suite.case("client deflate")
async def _(stand: Stand):
    """what the client sends is deflated within the agreed window, and forgets where it must"""
    parameters = Parameters(client_bits=9, client_forgets=True)
    async with connected(stand, agree=lambda _: parameters, deflate=True) as (drive, peer):
        check("client_max_window_bits" in peer.head.get("sec-websocket-extensions"), "the client cannot shrink")
        for index in range(5):
            message = f"hello {index} " * 400
            await drive("send", text=message)
            await peer.expect(Opcode.TEXT, message.encode())


# Closing


for code, reason in (
    (1000, ""),
    (1001, "going away"),
    (1008, "policy"),
    (1011, "oh"),
    (1012, ""),
    (1013, "later"),
    (4400, "version"),
):

    async def server_closes(stand: Stand, code=code, reason=reason) -> None:
        async with connected(stand) as (drive, peer):
            await peer.send(close(code, reason.encode()))
            await peer.expect_close(code)
            peer.writer.write_eof()
            got = await is_told(drive, code)
            check(got.get("reason") == reason, f"{got}")
            await peer.expect_end(reset_is_fine=True)

    suite.add(
        "client close", f"a server's close {code} is answered by {code} and told with its reason", server_closes
    )


@suite.case("client close")
async def _(stand: Stand):
    """a server's close without code is answered, and told as 1005 or none"""
    async with connected(stand) as (drive, peer):
        await peer.send(close(None))
        await peer.expect_close(None, 1000)
        peer.writer.write_eof()
        await is_told(drive, 1005, None)


@suite.case("client close")
async def _(stand: Stand):
    """TCP that ends without a close frame is told as 1006"""
    async with connected(stand) as (drive, peer):
        peer.writer.write_eof()
        await is_told(drive, 1006)


@suite.case("client close")
async def _(stand: Stand):
    """RST is told as 1006"""
    async with connected(stand) as (drive, peer):
        peer.reset()
        await is_told(drive, 1006)


@suite.case("client close")
async def _(stand: Stand):
    """TCP that ends within a frame is told as 1006"""
    async with connected(stand) as (drive, peer):
        await peer.write(b"\x82\x7e\x10\x00abc")
        peer.writer.write_eof()
        await is_told(drive, 1006)


@suite.case("client close")
async def _(stand: Stand):
    """a message before the close is told before it"""
    async with connected(stand) as (drive, peer):
        await peer.send(text("last words"), close(1000))
        got = await drive("recv", timeout=5)
        check(got.get("text") == "last words", f"{got}")
        await is_told(drive, 1000)


async def close_and_watch(drive: Driver, peer: Peer, answer: bool, **fields) -> tuple[dict, float]:
    start = time.monotonic()
    asking = asyncio.ensure_future(drive("close", **fields))
    frame = await peer.receive_message()
    check(frame.opcode == Opcode.CLOSE, f"got {frame}")
    if answer:
        await peer.send(close(frame.close_code))
        peer.writer.write_eof()
    return await asking, time.monotonic() - start


@suite.case("client close")
async def _(stand: Stand):
    """a close op sends its code and reason, and tells what the server answered"""
    async with connected(stand) as (drive, peer):
        asking = asyncio.ensure_future(drive("close", code=4001, reason="enough", timeout=10))
        found = await peer.expect_close(4001)
        check(found.close_reason == b"enough", f"got {found}")
        await peer.send(close(4001, b"as you like"))
        peer.writer.write_eof()
        got = await asking
        check(got["ok"] and got.get("code") == 4001, f"{got}")
        await peer.expect_end(reset_is_fine=True)


@suite.case("client close")
async def _(stand: Stand):
    """a server that never answers a close is left after the timeout"""
    async with connected(stand) as (drive, peer):
        got, took = await close_and_watch(drive, peer, answer=False, code=1000, timeout=1)
        check(took < 5, f"left after {took:.1f} s: {got}")
        await peer.drain_to_end(15)
        check(peer.reader.at_eof() or peer.reader.exception() is not None, "the client still holds its connection")


@suite.case("client close")
async def _(stand: Stand):
    """a server that answers a close but keeps TCP is left within the timeout"""
    async with connected(stand) as (drive, peer):
        start = time.monotonic()
        asking = asyncio.ensure_future(drive("close", code=1000, timeout=2))
        await peer.expect_close(1000)
        await peer.send(close(1000))
        got = await asking
        check(time.monotonic() - start < 8, f"answered after {time.monotonic() - start:.1f} s")
        check(got.get("code") == 1000, f"{got}")
        await peer.drain_to_end(15)
        check(peer.reader.at_eof() or peer.reader.exception() is not None, "the client still holds its connection")


@suite.case("client close")
async def _(stand: Stand):
    """a server that goes on talking after the client's close does not keep it from closing"""
    async with connected(stand) as (drive, peer):
        asking = asyncio.ensure_future(drive("close", code=1000, timeout=5))
        await peer.expect_close(1000)
        await peer.send(*[text("more")] * 100, ping(), close(1000))
        peer.writer.write_eof()
        got = await asking
        check(got["ok"] and got.get("code") == 1000, f"{got}")


@suite.case("client close")
async def _(stand: Stand):
    """codes and reasons that may not be sent are refused before they are sent"""
    async with connected(stand) as (drive, peer):
        for fields in (
            {"code": 1005},
            {"code": 1006},
            {"code": 999},
            {"code": 1000, "reason": "a" * 124},
            {"code": 70000},
        ):
            got = await drive("close", timeout=2, **fields)
            check(not got["ok"], f"{fields} was taken: {got}")
        await peer.send(text("still open"))
        got = await drive("recv", timeout=5)
        check(got.get("text") == "still open", f"{got}")


# Pings


@suite.case("client ping")
async def _(stand: Stand):
    """pings are answered, while nobody asks for messages"""
    async with connected(stand) as (_, peer):
        for payload in (b"", b"hello", b"\xff" * 125):
            await peer.send(ping(payload))
            await peer.expect(Opcode.PONG, payload)


@suite.case("client ping")
async def _(stand: Stand):
    """a ping op is done when its own pong comes, not another"""
    async with connected(stand) as (drive, peer):
        asking = asyncio.ensure_future(drive("ping", b64=base64.b64encode(b"token").decode(), timeout=10))
        await peer.expect(Opcode.PING, b"token")
        await peer.send(pong(b"other"))
        await asyncio.sleep(0.2)
        check(not asking.done(), "another pong was enough")
        await peer.send(pong(b"token"))
        check((await asking)["ok"], "the pong was not noticed")


@suite.case("client ping")
async def _(stand: Stand):
    """a ping op whose pong does not come ends with its timeout"""
    async with connected(stand) as (drive, _):
        start = time.monotonic()
        got = await drive("ping", b64="", timeout=0.5)
        check(not got["ok"] and time.monotonic() - start < 4, f"{got}")


@suite.case("client ping")
async def _(stand: Stand):
    """a server that answers no pings is given up after ping_interval and ping_timeout"""
    async with connected(stand, ping_interval=0.5, ping_timeout=0.5) as (drive, peer):
        start = time.monotonic()
        got = await drive("recv", timeout=10)
        check(not got["ok"] and got.get("closed"), f"{got}")
        check(time.monotonic() - start < 6, f"given up after {time.monotonic() - start:.1f} s")
        peer.end()


@suite.case("client ping")
async def _(stand: Stand):
    """a server that answers pings is kept"""
    async with connected(stand, ping_interval=0.3, ping_timeout=0.5) as (drive, peer):
        for _ in range(5):
            frame = await peer.receive_message()
            check(frame.opcode == Opcode.PING, f"got {frame}")
            await peer.send(pong(frame.payload))
        await peer.send(text("still here"))
        got = await drive("recv", timeout=5)
        check(got.get("text") == "still here", f"{got}")


@suite.case("client ping", alone=True)
async def _(stand: Stand):
    """a flood of pings whose pongs nobody reads stays bounded"""
    async with connected(stand) as (drive, peer):
        before = drive.memory()
        data = ping(b"p" * 125).encode(masked=False) * 500
        peer.writer.transport.pause_reading()
        for _ in range(400):
            peer.writer.write(data)
            try:
                await asyncio.wait_for(peer.writer.drain(), 2)
            except (asyncio.TimeoutError, ConnectionError):
                break
        grown = drive.memory("VmHWM") - before
        check(grown < 32 << 20, f"memory grew by {grown >> 10} KiB")
        check((await drive("state"))["ok"], "the client does not answer")


# Sending and receiving


async def send_until_held_back(drive: Driver, peer: Peer) -> None:
    peer.writer.transport.pause_reading()
    message = base64.b64encode(bytes(1 << 20)).decode()
    for _ in range(64):
        got = await drive("send", b64=message, timeout=0.5)
        if not got["ok"]:
            check(got.get("timeout") is True, f"{got}")
            return
    raise Failure("64 MiB were taken by a server that reads nothing")


@suite.case("client flow")
async def _(stand: Stand):
    """a server that does not read holds a send back until its timeout"""
    async with connected(stand, deflate=False) as (drive, peer):
        await send_until_held_back(drive, peer)


@suite.case("client flow")
async def _(stand: Stand):
    """a client that does not receive holds the server back, or bounds what it keeps"""
    async with connected(stand, deflate=False) as (drive, peer):
        before = drive.memory()
        data = binary(bytes(65536)).encode(masked=False)
        taken = 0
        for _ in range(4000):
            peer.writer.write(data)
            try:
                await asyncio.wait_for(peer.writer.drain(), 2)
            except (asyncio.TimeoutError, ConnectionError):
                break
            taken += len(data)
        grown = drive.memory() - before
        check(grown < 64 << 20, f"memory grew by {grown >> 20} MiB after {taken >> 20} MiB")
        for _ in range(20):
            got = await drive("recv", timeout=5)
            check(got["ok"] and got["len"] == 65536, f"{str(got)[:200]}")


@suite.case("client flow")
async def _(stand: Stand):
    """texts and bytes go out as one frame each, masked with another key every time"""
    async with connected(stand, deflate=False) as (drive, peer):
        await drive("send", text="Grüße")
        await peer.expect(Opcode.TEXT, "Grüße".encode())
        await drive("send", b64=base64.b64encode(b"\0\xff").decode())
        await peer.expect(Opcode.BINARY, b"\0\xff")
        await drive("send", text="")
        await peer.expect(Opcode.TEXT, b"")
        keys = set()
        for _ in range(8):
            await drive("send", text="a")
            while len(peer.buffer) < 7:
                await peer.fill()
            keys.add(bytes(peer.buffer[2:6]))
            peer.buffer.clear()
        check(len(keys) == 8, "a masking key came twice")


@suite.case("client flow")
async def _(stand: Stand):
    """recv with nothing there ends with its timeout"""
    async with connected(stand) as (drive, _):
        start = time.monotonic()
        got = await drive("recv", timeout=0.3)
        check(not got["ok"] and got.get("timeout") is True, f"{got}")
        check(0.2 < time.monotonic() - start < 3, "the timeout is another")


@suite.case("client flow")
async def _(stand: Stand):
    """a large message is told by length and digest, without its bytes"""
    async with connected(stand, max_message=8 << 20) as (drive, peer):
        payload = bytes(range(256)) * 16384
        await peer.send(binary(payload))
        got = await drive("recv", timeout=10)
        check(got["ok"] and got["len"] == len(payload), f"{str(got)[:200]}")
        check(got["sha256"] == hashlib.sha256(payload).hexdigest(), "the bytes are others")
        check("b64" not in got and "text" not in got, "4 MiB are in a line")


@suite.case("client flow")
async def _(stand: Stand):
    """RST while a send is held back ends it"""
    async with connected(stand, deflate=False) as (drive, peer):
        await send_until_held_back(drive, peer)
        peer.reset()
        for _ in range(20):
            got = await drive("recv", timeout=5)
            if got.get("closed"):
                check(got["code"] == 1006, f"{got}")
                return
        raise Failure("the end is not told")


# The steering


@suite.case("drive")
async def _(stand: Stand):
    """nonsense is answered by an error, and the next line is heard"""
    async with Driver.start(stand) as drive:
        for line in (
            b"nonsense",
            b"{}",
            b"[]",
            b'{"op":"fly"}',
            b'{"op":5}',
            b'{"op":"send","text":5}',
            b'{"op":"connect"}',
            b"\xff\xfe",
        ):
            got = await drive.raw(line, 10)
            check(got.get("ok") is False and len(got.get("error") or "") > 3, f"{line!r} is answered by {got}")
        check((await drive("state"))["ok"], "the next line was not heard")


@suite.case("drive")
async def _(stand: Stand):
    """operations without a connection are errors"""
    async with Driver.start(stand) as drive:
        for op, fields in (("send", {"text": "a"}), ("recv", {"timeout": 0.2}), ("ping", {"b64": ""}), ("close", {})):
            got = await drive(op, **fields)
            check(not got["ok"], f"{op}: {got}")


@suite.case("drive")
async def _(stand: Stand):
    """one process makes one connection after another"""

    async def serve(connection: Connection) -> None:
        peer = await as_peer(connection)
        await peer.send(text(peer.head.path))
        await peer.drain_to_end(20)

    async with Driver.start(stand) as drive, listener(serve) as (url, _):
        for index in range(10):
            check((await drive("connect", url=f"{url}/{index}"))["ok"], "not connected")
            got = await drive("recv", timeout=5)
            check(got.get("text") == f"/{index}", f"{got}")
            await drive("close", code=1000, timeout=0.2)


@suite.case("drive")
async def _(stand: Stand):
    """quit is answered and ends the process with 0"""
    async with Driver.start(stand) as drive:
        check((await drive("quit"))["ok"], "quit failed")
        check(await asyncio.wait_for(drive.process.wait(), 5) == 0, f"exit code {drive.process.returncode}")


@suite.case("drive")
async def _(stand: Stand):
    """the end of its input ends the process"""
    async with Driver.start(stand) as drive:
        await drive("state")
        drive.process.stdin.close()
        check(await asyncio.wait_for(drive.process.wait(), 5) == 0, f"exit code {drive.process.returncode}")


@suite.case("drive")
async def _(stand: Stand):
    """100 lines at once are answered in their order"""
    async with Driver.start(stand) as drive:
        drive.process.stdin.write(b"".join(b'{"id":%d,"op":"state"}\n' % index for index in range(100)))
        for index in range(100):
            line = await asyncio.wait_for(drive.process.stdout.readline(), 5)
            check(f'"id":{index}' in line.decode().replace(" ", ""), f"answer {index} is {line!r}")
