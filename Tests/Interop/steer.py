"""Our client, steered by `tautline drive`."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json

from ground import Ground
from Wire.connection import Failure, check

LINE_LIMIT = 1 << 24


class Steered:
    """One `tautline drive` process."""

    def __init__(self, process: asyncio.subprocess.Process):
        self._process = process
        self._number = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def start(cls, ground: Ground):
        """Starts the process, and ends it afterwards."""
        process = await asyncio.create_subprocess_exec(
            ground.cli, "drive", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LINE_LIMIT
        )
        try:
            yield cls(process)
        finally:
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except asyncio.TimeoutError:
                process.kill()
                await process.wait()

    async def ask(self, op: str, **fields) -> dict:
        """Asks for one operation; returns its answer."""
        self._number += 1
        request = {"id": self._number, "op": op, "timeout": 30, **fields}
        self._process.stdin.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")
        await self._process.stdin.drain()
        line = await asyncio.wait_for(self._process.stdout.readline(), 40)
        if not line:
            raise Failure(f"drive ended on {op} with {await self._process.wait()}")
        answer = json.loads(line)
        check(answer.get("id") == self._number, f"asked {self._number}, answered {answer}")
        return answer

    async def done(self, op: str, **fields) -> dict:
        """Asks for one operation, which must succeed."""
        answer = await self.ask(op, **fields)
        check(answer["ok"] is True, f"{op} was answered by {answer}")
        return answer

    async def connect(self, url: str, **fields) -> dict:
        """Opens a connection."""
        return await self.done("connect", url=url, max_message=1 << 24, open_timeout=30, **fields)

    async def send(self, message: str | bytes) -> None:
        """Sends a message."""
        is_text = isinstance(message, str)
        await self.done("send", **({"text": message} if is_text else {"b64": base64.b64encode(message).decode()}))

    async def expect(self, message: str | bytes) -> None:
        """Receives a message, which must be `message`."""
        got = await self.done("recv")
        data = message.encode() if isinstance(message, str) else message
        kind = "text" if isinstance(message, str) else "binary"
        check(got["type"] == kind, f"expected {kind}, got {got['type']}")
        check(got["len"] == len(data), f"expected {len(data)} bytes, got {got['len']}")
        check(got["sha256"] == hashlib.sha256(data).hexdigest(), f"{len(data)} bytes came back changed")

    async def echo(self, message: str | bytes) -> None:
        """Sends a message and expects it back."""
        await self.send(message)
        await self.expect(message)

    async def ending(self) -> tuple[int, str]:
        """Receives the end of the connection: its code and reason."""
        answer = await self.ask("recv")
        check(answer.get("closed") is True, f"expected the end, got {answer}")
        return answer["code"], answer["reason"]
