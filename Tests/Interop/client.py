"""What the cases want of another's client library, whatever its own names for it are."""

from __future__ import annotations

import ssl
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

Message = str | bytes


class Closed(Exception):
    """The connection was closed; `reason` is None where the library does not tell."""

    def __init__(self, code: int | None, reason: str | None):
        super().__init__(f"closed with {code} {reason!r}")
        self.code = code
        self.reason = reason


class Refused(Exception):
    """The handshake was answered with a status other than 101."""

    def __init__(self, status: int):
        super().__init__(f"refused with {status}")
        self.status = status


@dataclass(frozen=True)
class Offer:
    """What a client asks for in its handshake."""

    deflate: bool = False
    subprotocols: tuple[str, ...] = ()
    cafile: str | None = None

    @property
    def context(self) -> ssl.SSLContext | None:
        """What trusts `cafile` and nothing else."""
        return ssl.create_default_context(cafile=self.cafile) if self.cafile else None


class Socket(ABC):
    """An open connection."""

    subprotocol: str | None = None
    deflates = False

    @abstractmethod
    async def send(self, message: Message) -> None:
        """Sends a message in one frame."""

    async def send_pieces(self, pieces: Sequence[Message]) -> None:
        """Sends a message in a frame for each piece."""
        raise NotImplementedError

    @abstractmethod
    async def receive(self) -> Message:
        """The next message; raises `Closed` where there is none."""

    async def ping(self, payload: bytes) -> None:
        """Sends a ping and waits for its pong."""
        raise NotImplementedError

    @abstractmethod
    async def close(self, code: int, reason: str) -> Closed:
        """Closes; returns what the other side answered."""

    @abstractmethod
    async def abandon(self) -> None:
        """Lets go of the connection, however it stands."""


class Client(ABC):
    """A library that opens connections."""

    name: str
    can_deflate = True
    can_fragment = True

    @abstractmethod
    async def open(self, url: str, offer: Offer = Offer()) -> Socket:
        """Opens a connection; raises `Refused`, or the library's own error where TLS fails."""
