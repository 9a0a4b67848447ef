"""Section 6: UTF-8 in text messages, after Markus Kuhn's decoder stress test."""

from __future__ import annotations

import asyncio

from Wire.connection import Failure, Peer, check
from Wire.frames import Opcode, fragments, header, more, ping, text
from Wire.harness import Suite

suite = Suite()
GREEK = bytes.fromhex("cebae1bdb9cf83cebcceb5")
MIXED = "Hello-µ@ßöäüàá-UTF-8!!".encode()
SURROGATE = GREEK + bytes.fromhex("eda080") + b"edited"
BEYOND = GREEK + bytes.fromhex("f4908080") + b"edited"
"""A code point after U+10FFFF: bytes that no text may go on with, from byte 12 on."""


async def comes_back(peer: Peer, *pieces: bytes) -> None:
    last = len(pieces) - 1
    await peer.send(*[(text if i == 0 else more)(piece, fin=i == last) for i, piece in enumerate(pieces)])
    await peer.expect(Opcode.TEXT, b"".join(pieces))
    await peer.finish()


async def comes_back_from_bytes(peer: Peer, payload: bytes) -> None:
    await peer.send(*fragments(Opcode.TEXT, payload, 1))
    await peer.expect(Opcode.TEXT, payload)
    await peer.finish()


async def is_refused(peer: Peer, payload: bytes, size: int | None = None) -> None:
    await peer.send(*fragments(Opcode.TEXT, payload, size or len(payload)))
    await peer.expect_failed(1007)


suite.add("6.1.1", "an empty text comes back", lambda peer: comes_back(peer, b""))
suite.add("6.1.2", "an empty text in three fragments comes back", lambda peer: comes_back(peer, b"", b"", b""))
suite.add("6.1.3", "a text between empty fragments comes back", lambda peer: comes_back(peer, b"", b"middle", b""))
suite.add("6.2.1", "a text with umlauts comes back", lambda peer: comes_back(peer, MIXED))
suite.add("6.2.2", "a text cut between code points comes back", lambda peer: comes_back(peer, MIXED[:12], MIXED[12:]))
suite.add("6.2.3", "a text cut into single bytes comes back", lambda peer: comes_back_from_bytes(peer, MIXED))
suite.add("6.2.4", "a Greek text cut into single bytes comes back", lambda peer: comes_back_from_bytes(peer, GREEK))
suite.add("6.3.1", "a surrogate within a text is refused", lambda peer: is_refused(peer, SURROGATE))
suite.add("6.3.2", "a surrogate in single bytes is refused", lambda peer: is_refused(peer, SURROGATE, 1))


# 6.4: the peer must not wait for the end of a message whose beginning is wrong already


async def fails_fast_between_frames(peer: Peer, first: bytes, second: bytes) -> None:
    await peer.send(text(first, fin=False), ping(b"still there?"))
    await peer.expect(Opcode.PONG, b"still there?")
    await peer.send(more(second, fin=False))
    await peer.expect_failed(1007)


async def fails_fast_within_a_frame(peer: Peer, first: bytes, second: bytes) -> None:
    key = b"\0\0\0\0" if peer.is_server else b""
    await peer.write(header(Opcode.TEXT, len(BEYOND), masked=peer.is_server) + key + first)
    await nothing_arrives(peer)
    await peer.write(second)
    found = await peer.expect_close(1007)
    check(found.close_code == 1007, "the code is not 1007")
    # The announced frame was never sent whole: nothing that is sent now could be a close frame.
    peer.writer.close()


async def nothing_arrives(peer: Peer) -> None:
    try:
        data = await asyncio.wait_for(peer.reader.read(1), 0.3)
    except asyncio.TimeoutError:
        return
    raise Failure(f"something arrived for a text that is valid so far: {data!r}")


for number, body, first, second, words in (
    (1, fails_fast_between_frames, BEYOND[:11], BEYOND[11:15], "a fragment that goes beyond U+10FFFF"),
    (2, fails_fast_between_frames, BEYOND[:12], BEYOND[12:13], "the very byte that goes beyond U+10FFFF"),
    (3, fails_fast_within_a_frame, BEYOND[:11], BEYOND[11:15], "a chop of a frame that goes beyond U+10FFFF"),
    (
        4,
        fails_fast_within_a_frame,
        BEYOND[:12],
        BEYOND[12:13],
        "the byte of a chopped frame that goes beyond U+10FFFF",
    ),
):
    suite.add(
        f"6.4.{number}",
        f"{words} is refused at once",
        lambda peer, body=body, first=first, second=second: body(peer, first, second),
    )


# 6.5 to 6.23: sequences

INCOMPLETE = [
    bytes.fromhex(word) for word in "c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf".split()
]
LONELY = [
    b"".join(bytes([byte, 0x20]) for byte in range(first, last))
    for first, last in ((0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB), (0xFC, 0xFD))
]
NONCHARACTERS = ["efbfbe", "efbfbf"] + [
    (chr((plane << 16) + 0xFFFE + low)).encode().hex() for plane in range(1, 17) for low in (0, 1)
]


def hexed(words: str) -> list[bytes]:
    return [bytes.fromhex(word) for word in words.split()]


SEQUENCES: list[tuple[str, list[bytes]]] = [
    ("some valid text", [f"hello{letter}world".encode() for letter in "$¢€𤭢"] + [GREEK]),
    ("prefixes of a valid text", [GREEK[:end] for end in range(1, len(GREEK) + 1)]),
    ("the first sequence of each length", hexed("00 c280 e0a080 f0908080")),
    ("the first sequences of 5 and 6 bytes", hexed("f888808080 fc8480808080")),
    ("the last sequence of each length", hexed("7f dfbf efbfbf f48fbfbf")),
    ("the last sequences of 4, 5 and 6 bytes", hexed("f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf")),
    ("boundaries", hexed("ed9fbf ee8080 efbfbd f48fbfbf f4908080")),
    (
        "unexpected continuations",
        hexed("80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf") + [bytes(range(0x80, 0xBF))],
    ),
    ("lonely starts", LONELY),
    ("sequences without their last byte", INCOMPLETE),
    ("incomplete sequences in a row", [b"".join(INCOMPLETE)]),
    ("impossible bytes", hexed("fe ff fefeffff")),
    ("overlong ASCII", hexed("c0af e080af f08080af f8808080af fc80808080af")),
    ("the longest overlong sequences", hexed("c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf")),
    ("overlong NUL", hexed("c080 e08080 f0808080 f880808080 fc8080808080")),
    ("single surrogates", hexed("eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf")),
    (
        "paired surrogates",
        hexed(
            "eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf edae80edb080 edae80edbfbf edafbfedb080 edafbfedbfbf"
        ),
    ),
    ("noncharacters, which are valid", hexed(" ".join(NONCHARACTERS))),
    ("specials", hexed("efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf")),
]


def is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


for section, (words, payloads) in enumerate(SEQUENCES, 5):
    for number, payload in enumerate(payloads, 1):
        good = is_text(payload)
        suite.add(
            f"6.{section}.{number}",
            f"{words}: {payload.hex()} {'comes back' if good else 'is refused'}",
            lambda peer, payload=payload, body=comes_back if good else is_refused: body(peer, payload),
        )
