"""The opening handshake of RFC 6455, section 4, for both roles."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass, field

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def new_key() -> str:
    """A fresh Sec-WebSocket-Key."""
    return base64.b64encode(os.urandom(16)).decode()


def accept_for(key: str) -> str:
    """The Sec-WebSocket-Accept that answers `key`."""
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


@dataclass
class Head:
    """The first line and the fields of a request or a response."""

    line: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def parse(cls, block: bytes) -> Head:
        """Reads the bytes before the empty line."""
        lines = block.decode("latin-1").split("\r\n")
        pairs = [line.partition(":") for line in lines[1:] if line]
        return cls(lines[0], [(name.lower(), value.strip()) for name, _, value in pairs])

    def get(self, name: str) -> str | None:
        """The value of a field, joined by commas where it stands more than once."""
        values = [value for key, value in self.fields if key == name.lower()]
        return ", ".join(values) if values else None

    @property
    def status(self) -> int:
        """The status of a response."""
        words = self.line.split(" ")
        return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0

    @property
    def path(self) -> str:
        """The target of a request."""
        words = self.line.split(" ")
        return words[1] if len(words) > 1 else ""


def request(
    path: str = "/",
    host: str = "127.0.0.1",
    *,
    key: str | None = None,
    extra: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    replace: dict[str, str] | None = None,
    line: str | None = None,
) -> bytes:
    """An upgrade request.

    `extra` holds whole field lines that are put at the end, `without` the names of fields to leave out, `replace` new
    lines in place of a field, and `line` another first line.
    """
    fields = {
        "host": f"Host: {host}",
        "upgrade": "Upgrade: websocket",
        "connection": "Connection: Upgrade",
        "key": f"Sec-WebSocket-Key: {key or new_key()}",
        "version": "Sec-WebSocket-Version: 13",
    }
    fields.update(replace or {})
    lines = [line or f"GET {path} HTTP/1.1"]
    lines += [value for name, value in fields.items() if name not in without]
    lines += list(extra)
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def response(key: str, *, extra: tuple[str, ...] = ()) -> bytes:
    """The response that agrees to an upgrade."""
    lines = [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {accept_for(key)}",
        *extra,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
