"""Server: too much, too slow, too many; memory and CPU are watched from outside."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
import time
from urllib.parse import urlsplit

from stand import Service, Stand
from Wire.connection import Connection, Failure, Peer, check
from Wire.frames import Opcode, binary, close, header, more, ping, text
from Wire.handshake import request
from Wire.harness import Suite
from Wire.programs import Program, Stopwatch

suite = Suite()
MIB = 1 << 20


async def returns_to(program: Program, descriptors: int, patience: float = 15) -> None:
    """Waits until the program holds no more descriptors than before."""
    for _ in range(int(patience * 10)):
        if program.descriptors() <= descriptors:
            return
        await asyncio.sleep(0.1)
    raise Failure(f"{program.descriptors()} descriptors are open, {descriptors} were before")


async def echo_cost(service: Service, count: int = 2000) -> float:
    """The server's CPU seconds for `count` echoes."""
    peer = await service.open()
    with Stopwatch(service.watched()) as watch:
        for _ in range(count // 50):
            await peer.send(*[text("how fast?")] * 50)
            for _ in range(50):
                await peer.expect(Opcode.TEXT, b"how fast?")
    await peer.finish()
    return watch.cpu


async def latencies(service: Service, count: int, pause: float = 0.005) -> list[float]:
    """Round trips of a client that has nothing to do with the abuse, sorted."""
    peer = await service.open()
    found = []
    for _ in range(count):
        start = time.monotonic()
        await peer.send(text("still there?"))
        await peer.expect(Opcode.TEXT, b"still there?")
        found.append(time.monotonic() - start)
        await asyncio.sleep(pause)
    await peer.finish()
    return sorted(found)


# RST at every stage

STAGES = {
    "before a byte": b"",
    "within the head": b"GET / HTTP/1.1\r\nHost: a\r\nUpg",
    "right after the head": request(),
    "within a frame's header": request() + b"\x82",
    "within a frame": request() + header(2, 100000, masked=True) + b"\0\0\0\0" + b"a" * 5000,
    "within a message": request() + text("a", fin=False).encode(masked=True),
    "with an answer on its way": request() + binary(b"a" * 60000).encode(masked=True) * 20,
    "behind a close": request() + close(1000).encode(masked=True),
    "behind a bad frame": request() + text("a", rsv=1).encode(masked=True),
}
for words, raw in STAGES.items():

    async def reset(stand: Stand, raw=raw) -> None:
        service = await stand.listen(own="reset")
        program = service.watched()
        await service.is_well()
        descriptors = program.descriptors()
        for pause in (0, 0.001, 0.01) * 10:
            connection = await service.connect()
            connection.writer.write(raw)
            await asyncio.sleep(pause)
            connection.reset()
        await returns_to(program, descriptors + 2)
        await service.is_well()

    suite.add("reset", f"30 connections reset {words} leave nothing behind", reset, alone=True)

    async def ended(stand: Stand, raw=raw) -> None:
        service = await stand.listen("--handshake-timeout", "2", own="ended")
        program = service.watched()
        await service.is_well()
        descriptors = program.descriptors()
        for _ in range(10):
            connection = await service.connect()
            connection.writer.write(raw)
            connection.writer.write_eof()
            await connection.drain_to_end(10)
            connection.end()
        await returns_to(program, descriptors + 2)
        await service.is_well()

    suite.add("half-closed", f"10 connections half-closed {words} are ended by the server", ended, alone=True)


# Handshakes that stall


async def is_dropped(connection: Connection, within: float, trickle: bytes = b"") -> float:
    """Waits for the end of a connection that `trickle` is sent to; returns after how long it came."""
    start = time.monotonic()
    reading = asyncio.ensure_future(connection.drain_to_end(within + 5))
    with contextlib.suppress(ConnectionError):
        while not reading.done() and trickle:
            await connection.write(trickle)
            await asyncio.sleep(0.2)
    answer = await reading
    took = time.monotonic() - start
    check(took < within, f"dropped after {took:.1f} s, allowed {within:g} s")
    check(answer == b"" or answer[:10] == b"HTTP/1.1 4", f"answered by {answer[:60]!r}")
    return took


STALLS = {
    "nothing at all": (b"", b""),
    "half a request line": (b"GET /", b""),
    "a head without its end": (request()[:-2], b""),
    "one byte of a name at a time": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"a"),
    "one field at a time": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X: a\r\n"),
    "one empty line at a time": (b"", b"\r\n"),
}
for words, (start, trickle) in STALLS.items():

    async def stalls(stand: Stand, start=start, trickle=trickle) -> None:
        service = await stand.listen("--handshake-timeout", "2")
        connection = await service.connect()
        await connection.write(start)
        await is_dropped(connection, 6, trickle)

    suite.add("stall", f"a handshake of {words} is dropped after --handshake-timeout 2", stalls)

    async def stalls_by_default(stand: Stand, start=start, trickle=trickle) -> None:
        connection = await (await stand.listen()).connect()
        await connection.write(start)
        await is_dropped(connection, 10, trickle)

    suite.add("stall", f"a handshake of {words} is dropped within 10 s by default", stalls_by_default)


