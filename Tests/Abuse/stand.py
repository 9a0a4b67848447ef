"""Where the abuse happens: programs under test, started when the first case asks for them."""

from __future__ import annotations

import argparse
import asyncio
import shlex
from dataclasses import dataclass
from pathlib import Path

from Wire.connection import Connection, Peer, check
from Wire.handshake import Head
from Wire.programs import Certificates, Program, free_port


class Skip(Exception):
    """The thing that a case needs is not there."""


@dataclass
class Service:
    """A server under test."""

    url: str
    program: Program | None

    async def connect(self, **options) -> Connection:
        """A bare connection."""
        return await Connection.open(self.url, **options)

    async def open(self, **options) -> Peer:
        """A WebSocket."""
        return await Peer.connect(self.url, **options)

    async def is_well(self) -> None:
        """Checks that the server still echoes."""
        check(self.program is None or self.program.is_alive, "the server is gone")
        peer = await self.open()
        from Wire.frames import text

        await peer.send(text("well?"))
        await peer.expect(1, b"well?")
        await peer.finish()

    def watched(self) -> Program:
        """The process, for cases that measure it."""
        if self.program is None:
            raise Skip("the target's process is not known")
        return self.program


class Stand:
    """All programs of one run."""

    def __init__(self, options: argparse.Namespace):
        self._options = options
        self._services: dict[tuple, asyncio.Task] = {}
        self.certificates = Certificates.make()
        self.cli = options.cli

    @property
    def tls(self) -> tuple[str, ...]:
        """The flags of a server that speaks TLS."""
        made = self.certificates
        return ("--tls-cert", made.path("server.pem"), "--tls-key", made.path("server.key"))

    async def listen(self, *flags: str, files: int | None = None, own: str = "") -> Service:
        """`tautline listen --echo` with `flags`, shared by all cases that ask for the same; `own` makes it another."""
        return await self._shared(("listen", own, files, *flags), self._start_listen, flags, files)

    async def server(self, *flags: str, own: str = "") -> Service:
        """`tautline-server` with `flags`; its URL is the echo's."""
        return await self._shared(("server", own, *flags), self._start_server, flags, None)

    async def _shared(self, key: tuple, start, flags, files) -> Service:
        if key not in self._services:
            self._services[key] = asyncio.ensure_future(start(flags, files))
        return await asyncio.shield(self._services[key])

    async def _start_listen(self, flags, files) -> Service:
        port = free_port()
        if self._options.target_command:
            if flags:
                raise Skip("the target has no such flags")
            words = shlex.split(self._options.target_command.replace("{port}", str(port)))
        elif self.cli:
            words = [self.cli, "listen", "--echo", "--port", str(port), *flags]
        else:
            raise Skip("no --cli")
        program = await Program.start(words, port, files)
        return Service(f"{'wss' if '--tls-cert' in flags else 'ws'}://127.0.0.1:{port}/", program)

    async def _start_server(self, flags, files) -> Service:
        if not self._options.server:
            raise Skip("no --server")
        port = free_port()
        words = [self._options.server, "--host", "127.0.0.1", "--port", str(port), "--no-feed", *flags]
        program = await Program.start(words, port, files)
        return Service(f"{'wss' if '--tls-cert' in flags else 'ws'}://127.0.0.1:{port}/ws/abuser", program)

    def driver_command(self) -> list[str]:
        """The command of a client that another program steers."""
        if self._options.driver:
            return shlex.split(self._options.driver)
        if not self.cli:
            raise Skip("no --cli")
        return [self.cli, "drive"]


async def refused(
    service: Service,
    raw: bytes,
    *statuses: int,
    field: tuple[str, str] | None = None,
    chop: int | None = None,
    has_body: bool = True,
) -> Head:
    """Sends `raw` and expects a refusal: a status, a sentence, and no more."""
    connection = await service.connect()
    try:
        await connection.write(raw, chop)
        head = await connection.read_head()
        check(head.status in statuses, f"expected {' or '.join(map(str, statuses))}, got {head.line!r}")
        if field is not None:
            check((head.get(field[0]) or "") == field[1], f"{field[0]} is {head.get(field[0])!r}, not {field[1]!r}")
        if has_body:
            body = await connection.read_body(head)
            check(len(body.strip()) > 10, f"the body says nothing: {body!r}")
        return head
    finally:
        connection.end()


def read(path: str) -> str:
    return Path(path).read_text()
