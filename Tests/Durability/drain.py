"""SIGTERM under load: clients leave one after the other, and nothing that was answered is lost."""

from __future__ import annotations

import asyncio
import base64
import collections
import json
import os
import random
import resource
import signal
import time
from dataclasses import dataclass, field

from house import House, Line, check, request

LIMIT = 10.0
"""Seconds that a drain may take: the default of --drain-timeout."""


@dataclass
class Size:
    """How much load."""

    clients: int
    rooms: int
    rate: int
    """Publishes a second."""


QUICK = Size(clients=600, rooms=120, rate=300)
WHOLE = Size(clients=5000, rooms=1000, rate=1000)


class Guest(asyncio.Protocol):
    """A WebSocket client that costs little: it reads text frames, answers a close, and remembers what it saw."""

    def __init__(self, room: str):
        self.room = room
        self.epoch = ""
        self.offset = 0
        self.seen: list[tuple[int, str]] = []
        self.gap: dict | None = None
        self.status = 0
        self._buffer = b""
        self._reset()

    def _reset(self) -> None:
        loop = asyncio.get_running_loop()
        self.subscribed: asyncio.Future[None] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()
        self.asked: tuple[float, float, float] | None = None
        """When it was asked to reconnect, after how many seconds, and within how many more."""
        self.code = 0
        self.is_leaving = False

    async def connect(self, port: int) -> None:
        """Connects and subscribes, from where it stopped before."""
        self._reset()
        self._buffer, self.status = b"", 0
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", port)
        await asyncio.wait_for(self.subscribed, 60)

    def connection_made(self, transport) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self.status == 0:
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            self._buffer, self.status = rest, int(head.split()[1])
            if self.status != 101:
                self.transport.close()
                return
            payload = {"channel": self.room}
            if self.epoch:
                payload["since"] = {"epoch": self.epoch, "offset": self.offset}
            self._send(1, request("subscribe", payload).encode())
        while frame := self._next():
            self._take(*frame)

    def _next(self) -> tuple[int, bytes] | None:
        data = self._buffer
        if len(data) < 2:
            return None
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start or len(data) < start + length:
            return None
        self._buffer = data[start + length :]
        return data[0] & 15, data[start : start + length]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == 1:
            self._read(json.loads(payload))
        elif opcode == 8:
            self.code = int.from_bytes(payload[:2], "big")
            self._send(8, payload[:2])
        elif opcode == 9:
            self._send(10, payload)

    def _read(self, message: dict) -> None:
        kind, payload = message["type"], message["payload"]
        if kind == "note":
            self.offset = message["meta"]["offset"]
            self.seen.append((self.offset, message["meta"]["id"]))
        elif kind == "subscription_confirmed":
            self.gap = payload.get("gap")
            if not self.epoch:
                self.epoch, self.offset = payload["epoch"], payload["offset"]
            elif payload["epoch"] != self.epoch:
                self.gap = {"epoch": payload["epoch"]}
            self.target = payload["offset"]
            self.subscribed.set_result(None)
        elif kind == "reconnect_required":
            self.asked = (time.monotonic(), payload["afterMs"] / 1000, payload["jitterMs"] / 1000)
            if self.is_obedient:
                delay = self.asked[1] + random.random() * self.asked[2]
                asyncio.get_running_loop().call_later(delay, self._leave)

    is_obedient = False

    def _leave(self) -> None:
        if not self.gone.done() and not self.code:
            self.is_leaving = True
            self._send(8, (1001).to_bytes(2, "big"))

    def _send(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        head = bytes([0x80 | opcode, 0x80 | size] if size < 126 else [0x80 | opcode, 0xFE, size >> 8, size & 255])
        self.transport.write(head + b"\0\0\0\0" + payload)

    def connection_lost(self, error) -> None:
        self.gone_at = time.monotonic()
        if not self.subscribed.done():
            self.subscribed.set_exception(ConnectionError(f"the answer was {self.status}, {error}"))
        if not self.gone.done():
            self.gone.set_result(None)


@dataclass
class Load:
    """Publishes at a steady rate until the server takes no more."""

    port: int
    size: Size
    answered: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: collections.defaultdict(list))
    count: int = 0
    number: int = 0

    async def run(self) -> None:
        lines = 32
        start = time.monotonic()
        await asyncio.gather(*(self._line(index, lines, start) for index in range(lines)))

    async def _line(self, index: int, lines: int, start: float) -> None:
        turn = index
        try:
            async with Line(self.port) as line:
                while True:
                    wait = start + turn / self.size.rate - time.monotonic()
                    if wait > 0:
                        await asyncio.sleep(wait)
                    turn += lines
                    await self._publish(line)
        except (ConnectionError, EOFError, OSError):
            return

    async def _publish(self, line: Line) -> None:
        self.number += 1
        name, room = f"p{self.number}", f"room-{random.randrange(self.size.rooms)}"
        status, answer = await line.publish(room, {"n": self.number}, id=name)
        if status == 200:
            self.answered[room].append((answer["offset"], name))
            self.count += 1
        else:
            check(status == 503, f"a publish was answered with {status} {answer}")