@suite.case("stall")
async def _(stand: Stand):
    """half a head in the packet of another request is dropped after --handshake-timeout 2, too"""
    connection = await (await stand.listen("--handshake-timeout", "2")).connect()
    await connection.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /")
    start = time.monotonic()
    await connection.drain_to_end(30)
    check(time.monotonic() - start < 6, f"dropped after {time.monotonic() - start:.1f} s")


@suite.case("stall")
async def _(stand: Stand):
    """the time for a handshake does not end a connection that is open and silent"""
    service = await stand.listen("--handshake-timeout", "1")
    peer = await service.open()
    await asyncio.sleep(4)
    await peer.send(text("still open"))
    await peer.expect(Opcode.TEXT, b"still open")
    await peer.finish()


@suite.case("stall", alone=True)
async def _(stand: Stand):
    """500 stalling handshakes do not hinder another client, and all are dropped"""
    service = await stand.listen("--handshake-timeout", "3", own="stalling")
    program = service.watched()
    await service.is_well()
    descriptors = program.descriptors()
    stalling = [await service.connect() for _ in range(500)]
    for connection in stalling:
        connection.writer.write(b"GET / HTTP/1.1\r\n")
    await service.is_well()
    await returns_to(program, descriptors + 2)
    for connection in stalling:
        connection.end()


@suite.case("half-open", alone=True, limit=180)
async def _(stand: Stand):
    """20,000 half-open upgrades are bounded: who is connected is served, who comes gets in, and nothing is left"""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    service = await stand.server(own="half-open")
    program = service.watched()
    await service.is_well()
    descriptors, before = program.descriptors(), program.memory()
    peer = await service.open()
    address = urlsplit(service.url)
    half = request()[:-2]
    stalling = []
    # As many as this process may open.
    for number in range(min(20_000, most - 200)):
        one = socket.socket()
        one.setblocking(False)
        # From many addresses, so that there are ports for all.
        one.bind((f"127.0.0.{2 + number % 50}", 0))
        one.connect_ex((address.hostname, address.port))
        stalling.append(one)
        if number % 64 == 63:
            await asyncio.sleep(0.002)
            for one in stalling[-64:]:
                with contextlib.suppress(OSError):
                    one.send(half)
        if number % 2_000 == 1_999:
            start = time.monotonic()
            await peer.send(text("still served?"))
            await peer.expect(Opcode.TEXT, b"still served?")
            await service.is_well()
            took = time.monotonic() - start
            check(took < 3, f"with {number + 1} half-open upgrades it took {took:.1f} s to be served")
    check(program.descriptors() < most, f"{program.descriptors()} descriptors are open")
    grown = program.memory() - before
    check(grown < 256 * MIB, f"memory grew by {grown >> 10} KiB")
    await returns_to(program, descriptors + 3)
    await peer.finish()
    for one in stalling:
        one.close()


