"""Tautline's client, steered through `tautline drive`."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json

from stage import Stage
from Wire.connection import PATIENCE, Failure, check

LINE_LIMIT = 1 << 20


class Driven:
    """A client that connects again and subscribes again by itself."""

    def __init__(self, process: asyncio.subprocess.Process):
        self._process = process
        self._numbers = itertools.count(1)

    async def ask(self, operation: str, **fields) -> dict:
        """One operation; returns its answer, whatever it says."""
        number = next(self._numbers)
        line = json.dumps({"id": number, "op": operation, **fields})
        self._process.stdin.write(line.encode() + b"\n")
        text = await asyncio.wait_for(self._process.stdout.readline(), 2 * PATIENCE)
        if not text:
            raise Failure(f"tautline drive ended: {(await self._process.stderr.read()).decode()}")
        answer = json.loads(text)
        check(answer["id"] == number, f"asked {line}, got {answer}")
        return answer

    async def do(self, operation: str, **fields) -> dict:
        """One operation that succeeds."""
        answer = await self.ask(operation, **fields)
        check(answer["ok"], f"{operation} {fields} failed: {answer}")
        return answer

    async def event(self, kind: str, **members) -> dict:
        """The next event of a kind with these members; others are passed over."""
        while True:
            event = await self.do("next", timeout=PATIENCE)
            if event["event"] == kind and all(event.get(name) == value for name, value in members.items()):
                return event

    async def silent(self, seconds: float) -> None:
        """Checks that no message comes for a while."""
        answer = await self.ask("next", timeout=seconds)
        check(answer.get("timeout") is True or answer["event"] != "message", f"expected nothing, got {answer}")


@contextlib.asynccontextmanager
async def driven(stage: Stage, url: str, dialect: str, **fields):
    """A client that is connected, or will be."""
    process = await asyncio.create_subprocess_exec(
        stage.cli, "drive", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, limit=LINE_LIMIT,
    )  # fmt: skip
    client = Driven(process)
    try:
        await client.do("client", url=url, dialect=dialect, **fields)
        yield client
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except asyncio.TimeoutError:
            process.kill()
            await process.wait()
