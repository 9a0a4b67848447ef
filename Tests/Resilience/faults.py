"""A proxy that breaks what passes through it, every so often, in one of several ways."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from collections import Counter
from dataclasses import dataclass, field

CHUNK = 1 << 14


@dataclass(eq=False)
class Passage:
    """One client's connection through the proxy."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared while nothing passes."""
    delay: float = 0
    """Seconds that each piece waits."""
    cut: int | None = None
    """How many more bytes reach the client before the connection breaks."""

    def reset(self) -> None:
        """RST to the client, the end for the server."""
        with contextlib.suppress(OSError, AttributeError):
            self.client.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        self.client.transport.abort()
        self.server.transport.abort()

    def close(self) -> None:
        """FIN to both."""
        self.client.close()
        self.server.close()


class FaultProxy:
    """Passes TCP connections on to `port`, and does something bad to them every few seconds."""

    def __init__(self, port: int, pause: tuple[float, float], seed: int):
        self._port = port
        self._pause = pause
        self._random = random.Random(seed)
        self._passages: set[Passage] = set()
        self._refuses = False
        self.done = Counter()
        """How often each fault was done to a connection."""
        self.connections = 0

    async def __aenter__(self) -> FaultProxy:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self._trouble = asyncio.create_task(self._make_trouble())
        return self

    async def __aexit__(self, *_) -> None:
        await self.behave()
        self._server.close()
        for passage in list(self._passages):
            passage.reset()

    async def behave(self) -> None:
        """Does no more harm."""
        self._trouble.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._trouble
        self._refuses = False
        for passage in self._passages:
            passage.delay, passage.cut = 0, None
            passage.open.set()

    # Passing on

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self._refuses:
            self.done["refuse"] += 1
            return writer.transport.abort()
        try:
            other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return writer.transport.abort()
        passage = Passage(writer, other_writer)
        passage.open.set()
        self._passages.add(passage)
        try:
            await asyncio.gather(self._pass(reader, other_writer, passage, False),
                                 self._pass(other_reader, writer, passage, True))  # fmt: skip
        finally:
            self._passages.discard(passage)
            writer.transport.abort()
            other_writer.transport.abort()

    async def _pass(self, reader, writer, passage: Passage, to_client: bool) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await reader.read(CHUNK):
                await passage.open.wait()
                if passage.delay:
                    await asyncio.sleep(passage.delay)
                if to_client and passage.cut is not None:
                    writer.write(data[: passage.cut])
                    await writer.drain()
                    passage.cut -= len(data)
                    if passage.cut <= 0:
                        return passage.close()
                else:
                    writer.write(data)
                    await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()

    # Trouble

    async def _make_trouble(self) -> None:
        while True:
            await asyncio.sleep(self._random.uniform(*self._pause))
            name = self._random.choice(["drop", "reset", "stall", "vanish", "delay", "truncate", "refuse"])
            passages = list(self._passages)
            if name == "refuse":
                for passage in passages:
                    passage.reset()
                self._refuses = True
                await asyncio.sleep(self._random.uniform(0.2, 1.5))
                self._refuses = False
                continue
            for passage in passages:
                self.done[name] += 1
                await getattr(self, f"_{name}")(passage)

    async def _drop(self, passage: Passage) -> None:
        passage.close()

    async def _reset(self, passage: Passage) -> None:
        passage.reset()

    async def _stall(self, passage: Passage) -> None:
        """Nothing passes for a while, and then everything."""
        passage.open.clear()
        await asyncio.sleep(self._random.uniform(0.3, 1.5))
        passage.open.set()

    async def _vanish(self, passage: Passage) -> None:
        """Nothing passes any more, and nobody is told: the client has to notice."""
        passage.open.clear()

    async def _delay(self, passage: Passage) -> None:
        passage.delay = self._random.uniform(0.01, 0.2)

    async def _truncate(self, passage: Passage) -> None:
        """The connection ends in the middle of a frame."""
        passage.cut = self._random.randrange(1, 400)