# Memory


@suite.case("memory", alone=True, limit=240)
async def _(stand: Stand):
    """100,000 unfinished one-byte fragments on each of 20 connections stay under 64 MiB in all"""
    service = await stand.listen(own="fragments")
    program = service.watched()
    await service.is_well()
    program.forget_peak()
    before = program.memory()
    first = binary(b"a", fin=False).encode(masked=True)
    rest = header(Opcode.CONTINUATION, 1, fin=False, masked=True) + b"\0\0\0\0" + b"a"
    peers = [await service.open() for _ in range(20)]
    with Stopwatch(program) as watch:
        for peer in peers:
            await peer.write(first)
            for _ in range(100):
                await peer.write(rest * 1000)
        for peer in peers:
            await peer.send(ping(b"all taken?"))
            await peer.expect(Opcode.PONG, b"all taken?")
    grown = program.peak_memory() - before
    check(grown < 64 * MIB, f"memory grew by {grown >> 10} KiB")
    check(watch.cpu < 10, f"2,000,000 fragments cost {watch.cpu:.1f} s of CPU")
    await peers[0].send(more(b"end"))
    await peers[0].expect(Opcode.BINARY, b"a" * 100001 + b"end")
    for peer in peers:
        peer.end()


@suite.case("memory", alone=True)
async def _(stand: Stand):
    """announced bytes cost nothing before they come: 200 frames of the limit, announced only"""
    service = await stand.listen("--max-message", str(64 * MIB), own="announced")
    program = service.watched()
    await service.is_well()
    before = program.memory()
    peers = [await service.open() for _ in range(200)]
    for peer in peers:
        await peer.write(header(Opcode.BINARY, 64 * MIB, masked=True) + b"\0\0\0\0" + b"a" * 100)
    await asyncio.sleep(0.5)
    await service.is_well()
    grown = program.memory() - before
    check(grown < 64 * MIB, f"memory grew by {grown >> 10} KiB")
    for peer in peers:
        peer.end()


@suite.case("memory", alone=True)
async def _(stand: Stand):
    """2^62 announced bytes are refused at once"""
    service = await stand.listen(own="announced")
    program = service.watched()
    before = program.memory()
    for _ in range(50):
        peer = await service.open()
        await peer.write(header(Opcode.BINARY, 1 << 62, masked=True) + b"\0\0\0\0")
        await peer.expect_failed(1009, sentence=True)
    check(program.memory() - before < 16 * MIB, "memory grew by 16 MiB")


async def flood(peer: Peer, data: bytes, times: int, most: float) -> int:
    """Sends without reading, until the peer takes no more for `most` seconds; returns the bytes it took."""
    sent = 0
    for _ in range(times):
        peer.writer.write(data)
        try:
            await asyncio.wait_for(peer.writer.drain(), most)
        except asyncio.TimeoutError:
            return sent
        except ConnectionError:
            return sent
        sent += len(data)
    return sent


def deaf(peer: Peer) -> None:
    """Stops reading, with a small buffer in the kernel."""
    peer.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    peer.writer.transport.pause_reading()


@suite.case("memory", alone=True, limit=120)
async def _(stand: Stand):
    """a flood of pings whose pongs nobody reads stays bounded, and others do not feel it"""
    service = await stand.listen(own="pings")
    program = service.watched()
    await service.is_well()
    program.forget_peak()
    before = program.memory()
    pings = ping(b"p" * 125).encode(masked=True) * 500
    peers = [await service.open() for _ in range(10)]
    for peer in peers:
        deaf(peer)
    await asyncio.gather(*(flood(peer, pings, 200, 3) for peer in peers))
    grown = program.peak_memory() - before
    check(grown < 32 * MIB, f"memory grew by {grown >> 10} KiB for 10 floods of 13 MB")
    await service.is_well()
    for peer in peers:
        peer.end()


