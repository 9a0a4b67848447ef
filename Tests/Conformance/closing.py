"""Section 7: the closing handshake."""

from __future__ import annotations

from Wire.connection import Peer, check
from Wire.frames import Frame, Opcode, close, more, ping, text
from Wire.harness import Suite

suite = Suite()


@suite.case("7.1.1")
async def _(peer: Peer):
    """a message comes back, then the connection closes"""
    await peer.send(text("Hello World!"))
    await peer.expect(Opcode.TEXT, b"Hello World!")
    await peer.finish()


async def closes_once(peer: Peer, *after: Frame, before: tuple[Frame, ...] = ()) -> None:
    await peer.send(*before, close(1000), *after)
    await peer.expect_close(1000)
    await peer.expect_tcp_end()


for number, words, before, after in (
    (2, "a second close", (), [close(None)]),
    (3, "a ping after the close", (), [ping()]),
    (4, "a text after the close", (), [text("Hello World!")]),
    (5, "the rest of a message after the close", (text("fragment1", fin=False),), [more("fragment2")]),
):
    suite.add(
        f"7.1.{number}",
        f"{words} is not answered",
        lambda peer, before=before, after=after: closes_once(peer, *after, before=before),
    )


@suite.case("7.1.6")
async def _(peer: Peer):
    """a message of 256 KiB and a short one come back before the close that follows them"""
    long = (b"BAsd7&jh23" * 26215)[: 256 * 1024]
    await peer.send(text(long), text("Hello World!"), close(1000), ping())
    found = await peer.receive_message()
    if found.opcode == Opcode.TEXT:
        check(found.payload == long, "the long message came back changed")
        await peer.expect(Opcode.TEXT, b"Hello World!")
        await peer.expect_close(1000)
    else:
        # Which of both comes first is open; the Autobahn list calls this case informational.
        check(found.close_code == 1000, f"expected a message or close 1000, got {found}")
    await peer.expect_tcp_end()


async def answered_by(peer: Peer, frame: Frame, *codes: int | None) -> None:
    await peer.send(frame)
    await peer.expect_close(*codes)
    await peer.expect_tcp_end()


for name, words, frame, codes in (
    ("7.3.1", "a close without code is answered by a close", close(None), (None, 1000, 1005)),
    ("7.3.2", "a close of one byte is a protocol error", close(None, b"a"), (1002,)),
    ("7.3.3", "a close with a code is answered by it", close(1000), (1000,)),
    ("7.3.4", "a close with a reason is answered by its code", close(1000, b"Hello World!"), (1000,)),
    ("7.3.5", "a close with a reason of 123 bytes is answered by its code", close(1000, b"*" * 123), (1000,)),
    ("7.3.6", "a close of 126 bytes is a protocol error", close(1000, b"*" * 124), (1002,)),
    (
        "7.5.1",
        "a reason that is not UTF-8 is an error",
        close(1000, bytes.fromhex("cebae1bdb9cf83cebcceb5eda080656469746564")),
        (1002, 1007),
    ),
):
    if codes == (None, 1000, 1005):
        codes = (None, 1000)  # 1005 never goes over the wire (RFC 6455, 7.4.1)
    suite.add(name, words, lambda peer, frame=frame, codes=codes: answered_by(peer, frame, *codes))

for number, code in enumerate((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999), 1):
    suite.add(
        f"7.7.{number}",
        f"close {code} is answered by the same code",
        lambda peer, code=code: answered_by(peer, close(code), code),
    )

for number, code in enumerate((0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999), 1):
    suite.add(
        f"7.9.{number}",
        f"close {code}, which nobody may send, is a protocol error",
        lambda peer, code=code: answered_by(peer, close(code), 1002),
    )

for number, code in enumerate((5000, 65535), 1):
    suite.add(
        f"7.13.{number}",
        f"close {code}, which no registry has, is answered by some close",
        lambda peer, code=code: answered_by(peer, close(code), 1002, 1000, code),
    )
