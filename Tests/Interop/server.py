"""What the cases want of another's server: it plays a script that our client's URL names."""

from __future__ import annotations

import asyncio
import ssl
from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

PIECE = 1000
"""How many bytes of a message the script `fragments` puts into a frame."""


@dataclass(frozen=True)
class Identity:
    """The certificate and key of a server that speaks TLS."""

    certificate: str
    key: str

    @property
    def files(self) -> tuple[str, str]:
        """Both paths."""
        return self.certificate, self.key

    @property
    def context(self) -> ssl.SSLContext:
        """What Python's servers want."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.files)
        return context


class Ending(Exception):
    """Our client closed, or answered a close; `reason` is None where the library does not tell."""

    def __init__(self, code: int | None, reason: str | None):
        super().__init__(f"closed with {code} {reason!r}")
        self.code = code
        self.reason = reason


class Script:
    """What a server is to do: `/echo`, `/fragments`, `/ping`, `/close/CODE/REASON` or `/refuse/STATUS`, as the path says.

    The query `visit=NAME` names the connection, so that its ending can be asked for.
    """

    def __init__(self, target: str):
        parts = urlsplit(target)
        self.words = [unquote(word) for word in parts.path.split("/")[1:]]
        self.visit = parse_qs(parts.query).get("visit", [""])[0]

    @property
    def refusal(self) -> int | None:
        """The status that the handshake is refused with."""
        return int(self.words[1]) if self.words[0] == "refuse" else None


class Visitor(ABC):
    """A connection of our client, as another's server sees it."""

    @abstractmethod
    async def receive(self) -> str | bytes:
        """The next message; raises `Ending` where there is none."""

    @abstractmethod
    async def send(self, message: str | bytes) -> None:
        """Sends a message in one frame."""

    async def send_pieces(self, pieces: list) -> None:
        """Sends a message in a frame for each piece."""
        raise NotImplementedError

    @abstractmethod
    async def ping(self, payload: bytes) -> None:
        """Sends a ping and waits for its pong."""

    @abstractmethod
    async def close(self, code: int, reason: str) -> None:
        """Closes; raises `Ending` with what our client answered."""


class EchoServer(ABC):
    """A server of another's library."""

    name: str
    can_fragment = True
    answers_with_the_code = True

    def __init__(self):
        self._endings: dict[str, asyncio.Future] = {}

    @abstractmethod
    def listen(self, identity: Identity | None = None) -> AbstractAsyncContextManager[int]:
        """Listens on a port of 127.0.0.1, which it yields; TLS where it has an `identity`."""

    async def ending(self, visit: str) -> Ending:
        """How the connection `visit` ended."""
        return await asyncio.wait_for(self._future(visit), 20)

    def ended(self, visit: str, ending: Ending) -> None:
        """Keeps the ending of a connection that has a name."""
        if visit:
            self._future(visit).set_result(ending)

    def answer_to(self, code: int) -> int:
        """The code that the server answers a close with."""
        return code if self.answers_with_the_code else 1000

    async def play(self, script: Script, visitor: Visitor) -> None:
        """Plays `script` until the connection ends."""
        try:
            await self._act(script.words, visitor)
        except Ending as ending:
            self.ended(script.visit, ending)

    def _future(self, visit: str) -> asyncio.Future:
        return self._endings.setdefault(visit, asyncio.get_running_loop().create_future())

    async def _act(self, words: list[str], visitor: Visitor) -> None:
        match words:
            case ["close", code, reason]:
                await visitor.close(int(code), reason)
            case ["ping"]:
                await visitor.ping(b"are you there?")
                await visitor.send("the pong came")
                await self._echo(visitor.receive, visitor.send)
            case ["fragments"]:
                await self._echo(visitor.receive, lambda message: visitor.send_pieces(pieces_of(message)))
            case _:
                await self._echo(visitor.receive, visitor.send)

    @staticmethod
    async def _echo(receive, send) -> None:
        while True:
            await send(await receive())


def pieces_of(message: str | bytes) -> list[str | bytes]:
    """The message in pieces of `PIECE` characters or bytes; one that is empty is one piece."""
    return [message[at : at + PIECE] for at in range(0, len(message), PIECE)] or [message]