@suite.case("memory", alone=True, limit=120)
async def _(stand: Stand):
    """a flood of pings is answered: the last pong comes"""
    service = await stand.listen(own="pings")
    peer = await service.open()
    pings = ping(b"").encode(masked=True) * 1000
    reading = asyncio.ensure_future(await_last_pong(peer))
    for _ in range(100):
        await peer.write(pings)
    await peer.send(ping(b"last"))
    await asyncio.wait_for(reading, 30)
    await peer.finish()


async def await_last_pong(peer: Peer) -> None:
    while True:
        frame = await peer.receive_message()
        check(frame.opcode == Opcode.PONG, f"got {frame}")
        if frame.payload == b"last":
            return


@suite.case("memory", alone=True, limit=180)
async def _(stand: Stand):
    """readers that stop cost their budget of 1 MiB each and no more; others' p99 is not doubled"""
    service = await stand.listen(own="readers")
    program = service.watched()
    await service.is_well()
    quiet = await latencies(service, 200)
    program.forget_peak()
    before = program.memory()
    peers = [await service.open() for _ in range(20)]
    data = binary(b"a" * 65536).encode(masked=True) * 4
    for peer in peers:
        deaf(peer)
    floods = asyncio.gather(*(flood(peer, data, 400, 2) for peer in peers))
    await asyncio.gather(floods)
    with Stopwatch(program) as watch:
        loud = await latencies(service, 200)
    grown = program.peak_memory() - before
    # A budget may be overrun by one message; allocators keep some.
    check(grown < 20 * 2 * MIB + 8 * MIB, f"memory grew by {grown >> 10} KiB for 20 readers that stopped")
    check(
        watch.cpu < watch.seconds / 2,
        f"{watch.cpu:.2f} s of CPU in {watch.seconds:.2f} s beside readers that stopped",
    )
    p99 = (quiet[197], loud[197])
    check(p99[1] < max(2 * p99[0], 0.02), f"p99 went from {p99[0] * 1000:.1f} to {p99[1] * 1000:.1f} ms")
    for peer in peers:
        peer.end()


@suite.case("memory", alone=True, limit=120)
async def _(stand: Stand):
    """a reader that stops and goes on gets everything that was taken from it, in order, or is told why not"""
    service = await stand.listen(own="readers")
    peer = await service.open()
    deaf(peer)
    sent = 0
    for index in range(200):
        peer.writer.write(binary(index.to_bytes(4, "big") * 8192).encode(masked=True))
        sent += 1
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(peer.writer.drain(), 0.02)
    peer.writer.transport.resume_reading()
    for index in range(sent):
        frame = await peer.receive_message()
        if frame.opcode == Opcode.CLOSE:
            check(frame.close_code in (1008, 1013, 1009, 1011), f"got {frame}")
            peer.end()
            return
        check(frame.payload == index.to_bytes(4, "big") * 8192, f"message {index} is another")
    await peer.finish()


@suite.case("memory", alone=True)
async def _(stand: Stand):
    """1,000 idle connections cost less than 4 KiB each"""
    service = await stand.listen(own="idle")
    program = service.watched()
    warm = [await service.open() for _ in range(100)]
    before = program.memory()
    peers = [await service.open() for _ in range(1000)]
    grown = program.memory() - before
    for peer in warm + peers:
        peer.end()
    check(grown < 1000 * 4096, f"each costs {grown / 1000:.0f} bytes")


@suite.case("memory", alone=True, limit=120)
async def _(stand: Stand):
    """5,000 connections that come and go leave nothing behind"""
    service = await stand.listen(own="churn")
    program = service.watched()

    async def visits(count: int) -> None:
        for _ in range(count):
            peer = await service.open()
            await peer.send(text("hello"))
            await peer.expect(Opcode.TEXT, b"hello")
            await peer.finish()

    await asyncio.gather(*(visits(100) for _ in range(10)))
    descriptors, before = program.descriptors(), program.memory()
    await asyncio.gather(*(visits(400) for _ in range(10)))
    check(program.memory() - before < 4 * MIB, f"memory grew by {(program.memory() - before) >> 10} KiB")
    await returns_to(program, descriptors + 2)


