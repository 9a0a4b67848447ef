"""Every rule of framing, broken once; the same for servers and for clients."""

from __future__ import annotations

from collections.abc import Callable

from Wire.frames import Frame, Opcode, binary, close, header, more, ping, pong, text

LIMIT = 64 * 1024
"""The largest message of the endpoints that these frames are sent to."""

Row = tuple[str, list[Frame | Callable[[bool], bytes]], tuple[int, ...]]


def announced(opcode: int, length: int, payload: bytes = b"", **options) -> Callable[[bool], bytes]:
    """A frame that announces `length` bytes, with `payload` behind it; the mask is zero."""
    return lambda masked: header(opcode, length, masked=masked, **options) + (b"\0" * 4 if masked else b"") + payload


def encode(items: list, masked: bool) -> bytes:
    """The bytes of a row's frames."""
    return b"".join(item.encode(masked) if isinstance(item, Frame) else item(masked) for item in items)


def wrong_mask(frame: Frame) -> Callable[[bool], bytes]:
    """A frame masked by a server, or not masked by a client."""
    return lambda masked: frame.encode(not masked)


PROTOCOL, INVALID, TOO_BIG = (1002,), (1007,), (1009,)

WRONG: list[Row] = [
    ("a text with the wrong masking", [wrong_mask(text("hello"))], PROTOCOL),
    ("a ping with the wrong masking", [wrong_mask(ping())], PROTOCOL),
    ("a close with the wrong masking", [wrong_mask(close(1000))], PROTOCOL),
    ("a second fragment with the wrong masking", [text("a", fin=False), wrong_mask(more("b"))], PROTOCOL),
    *[(f"reserved bits {bits} in a text", [text("hello", rsv=bits)], PROTOCOL) for bits in range(1, 8)],
    ("a reserved bit in a continuation", [text("a", fin=False), more("b", rsv=4)], PROTOCOL),
    ("a reserved bit in a ping", [ping(b"hello", rsv=4)], PROTOCOL),
    ("a reserved bit in a close", [close(1000, rsv=4)], PROTOCOL),
    *[(f"opcode {opcode}", [Frame(opcode, b"hello")], PROTOCOL) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)],
    ("a fragmented ping", [ping(b"hello", fin=False)], PROTOCOL),
    ("a fragmented pong", [pong(b"hello", fin=False)], PROTOCOL),
    ("a fragmented close", [close(1000, fin=False)], PROTOCOL),
    ("a ping of 126 bytes", [ping(b"a" * 126)], PROTOCOL),
    ("a pong of 126 bytes", [pong(b"a" * 126)], PROTOCOL),
    ("a close of 126 bytes", [close(1000, b"a" * 124)], PROTOCOL),
    ("a ping that announces 2^62 bytes", [announced(Opcode.PING, 1 << 62)], PROTOCOL),
    ("a length of 5 in 16 bits", [text("hello", form=16)], PROTOCOL),
    ("a length of 125 in 16 bits", [text("a" * 125, form=16)], PROTOCOL),
    ("a length of 5 in 64 bits", [text("hello", form=64)], PROTOCOL),
    ("a length of 65,535 in 64 bits", [binary(b"a" * 65535, form=64)], PROTOCOL),
    ("a ping's length in 16 bits", [ping(b"hello", form=16)], PROTOCOL),
    ("a length with its top bit set", [announced(Opcode.BINARY, 1 << 63)], PROTOCOL),
    ("a length of all ones", [announced(Opcode.BINARY, (1 << 64) - 1)], PROTOCOL),
    ("2^62 announced bytes", [announced(Opcode.BINARY, 1 << 62)], TOO_BIG),
    ("one announced byte above the limit", [announced(Opcode.BINARY, LIMIT + 1)], TOO_BIG),
    ("a text above the limit", [text(b"a" * (LIMIT + 1))], TOO_BIG),
    ("fragments above the limit", [text(b"a" * LIMIT, fin=False), more(b"a")], TOO_BIG),
    ("2^62 bytes in a continuation", [text("a", fin=False), announced(Opcode.CONTINUATION, 1 << 62)], TOO_BIG),
    (
        "2^63-1 bytes in a continuation",
        [text("a", fin=False), announced(Opcode.CONTINUATION, (1 << 63) - 1)],
        TOO_BIG,
    ),
    ("a continuation of nothing", [more("hello")], PROTOCOL),
    ("a text within a text", [text("a", fin=False), text("b")], PROTOCOL),
    ("a binary within a text", [text("a", fin=False), binary(b"b", fin=False)], PROTOCOL),
    ("a text that is not UTF-8", [text(b"\xff")], INVALID),
    ("a text that ends within a code point", [text(b"\xe2\x82")], INVALID),
    ("a fragmented text that ends within a code point", [text(b"\xe2", fin=False), more(b"\x82")], INVALID),
    ("a text that goes wrong in its first fragment", [text(b"abc\xc0", fin=False)], INVALID),
    ("a long text that goes wrong at its end", [text(b"a" * 60000 + b"\xed\xa0\x80")], INVALID),
    ("a close of one byte", [close(None, b"\x03")], PROTOCOL),
    *[
        (f"close {code}", [close(code, b"why")], PROTOCOL)
        for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)
    ],
    ("a close whose reason is not UTF-8", [close(1000, b"\xff\xfe")], (1007, 1002)),
    ("a close whose reason ends within a code point", [close(1000, b"because \xe2\x82")], (1007, 1002)),
]

RIGHT: list[Row] = [
    ("a message of exactly the limit", [binary(b"a" * LIMIT)], ()),
    ("fragments of exactly the limit", [binary(b"a" * (LIMIT - 1), fin=False), more(b"a")], ()),
    (
        "a length in each form",
        [binary(b"a" * 125), binary(b"a" * 126), binary(b"a" * 65535), binary(b"a" * 65536)],
        (),
    ),
    ("empty fragments", [text("", fin=False), *[more("", fin=False)] * 50, more("")], ()),
    ("an empty binary", [binary(b"")], ()),
    ("NULs", [text("\0\0"), binary(b"\0" * 5)], ()),
    (
        "a code point in four fragments",
        [text(b"\xf0", fin=False), more(b"\x9f", fin=False), more(b"\x98", fin=False), more(b"\x80")],
        (),
    ),
]


def messages(items: list[Frame]) -> list[tuple[int, bytes]]:
    """The messages that a row of good frames makes."""
    found: list[tuple[int, bytes]] = []
    kind, payload = 0, b""
    for item in items:
        if item.opcode != Opcode.CONTINUATION:
            kind, payload = item.opcode, b""
        payload += item.payload
        if item.fin:
            found.append((kind, payload))
    return found
