"""Where the programs meet: ours are started when the first case asks for them, others by the module that knows them."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import ssl
from dataclasses import dataclass

from server import Identity
from Wire.connection import Failure
from Wire.programs import Certificates, Program, free_port


def command(name: str, package: str) -> str:
    """The path of an installed command; a failure that names the Debian package where it is missing."""
    path = shutil.which(name)
    if path is None:
        raise Failure(f"{name} is not on this machine: it comes with the Debian package {package}")
    return path


@dataclass(frozen=True)
class Endpoint:
    """A way to a running server: its own port, or that of a proxy before it."""

    host: str
    """Host and port."""
    cafile: str | None = None
    """The authority that signed its certificate; None where it speaks without TLS."""
    program: Program | None = None
    echo_path: str = "/ws/interop"

    @property
    def echo(self) -> str:
        """The URL that sends each message back."""
        return self.socket(self.echo_path)

    @property
    def limited(self) -> str:
        """A URL that takes messages of up to 1 MiB; the server's echo takes larger ones."""
        return self.echo if self.echo_path == "/" else self.rooms

    @property
    def rooms(self) -> str:
        """The URL that speaks the v2 dialect."""
        return self.socket("/ws")

    @property
    def http(self) -> str:
        """The URL of the HTTP API."""
        return f"{'https' if self.cafile else 'http'}://{self.host}"

    def socket(self, path: str) -> str:
        """The URL of a WebSocket."""
        return f"{'wss' if self.cafile else 'ws'}://{self.host}{path}"

    @property
    def context(self) -> ssl.SSLContext | None:
        """What trusts the endpoint's certificate and no other."""
        return ssl.create_default_context(cafile=self.cafile) if self.cafile else None


class Ground:
    """All programs of one run."""

    def __init__(self, options: argparse.Namespace):
        self.server_path = options.server
        self.cli = options.cli
        self.certificates = Certificates.make()
        self._shared: dict[object, asyncio.Task] = {}

    async def server(self, *flags: str, own: str = "") -> Endpoint:
        """`tautline-server` with `flags`, shared by those who ask for the same; `own` makes it another."""
        return await self.share(("server", own, *flags), lambda: self._start_server(flags))

    async def secure_server(self) -> Endpoint:
        """`tautline-server` behind TLS."""
        return await self.server(*self.tls)

    async def listen(self) -> Endpoint:
        """`tautline listen --echo`."""
        return await self.share("listen", self._start_listen)

    async def share(self, key, start):
        """What `start` makes, made once for each `key`."""
        if key not in self._shared:
            self._shared[key] = asyncio.ensure_future(start())
        return await asyncio.shield(self._shared[key])

    @property
    def tls(self) -> tuple[str, ...]:
        """The flags of a server that speaks TLS."""
        made = self.certificates
        return ("--tls-cert", made.path("server.pem"), "--tls-key", made.path("server.key"))

    @property
    def cafile(self) -> str:
        """The authority that signed the servers' certificate."""
        return self.certificates.path("ca.pem")

    @property
    def identity(self) -> Identity:
        """What another's server needs to speak TLS."""
        return Identity(self.certificates.path("server.pem"), self.certificates.path("server.key"))

    async def _start_server(self, flags: tuple[str, ...]) -> Endpoint:
        if not self.server_path:
            raise Failure("the case needs --server")
        port = free_port()
        feed = () if "--feed" in flags else ("--no-feed",)
        flags = tuple(flag for flag in flags if flag != "--feed")
        if "--loops" not in flags:
            flags += ("--loops", "2")
        program = await Program.start([self.server_path, "--port", str(port), *feed, *flags], port)
        return Endpoint(f"127.0.0.1:{port}", self.cafile if "--tls-cert" in flags else None, program)

    async def _start_listen(self) -> Endpoint:
        if not self.cli:
            raise Failure("the case needs --cli")
        port = free_port()
        program = await Program.start([self.cli, "listen", "--echo", "--port", str(port)], port)
        return Endpoint(f"127.0.0.1:{port}", None, program, "/")
