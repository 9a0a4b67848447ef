"""A server over a directory of its own: started, killed, started again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from Wire.connection import Failure, check
from Wire.programs import Program, free_port, fresh_folder


class Skip(Exception):
    """This machine cannot set up what the case needs."""


@dataclass
class House:
    """A directory, and the server that may be running over it."""

    server: str
    folder: Path = field(default_factory=lambda: fresh_folder("durability"))
    program: Program | None = None
    flags: tuple[str, ...] = ()

    @property
    def data(self) -> str:
        """The data directory."""
        return str(self.folder / "data")

    @property
    def file(self) -> Path:
        """The database."""
        return Path(self.data) / "tautline.db"

    async def start(self, loops: int = 1, data: str | None = None) -> None:
        """Starts the server, and waits until it serves."""
        port = free_port()
        self.program = await Program.start(
            [self.server, "--port", str(port), "--loops", str(loops), "--no-feed", "--data-dir", data or self.data,
             *self.flags],
            port,
        )  # fmt: skip

    def kill(self) -> None:
        """kill -9."""
        self.program.process.kill()
        self.program.process.wait()

    async def end(self) -> None:
        """SIGTERM, and the end it leads to."""
        self.program.process.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(self.program.process.wait, 20)
        check(code == 0, f"it ended with {code}: {self.program.tail()}")

    def limit_file_size(self, size: int | None) -> None:
        """Lets no file of the process grow beyond `size` bytes, or lets them grow again."""
        hard = resource.RLIM_INFINITY
        resource.prlimit(self.program.process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))

    def clean(self) -> None:
        """Ends what runs and removes what is left."""
        if self.program is not None:
            self.program.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What a client does

    def line(self) -> Line:
        """A keep-alive HTTP connection."""
        return Line(self.program.port)

    @contextlib.asynccontextmanager
    async def socket(self):
        """A WebSocket of the v2 dialect."""
        async with websockets.connect(f"ws://127.0.0.1:{self.program.port}/ws", max_size=None, ping_interval=None) as it:
            yield it

    async def get(self, path: str) -> tuple[int, str]:
        """A GET."""
        async with self.line() as line:
            return await line.request("GET", path)


class Line:
    """A keep-alive HTTP connection."""

    def __init__(self, port: int):
        self._port = port

    async def __aenter__(self) -> Line:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_) -> None:
        self._writer.close()

    async def request(self, method: str, path: str, body: bytes = b"") -> tuple[int, str]:
        """Sends a request; returns the status and the body."""
        self._writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(field.split(":")[1]) for field in head.split("\r\n") if field.lower().startswith("content-length"))
        return int(head.split()[1]), (await self._reader.readexactly(length)).decode()

    async def publish(self, room: str, payload: object, **more) -> tuple[int, dict]:
        """Publishes; returns the status and the answer."""
        body = json.dumps({"room": room, "type": "note", "payload": payload, **more}).encode()
        status, text = await self.request("POST", "/ws/v2/publish", body)
        return status, json.loads(text)


@dataclass(frozen=True)
class Seen:
    """A publication as somebody got it."""

    epoch: str
    offset: int
    id: str
    payload: str


async def read_history(socket, room: str, epoch: str, since: int) -> tuple[dict, list[Seen]]:
    """Subscribes from an offset; returns the confirmation and what was missed."""
    await socket.send(request("subscribe", {"channel": room, "since": {"epoch": epoch, "offset": since}}))
    confirmed = None
    while confirmed is None:
        message = json.loads(await asyncio.wait_for(socket.recv(), 30))
        if message["type"] == "subscription_error":
            return message["payload"], []
        if message["type"] == "subscription_confirmed":
            confirmed = message["payload"]
    missed = []
    gap = confirmed.get("gap")
    count = confirmed["offset"] - (gap["to"] if gap else since)
    while len(missed) < count:
        missed.append(seen(json.loads(await asyncio.wait_for(socket.recv(), 30))))
    return confirmed, missed


def seen(message: dict) -> Seen:
    """A delivery, in short."""
    meta = message["meta"]
    return Seen(meta["epoch"], meta["offset"], meta.get("id", ""), json.dumps(message["payload"]))


def request(kind: str, payload: dict) -> str:
    """A v2 message."""
    return json.dumps({"type": kind, "ts": 1, "correlationId": "1", "version": "2.0", "payload": payload})


def is_root() -> bool:
    """Whether nothing is forbidden to this process."""
    return os.geteuid() == 0


@contextlib.contextmanager
def mounted(folder: Path, options: str):
    """A file system of its own, where this machine lets us mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    if not is_root() or os.system(f"mount -t tmpfs -o {options} none {folder} 2>/dev/null") != 0:
        raise Skip("mounting needs root")
    try:
        yield
    finally:
        os.system(f"umount -l {folder}")


__all__ = ["Failure", "House", "Line", "Seen", "Skip", "check", "mounted", "read_history", "request", "seen"]
