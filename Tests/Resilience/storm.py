"""A server restarts under thousands of sessions: they come back spread out, and soon."""

from __future__ import annotations

import asyncio
import re
import signal
import time
from dataclasses import dataclass

from Wire.connection import check
from Wire.programs import Program, free_port


@dataclass(frozen=True)
class Size:
    """How many sessions, and how many the server lets in within a second."""

    sessions: int
    limit: int


QUICK = Size(sessions=400, limit=80)
WHOLE = Size(sessions=2_000, limit=400)

LOOK = 0.02
"""Seconds from one look at the server to the next."""


def window_of(size: Size) -> float:
    """The seconds over which a drain asks its clients to leave: two milliseconds for each, or what the limit makes of it,
    and at most two fifths of its own ten."""
    return min(size.sessions * max(0.002, 1 / size.limit), 4)


@dataclass
class Sample:
    """What the server had counted at some moment between two."""

    asked: float
    answered: float
    connections: int = 0
    upgrades: int = 0
    refused: int = 0


class Storm:
    """Sessions in a process of their own, and the server that they are connected to."""

    def __init__(self, server: str, program: str, size: Size):
        self._server = server
        self._program = program
        self._size = size
        self._port = free_port()
        self.samples: list[Sample] = []
        self.changes: list[tuple[int, float, str]] = []

    async def begin(self) -> None:
        """Starts the server and opens all sessions."""
        await self._serve()
        self._process = await asyncio.create_subprocess_exec(
            self._program, f"ws://127.0.0.1:{self._port}/ws", str(self._size.sessions), str(self._size.limit // 2 + 1),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read())
        await self.until_all_are_there(60)

    async def _serve(self) -> None:
        command = [self._server, "--port", str(self._port), "--no-feed", "--connect-rate", str(self._size.limit)]
        self.server = await Program.start(command, self._port)

    async def _read(self) -> None:
        while line := await self._process.stdout.readline():
            number, milliseconds, phase = line.split()
            self.changes.append((int(number), int(milliseconds) / 1000, phase.decode()))

    async def restart(self, by: signal.Signals) -> float:
        """Ends the server and starts another in its place; returns the time from one to the other."""
        self.changes = []
        start = time.time()
        self.server.process.send_signal(by)
        code = await asyncio.to_thread(self.server.process.wait, 15)
        check(by == signal.SIGKILL or code == 0, f"the server ended with {code}")
        # Whatever happens before the first look has happened since then.
        now = time.time()
        self.samples = [Sample(now, now)]
        await self._serve()
        return time.time() - start

    async def until_all_are_there(self, seconds: float) -> None:
        """Watches the server until everybody is connected."""
        deadline = time.time() + seconds
        while True:
            sample = await self._sample()
            self.samples.append(sample)
            if sample.connections == self._size.sessions:
                return
            check(time.time() < deadline, f"{sample} of {self._size} after {seconds:.1f} s: {self._phases()}")
            await asyncio.sleep(LOOK)

    def _phases(self) -> dict[str, int]:
        last = {number: phase for number, _, phase in self.changes}
        return {phase: list(last.values()).count(phase) for phase in set(last.values())}

    async def _sample(self) -> Sample:
        asked = time.time()
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        text = (await reader.read(-1)).decode()
        writer.close()

        def value(name: str) -> int:
            found = re.search(rf"^{re.escape(name)} (\d+)$", text, re.MULTILINE)
            return int(found[1]) if found else 0

        return Sample(
            asked, time.time(), value("tautline_connections"), value("tautline_upgrades_total"),
            value('tautline_turned_away_total{reason="connect_rate"}'))  # fmt: skip

    def busiest(self) -> tuple[int, int]:
        """The most upgrades, and the most upgrades and refusals, that are known to lie within a second.

        What one look counts beyond an earlier one happened after that one was asked for and before this one was answered.
        """
        upgrades = attempts = 0
        for index, first in enumerate(self.samples):
            for later in self.samples[index:]:
                if later.answered - first.asked > 1:
                    break
                upgrades = max(upgrades, later.upgrades - first.upgrades)
                attempts = max(attempts, later.upgrades + later.refused - first.upgrades - first.refused)
        return upgrades, attempts

    def times(self, phase: str) -> list[float]:
        """When each session came into a phase for the first time since the restart."""
        found: dict[int, float] = {}
        for number, moment, name in self.changes:
            if name == phase:
                found.setdefault(number, moment)
        return sorted(found.values())

    async def end(self) -> None:
        """Ends both."""
        self._process.kill()
        await self._process.wait()
        await self._reading
        self.server.stop()


async def after(by: signal.Signals, server: str, program: str, size: Size) -> str:
    """Restarts a server under its sessions; returns what was seen, in words."""
    storm = Storm(server, program, size)
    await storm.begin()
    try:
        start = time.time()
        down = await storm.restart(by)
        # No client can be back before the server is; then the server lets in so many a second; and nobody tries again within
        # the first second after a failure.
        ideal = down + size.sessions / size.limit + 1
        await storm.until_all_are_there(2 * ideal - (time.time() - start))
        took = time.time() - start
        left = storm.times("reconnecting")
        check(len(left) == size.sessions, f"{len(left)} of {size.sessions} sessions noticed")
        upgrades, attempts = storm.busiest()
        check(upgrades <= size.limit, f"{upgrades} sessions came in within a second, and the limit is {size.limit}")
        spread = left[len(left) * 9 // 10] - left[len(left) // 10]
        window = window_of(size)
        if by == signal.SIGTERM:
            check(spread > window / 2, f"80 % left within {spread:.2f} s; the announced window is {window:.2f} s")
        return (
            f"{size.sessions} sessions, {down:.1f} s without a server, all back after {took:.1f} s (ideal {ideal:.1f} s); 80 % left "
            f"within {spread:.2f} s; at most {upgrades} came in within a second (limit {size.limit}), {attempts} with those told to "
            f"come later; looked at {len(storm.samples)} times"
        )
    finally:
        await storm.end()