def histogram(times: list[float], window: float) -> list[int]:
    """How many of `times` are in each twentieth of `window`."""
    bins = [0] * 20
    for moment in times:
        bins[min(19, max(0, int(moment / window * 20)))] += 1
    return bins


async def drain_under_load(house: House, size: Size) -> str:
    """Drains a server under load; returns what was seen, in words."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    await house.start(loops=2)
    await _make_rooms(house, size)
    guests = [Guest(f"room-{index % size.rooms}") for index in range(size.clients)]
    for index, guest in enumerate(guests):
        guest.is_obedient = index % 2 == 0
    await _all(guests, house.program.port)
    load = Load(house.program.port, size)
    loading = asyncio.create_task(load.run())
    await asyncio.sleep(2)
    before = load.count
    check(before > size.rate, f"only {before} publishes were answered in 2 s")

    start = time.monotonic()
    house.program.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.5)
    await _is_refused(house.program.port)
    code = await asyncio.to_thread(house.program.process.wait, LIMIT + 5)
    took = time.monotonic() - start
    check(code == 0, f"it ended with {code}: {house.program.tail()}")
    check(took < LIMIT, f"it ended after {took:.1f} s, and {LIMIT:g} are allowed")
    await loading
    await asyncio.wait_for(asyncio.gather(*(guest.gone for guest in guests)), 10)
    spread = _check_leaving(guests, start)

    await house.start(loops=2)
    await _all(guests, house.program.port)
    for guest in guests:
        for _ in range(600):
            if guest.offset >= guest.target:
                break
            await asyncio.sleep(0.05)
    _check_seen(guests, load)
    for guest in guests:
        guest.transport.abort()
    house.kill()
    return (
        f"{size.clients} clients, {load.count} answered publishes at {size.rate}/s ({load.count - before} of them during the "
        f"drain), none lost; exit 0 after {took:.1f} s; {spread}"
    )


async def _make_rooms(house: House, size: Size) -> None:
    async with house.line() as line:
        for index in range(size.rooms):
            status, answer = await line.publish(f"room-{index}", 0, id=f"first-{index}")
            check(status == 200, f"a publish was answered with {status} {answer}")


async def _all(guests: list[Guest], port: int) -> None:
    gate = asyncio.Semaphore(100)

    async def one(guest: Guest) -> None:
        async with gate:
            await guest.connect(port)

    await asyncio.gather(*(one(guest) for guest in guests))


async def _is_refused(port: int) -> None:
    """Whoever comes now is sent elsewhere."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    check(head.startswith("http/1.1 503") and "retry-after:" in head, f"a late client got {head}")
    writer.close()


def _check_leaving(guests: list[Guest], start: float) -> str:
    """Everybody was asked, had the time that was announced, and they did not leave all at once."""
    check(all(guest.asked for guest in guests), "not everybody was asked to reconnect")
    window = guests[0].asked[1] + guests[0].asked[2]
    closed = 0
    for guest in guests:
        at, after, jitter = guest.asked
        stayed = guest.gone_at - at
        if guest.is_leaving:
            check(stayed <= after + jitter + 1, f"who was asked left after {stayed:.2f} s of {after + jitter:.2f}")
        else:
            closed += 1
            check(guest.code == 1012, f"a connection was closed with {guest.code}")
            check(stayed >= after + jitter - 0.5, f"closed after {stayed:.2f} s, and {after + jitter:.2f} were announced")
    for obedient in (True, False):
        times = sorted(guest.gone_at - start for guest in guests if guest.is_obedient == obedient)
        middle = times[len(times) * 9 // 10] - times[len(times) // 10]
        check(middle > window / 2, f"80 % left within {middle:.2f} s; the announced window is {window:.2f} s")
    times = [guest.gone_at - start for guest in guests]
    bins = histogram(times, 2 * window)
    check(max(bins) < len(guests) / 20 * 3, f"too many left at once: {bins}")
    return f"left over {max(times):.1f} s ({closed} closed with 1012), window {window:.1f} s, per twentieth {bins}"


def _check_seen(guests: list[Guest], load: Load) -> None:
    for guest in guests:
        check(guest.gap is None, f"{guest.room} has a gap: {guest.gap}")
        offsets = [offset for offset, _ in guest.seen]
        check(offsets == sorted(set(offsets)), f"{guest.room}: {offsets} is not in order, or not once")
        check(
            not offsets or offsets == list(range(offsets[0], offsets[-1] + 1)), f"{guest.room}: {offsets} has a hole")
        lost = set(load.answered[guest.room]) - set(guest.seen)
        check(not lost, f"{guest.room}: lost {lost}")


__all__ = ["QUICK", "WHOLE", "drain_under_load"]
