"""A client under test, steered with JSON lines, and the server that ill-treats it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from stand import Stand
from Wire.connection import Connection, Failure, Peer, check
from Wire.handshake import Head

LINE_LIMIT = 1 << 24


class Driver:
    """One `tautline drive` process."""

    def __init__(self, process: asyncio.subprocess.Process):
        self.process = process
        self._number = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def start(cls, stand: Stand):
        """Starts the process and ends it afterwards."""
        log = tempfile.TemporaryFile()
        process = await asyncio.create_subprocess_exec(
            *stand.driver_command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            limit=LINE_LIMIT,
        )
        try:
            yield cls(process)
            check(process.returncode is None or process.returncode >= 0, f"the client died: {process.returncode}")
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            log.close()

    async def raw(self, line: bytes, patience: float = 30) -> dict:
        """Sends a line as it is; returns the answer."""
        self.process.stdin.write(line + b"\n")
        await self.process.stdin.drain()
        try:
            answer = await asyncio.wait_for(self.process.stdout.readline(), patience)
        except asyncio.TimeoutError:
            raise Failure(f"drive did not answer {line[:80]!r} for {patience:g} s") from None
        check(answer.endswith(b"\n"), f"drive ended on {line[:80]!r}")
        return json.loads(answer)

    async def __call__(self, op: str, patience: float = 30, **fields) -> dict:
        """Asks for one operation; its answer must carry the same id."""
        self._number += 1
        answer = await self.raw(json.dumps({"id": self._number, "op": op, **fields}).encode(), patience)
        check(answer.get("id") == self._number, f"asked {self._number}, answered {answer}")
        check(isinstance(answer.get("ok"), bool), f"an answer without ok: {answer}")
        return answer

    def memory(self, name: str = "VmRSS") -> int:
        """The client's resident bytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise Failure("the client is gone")

    def cpu(self) -> float:
        """The seconds of CPU that the client has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


Handler = Callable[[Connection], Awaitable[None]]


@contextlib.asynccontextmanager
async def listener(handler: Handler, context: ssl.SSLContext | None = None, keep_open: bool = False):
    """A server that does what `handler` says to each connection; yields its URL and a list of its problems."""
    problems: list[Exception] = []
    tasks: set[asyncio.Task] = set()

    async def serve(reader, writer) -> None:
        tasks.add(asyncio.current_task())
        try:
            await handler(Connection(reader, writer))
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        except Exception as error:
            problems.append(error)
        finally:
            if not keep_open:
                writer.transport.abort()
            tasks.discard(asyncio.current_task())

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, limit=1 << 20)
    scheme = "ws" if context is None else "wss"
    try:
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}", problems
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def as_peer(connection: Connection, agree=None) -> Peer:
    """Does the handshake as a good server would."""
    return await Peer.accept(connection.reader, connection.writer, agree)


async def read_key(connection: Connection) -> tuple[Head, str]:
    """Reads the client's request; returns it and its key."""
    head = await connection.read_head()
    return head, head.get("sec-websocket-key") or ""
