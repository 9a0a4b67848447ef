"""permessage-deflate of RFC 7692 as one endpoint sees it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

TAIL = b"\x00\x00\xff\xff"


@dataclass(frozen=True)
class Parameters:
    """What was agreed: windows of 8 to 15 bits, and whether each side forgets its window after a message."""

    server_bits: int = 15
    client_bits: int = 15
    server_forgets: bool = False
    client_forgets: bool = False

    @classmethod
    def parse(cls, header: str) -> Parameters:
        """Reads the server's answer, which must be one permessage-deflate without invalid parameters."""
        name, *pieces = [piece.strip() for piece in header.split(";")]
        if name != "permessage-deflate":
            raise ValueError(f"the extension is {name!r}, not permessage-deflate")
        found: dict[str, str | None] = {}
        for piece in pieces:
            key, equals, value = piece.partition("=")
            if key in found:
                raise ValueError(f"parameter {key} stands twice")
            found[key] = value.strip('"') if equals else None
        known = {"server_max_window_bits", "client_max_window_bits"}
        flags = {"server_no_context_takeover", "client_no_context_takeover"}
        if unknown := set(found) - known - flags:
            raise ValueError(f"unknown parameters {sorted(unknown)}")
        for key in known & set(found):
            if found[key] is None or not found[key].isdigit() or not 8 <= int(found[key]) <= 15:
                raise ValueError(f"{key} is {found[key]!r}")
        for key in flags & set(found):
            if found[key] is not None:
                raise ValueError(f"{key} has a value")
        return cls(
            server_bits=int(found.get("server_max_window_bits") or 15),
            client_bits=int(found.get("client_max_window_bits") or 15),
            server_forgets="server_no_context_takeover" in found,
            client_forgets="client_no_context_takeover" in found,
        )

    def header(self, client_may_be_told: bool = True) -> str:
        """The answer of a server that agrees to these."""
        pieces = ["permessage-deflate"]
        if self.server_forgets:
            pieces.append("server_no_context_takeover")
        if self.client_forgets:
            pieces.append("client_no_context_takeover")
        if self.server_bits < 15:
            pieces.append(f"server_max_window_bits={self.server_bits}")
        if self.client_bits < 15 and client_may_be_told:
            pieces.append(f"client_max_window_bits={self.client_bits}")
        return "; ".join(pieces)


class Deflate:
    """Both directions of one connection, seen from the client (`is_client`) or from the server.

    A `strict` one inflates in small steps, because zlib notices a distance beyond the agreed window only where it
    goes beyond the output of the step as well.
    """

    STEP = 64

    def __init__(self, parameters: Parameters, is_client: bool, strict: bool = False, level: int = 6):
        ours = (parameters.client_bits, parameters.client_forgets)
        theirs = (parameters.server_bits, parameters.server_forgets)
        if not is_client:
            ours, theirs = theirs, ours
        (self._own_bits, self._own_forgets) = ours
        (self._peer_bits, self._peer_forgets) = theirs
        self._strict = strict
        self._level = level
        self._compressor = None
        self._decompressor = None

    def compress(self, message: bytes) -> bytes:
        """One message's compressed bytes, without the four bytes that RFC 7692, 7.2.1, takes away."""
        if self._compressor is None or self._own_forgets:
            # zlib has no raw deflate with 8 bits; without compression no window is needed.
            level, bits = (0, 9) if self._own_bits == 8 else (self._level, self._own_bits)
            self._compressor = zlib.compressobj(level, zlib.DEFLATED, -bits)
        packed = self._compressor.compress(message) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        return packed[:-4] if packed.endswith(TAIL) else packed or b"\x00"

    def decompress(self, payload: bytes) -> bytes:
        """One message's own bytes."""
        if self._decompressor is None or self._peer_forgets:
            self._decompressor = zlib.decompressobj(-self._peer_bits)
        message = self._inflate(payload + TAIL)
        if self._decompressor.eof:
            # A block may be the last of its stream (7.2.3.4); the next message starts a new one.
            self._decompressor = None
        return message

    def _inflate(self, data: bytes) -> bytes:
        if not self._strict:
            return self._decompressor.decompress(data)
        pieces = []
        while data or len(pieces[-1]) == self.STEP:
            pieces.append(self._decompressor.decompress(data, self.STEP))
            data = self._decompressor.unconsumed_tail
        return b"".join(pieces)
