"""Numbered messages through a proxy that breaks everything: `tautline sub` prints each once, in order, or tells a gap."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field

from faults import FaultProxy
from Wire.connection import check
from Wire.programs import Program, free_port

ROOM = "numbers"
HISTORY = 1_000
"""What a room remembers by default."""

LONG_HISTORY = ["--history", "50000", "--history-bytes", str(64 << 20)]
"""More than any connection misses."""

ON_THEIR_WAY = 20
"""Messages that the server may have numbered while their answers were not read yet."""


@dataclass(frozen=True)
class Size:
    """How much of it."""

    messages: int
    rate: int
    """Messages a second."""
    pause: tuple[float, float]
    """Seconds between two faults."""
    has_gaps: bool = True
    """Whether so much is published while a connection is lost that the history does not reach back."""


QUICK = Size(messages=6_000, rate=400, pause=(0.5, 1.5))
QUICK_REMEMBERED = Size(messages=6_000, rate=400, pause=(0.5, 1.5), has_gaps=False)
WHOLE = Size(messages=100_000, rate=500, pause=(1, 4))
WHOLE_REMEMBERED = Size(messages=100_000, rate=500, pause=(1, 4), has_gaps=False)


@dataclass
class Told:
    """What `tautline sub` has said."""

    offsets: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    gaps: list[tuple[float, int, int, int]] = field(default_factory=list)
    """When a gap was told, how many messages had been printed before, and from where to where it goes."""
    complaints: list[str] = field(default_factory=list)


class Publisher:
    """Publishes numbers at a steady rate, past the proxy."""

    def __init__(self, port: int):
        self._port = port
        self.times: list[float] = []
        """When the message at each offset was answered."""
        self.epoch = ""

    async def run(self, count: int, rate: int) -> None:
        """Publishes `count` numbers, from 1, in order."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        start = time.monotonic()
        first = len(self.times)
        for number in range(first + 1, first + count + 1):
            wait = start + (number - first) / rate - time.monotonic()
            if wait > 0.002:
                await asyncio.sleep(wait)
            body = json.dumps({"room": ROOM, "type": "number", "payload": {"n": number}}).encode()
            writer.write(
                f"POST /ws/v2/publish HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            answer = json.loads(await reader.readexactly(int(re.search(r"content-length: (\d+)", head)[1])))
            check(answer.get("offset") == number, f"number {number} was answered with {answer}")
            self.times.append(time.monotonic())
            self.epoch = answer["epoch"]
        writer.close()

    def offset_at(self, moment: float) -> int:
        """How many had been answered then."""
        return sum(1 for time in self.times if time <= moment)


async def follow(server: str, cli: str, size: Size, seed: int) -> str:
    """Follows the numbers; returns what was seen, in words."""
    port = free_port()
    history = [] if size.has_gaps else LONG_HISTORY
    program = await Program.start([server, "--port", str(port), "--no-feed", *history], port)
    publisher = Publisher(port)
    await publisher.run(1, 1)
    try:
        async with FaultProxy(port, size.pause, seed) as proxy:
            return await _follow(proxy, publisher, cli, size)
    finally:
        program.stop()


async def _follow(proxy: FaultProxy, publisher: Publisher, cli: str, size: Size) -> str:
    process = await asyncio.create_subprocess_exec(
        cli, "sub", ROOM, "--json", "--url", f"ws://127.0.0.1:{proxy.port}/ws", "--ping-interval", "1", "--ping-timeout",
        "1", "--since", f"{publisher.epoch}:0",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, limit=1 << 22,
    )  # fmt: skip
    told = Told()
    readers = [asyncio.create_task(_read(process.stdout, told)), asyncio.create_task(_hear(process.stderr, told))]
    try:
        await _until(lambda: told.gaps or told.offsets, 20, "it does not begin", told)
        publishing = asyncio.create_task(publisher.run(size.messages - 1, size.rate))
        await publishing
        await proxy.behave()
        last = len(publisher.times)
        await _until(lambda: _end(told) >= last, 60, f"it does not come to {last}", told)
    finally:
        process.kill()
        await process.wait()
        await asyncio.gather(*readers)
    _check(told, publisher)
    check(size.has_gaps or not told.gaps, f"gaps were told: {told.gaps}")
    lost = sum(end - start + 1 for _, _, start, end in told.gaps)
    faults = ", ".join(f"{count} × {name}" for name, count in sorted(proxy.done.items()))
    return (
        f"{last} numbers at {size.rate}/s over {proxy.connections} connections ({faults}): {len(told.offsets)} printed once "
        f"and in order, {lost} told in {len(told.gaps)} gaps"
    )


async def _until(condition, seconds: float, problem: str, told: Told) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < deadline, f"{problem}: {told.offsets[-3:]}, {told.gaps[-3:]}, {told.complaints[-5:]}")
        await asyncio.sleep(0.05)


def _end(told: Told) -> int:
    return max([0, *told.offsets[-1:], *(gap[3] for gap in told.gaps[-1:])])


async def _read(stream: asyncio.StreamReader, told: Told) -> None:
    while line := await stream.readline():
        message = json.loads(line)
        told.offsets.append(message["offset"])
        told.numbers.append(message["payload"]["n"])


async def _hear(stream: asyncio.StreamReader, told: Told) -> None:
    while line := await stream.readline():
        text = line.decode().strip()
        told.complaints.append(text)
        gap = re.search(r"lost: (\d+) to (\d+)", text)
        if gap:
            told.gaps.append((time.monotonic(), len(told.offsets), int(gap[1]), int(gap[2])))


def _check(told: Told, publisher: Publisher) -> None:
    """Each number once, in order, or in a gap; and each gap exactly where the history did not reach."""
    check(told.offsets == told.numbers, "the payloads are not those of the offsets")
    check(told.offsets == sorted(set(told.offsets)), "something was printed twice, or out of order")
    printed = set(told.offsets)
    covered = set()
    for at, _, start, end in told.gaps:
        lost = set(range(start, end + 1))
        check(not lost & (printed | covered), f"the gap {start} to {end} covers what was printed, or told before")
        covered |= lost
        # The history holds the last thousand of what the room had when the server looked.
        reach = publisher.offset_at(at) - HISTORY
        check(end <= reach + ON_THEIR_WAY, f"the gap {start} to {end} was told when the history began after {reach}")
        check(end >= publisher.offset_at(at - 3) - HISTORY, f"the gap {start} to {end} was told at {reach}, too late")
    everything = set(range(min(printed | covered), len(publisher.times) + 1))
    check(printed | covered == everything, f"neither printed nor told: {sorted(everything - printed - covered)[:20]}")
