"""The servers of a run, started when the first case asks for them."""

from __future__ import annotations

import asyncio

from ground import Endpoint
from tokens import Issuer
from Wire.connection import Failure
from Wire.programs import Program, free_port


class Stage:
    """All programs of one run."""

    def __init__(self, server: str, cli: str | None):
        self._server = server
        self._cli = cli
        self._shared: dict[object, asyncio.Task] = {}

    @property
    def cli(self) -> str:
        """The path of `tautline`."""
        if self._cli is None:
            raise Failure("the case needs --cli")
        return self._cli

    async def server(self, *flags: str, own: str = "", **environment: str) -> Endpoint:
        """`tautline-server`, shared by those who ask for the same; `own` makes it another."""
        key = (own, flags, tuple(environment.items()))
        if key not in self._shared:
            self._shared[key] = asyncio.ensure_future(self._start(flags, environment))
        return await asyncio.shield(self._shared[key])

    async def guarded(self) -> tuple[Endpoint, Issuer]:
        """A server that checks tokens, and who makes them."""
        issuer = Issuer("your-secret-key-that-is-long-enough-for-hmac")
        return await self.server(JWT_SECRET=issuer.secret), issuer

    async def _start(self, flags: tuple[str, ...], environment: dict[str, str]) -> Endpoint:
        port = free_port()
        feed = () if "--feed" in flags else ("--no-feed",)
        flags = tuple(flag for flag in flags if flag != "--feed")
        command = [self._server, "--port", str(port), "--loops", "2", *feed, *flags]
        return Endpoint(f"127.0.0.1:{port}", None, await Program.start(command, port, environment=environment))