# CPU


@suite.case("spin", alone=True)
async def _(stand: Stand):
    """an idle server with idle, half-open and half-closed connections uses no CPU"""
    service = await stand.listen(own="spin")
    program = service.watched()
    idle = [await service.open() for _ in range(20)]
    halves = [await service.open() for _ in range(20)]
    for peer in halves:
        await peer.send(text("a", fin=False))
    readers = [await service.open() for _ in range(5)]
    for peer in readers:
        deaf(peer)
        await flood(peer, binary(b"a" * 65536).encode(masked=True), 200, 0.5)
    with Stopwatch(program) as watch:
        await asyncio.sleep(3)
    for peer in idle + halves + readers:
        peer.end()
    check(watch.cpu < 0.15, f"{watch.cpu:.2f} s of CPU in 3 s of nothing")


@suite.case("spin", alone=True, limit=90)
async def _(stand: Stand):
    """with all descriptors in use the server does not spin, and recovers within 1 s"""
    service = await stand.listen(files=64, own="descriptors")
    program = service.watched()
    await service.is_well()
    crowd = [await service.connect() for _ in range(120)]
    for connection in crowd:
        connection.writer.write(request())
    await asyncio.sleep(1)
    with Stopwatch(program) as watch:
        await asyncio.sleep(3)
    check(program.is_alive, f"the server is gone: {program.tail()}")
    check(watch.cpu < 0.5, f"{watch.cpu:.2f} s of CPU in 3 s without descriptors")
    for connection in crowd:
        connection.end()
    start = time.monotonic()
    await service.is_well()
    check(time.monotonic() - start < 2, f"the next client waited for {time.monotonic() - start:.1f} s")


@suite.case("spin", alone=True, limit=90)
async def _(stand: Stand):
    """a client within the descriptors is served while others wait without"""
    service = await stand.listen(files=64, own="descriptors")
    service.watched()
    await service.is_well()
    inside = await service.open()
    crowd = [await service.connect() for _ in range(100)]
    await asyncio.sleep(0.5)
    start = time.monotonic()
    await inside.send(text("me too"))
    await inside.expect(Opcode.TEXT, b"me too")
    check(time.monotonic() - start < 1, "the echo took more than a second")
    for connection in crowd:
        connection.end()
    await inside.finish()


@suite.case("spin", alone=True, limit=120)
async def _(stand: Stand):
    """1 MiB in single bytes, one frame each, costs little and hinders nobody"""
    service = await stand.listen(own="bytes")
    peer = await service.open()
    frame = header(Opcode.BINARY, 1, masked=True) + b"\0\0\0\0a"
    reading = asyncio.ensure_future(count_bytes(peer, 200_000 * 3))
    with Stopwatch(service.watched()) as watch:
        for _ in range(200):
            await peer.write(frame * 1000)
        await asyncio.wait_for(reading, 60)
    check(watch.cpu < 5, f"200,000 echoes of one byte cost {watch.cpu:.1f} s of CPU")
    peer.end()


async def count_bytes(connection: Connection, wanted: int) -> None:
    found = 0
    while found < wanted:
        check(await connection.fill(), f"the stream ended after {found} bytes")
        found += len(connection.buffer)
        connection.buffer.clear()


@suite.case("afterwards", alone=True, limit=120)
async def _(stand: Stand):
    """the server that all this was done to is as fast as one that is new"""
    fresh = await stand.listen(own="fresh")
    for _ in range(2):
        await echo_cost(fresh)
    new = min([await echo_cost(fresh, 10000) for _ in range(4)])
    for own in ("reset", "fragments", "pings", "readers", "churn", "spin"):
        used = await stand.listen(own=own)
        await echo_cost(used)
        old = min([await echo_cost(used, 10000) for _ in range(4)])
        check(old <= new * 1.5 + 0.03, f"{own}: 10,000 echoes cost {old:.2f} s of CPU, {new:.2f} s on a new server")
