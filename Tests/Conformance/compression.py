"""Sections 12 to 14: permessage-deflate with several kinds of data, sizes and parameters."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import partial

from Wire.connection import Failure, Peer, check
from Wire.deflate import Parameters
from Wire.frames import Opcode
from Wire.harness import Suite

SIZES = [(size, None) for size in (16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072)]
SIZES += [(size, 256) for size in (8192, 16384, 32768, 65536, 131072)]
SIZES += [(131072, 1024), (131072, 4096), (131072, 32768)]

# Data: made from one seed, each kind with its own redundancy


def some_json(chance: random.Random) -> bytes:
    rows = [
        {"id": index, "sport": chance.choice(["nfl", "nba", "mlb"]), "odds": chance.randint(-400, 400), "on": True}
        for index in range(3000)
    ]
    return json.dumps(rows).encode()


def some_picture(chance: random.Random) -> bytes:
    return bytes((x * y // 97 + chance.randint(0, 24)) & 0xFF for y in range(512) for x in range(512))


def some_verse(chance: random.Random) -> bytes:
    letters = "eeeeeennnnniiiirrrrsssttttaaaddhhuullcgmobwfkzpvßäöü   \n"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(4000)]
    return " ".join(chance.choices(words, k=40000)).encode()


def some_page(chance: random.Random) -> bytes:
    cells = (f"<tr class='c{i % 7}'><td>{chance.randint(0, 9999)}</td><td>Ä {i} €</td></tr>\n" for i in range(6000))
    return ("<table>" + "".join(cells) + "</table>").encode()


def some_noise(chance: random.Random) -> bytes:
    return b"".join(chance.randbytes(3000) + b"endstream endobj stream\n" * 8 for _ in range(300))


KINDS: list[tuple[str, Callable[[random.Random], bytes], bool]] = [
    ("JSON", some_json, True),
    ("a picture", some_picture, False),
    ("verse", some_verse, False),
    ("HTML", some_page, True),
    ("noise with repetitions", some_noise, False),
]


class Source:
    """Endless data of one kind, cut into messages."""

    _made: dict[int, bytes] = {}

    def __init__(self, kind: int):
        if kind not in self._made:
            self._made[kind] = KINDS[kind][1](random.Random(kind))
        self.opcode = Opcode.TEXT if KINDS[kind][2] else Opcode.BINARY
        data = self._made[kind]
        self._data = data.decode() if self.opcode == Opcode.TEXT else data
        self._at = 0

    def next(self, size: int) -> bytes:
        """The next message of `size` characters or bytes."""
        piece = self._data[self._at : self._at + size]
        self._at += size
        if len(piece) < size:
            self._at = size - len(piece)
            piece += self._data[: self._at]
        return piece.encode() if isinstance(piece, str) else piece


async def come_back(peer: Peer, kind: int, size: int, fragment: int | None, count: int) -> None:
    """Sends messages one by one and compares what comes back."""
    source = Source(kind)
    for _ in range(count):
        message = source.next(size)
        await peer.send_message(source.opcode, message, fragment)
        await peer.expect(source.opcode, message)
    await peer.finish()


# 12 and 13: what the Autobahn list agrees to, from either side


def first_of(*choices: Callable[[str], Parameters | None]) -> Callable[[str], Parameters | None]:
    """The first choice that a client's offer allows."""
    return lambda offer: next((found for choice in choices if (found := choice(offer)) is not None), None)


def agreeing(
    client_bits: int = 15, client_forgets: bool = False, server_bits: int = 15, server_forgets: bool = False
) -> Callable[[str], Parameters | None]:
    """How a fuzzing server answers: with these demands on the client, where its offer allows them.

    A server may narrow its own window without having been asked to (RFC 7692, 7.1.2.1).
    """

    def choose(offer: str) -> Parameters | None:
        if "permessage-deflate" not in offer:
            raise Failure(f"the client offers no permessage-deflate: {offer!r}")
        if client_bits < 15 and "client_max_window_bits" not in offer:
            return None
        asked = re.search(r"server_max_window_bits\s*=\s*\"?(\d+)", offer)
        return Parameters(
            server_bits=min(server_bits, int(asked.group(1)) if asked else 15),
            client_bits=client_bits,
            server_forgets=server_forgets or "server_no_context_takeover" in offer,
            client_forgets=client_forgets,
        )

    return choose


PLAIN = "permessage-deflate; client_max_window_bits"
FORGET = f"{PLAIN}; server_no_context_takeover"
AGREEMENTS = [
    (PLAIN, agreeing()),
    (FORGET, agreeing(client_forgets=True)),
    (f"{PLAIN}; server_max_window_bits=9", agreeing(client_bits=9)),
    (f"{PLAIN}; server_max_window_bits=15", agreeing(client_bits=15)),
    (f"{FORGET}; server_max_window_bits=9", agreeing(client_bits=9, client_forgets=True)),
    (f"{FORGET}; server_max_window_bits=15", agreeing(client_bits=15, client_forgets=True)),
    (
        f"{FORGET}; server_max_window_bits=9, {FORGET}, {PLAIN}",
        first_of(agreeing(client_bits=9, client_forgets=True), agreeing(client_forgets=True), agreeing()),
    ),
]


# 14: every window size and every memory, with data that would betray a window that is too large


async def window_is_kept(peer: Peer, asked: int, forget: bool, count: int) -> None:
    """Checks the answer, then sends noise that repeats itself just within and just beyond the window."""
    if peer.is_server:
        check_answer(peer, asked, forget)
    chance = random.Random(asked)
    for distance in (200, max(200, (1 << asked) - 300), (1 << asked) + 100, 2 << asked):
        for _ in range(count):
            message = chance.randbytes(distance)
            message = message + message[:64] + b"tail"
            await peer.send_message(Opcode.BINARY, message)
            await peer.expect(Opcode.BINARY, message)
    await peer.finish()


def check_answer(peer: Peer, asked: int, forget: bool) -> None:
    answer = peer.head.get("sec-websocket-extensions")
    if answer is None:
        return
    agreed = Parameters.parse(answer)
    check(agreed.server_bits <= asked, f"the server takes {agreed.server_bits} bits, asked for {asked}")
    check(agreed.client_bits <= asked, f"the server allows {agreed.client_bits} bits, offered {asked}")
    check(agreed.server_forgets or not forget, "the server ignores server_no_context_takeover")


def make(quick: bool) -> Suite:
    """The sections; `quick` sends 8 messages instead of 1000."""
    suite = Suite()
    count = 8 if quick else 1000

    def add(name: str, words: str, body, offer: str, agree, **marks) -> None:
        suite.add(name, words, body, limit=600, heavy=True, offer=offer, agree=agree, **marks)

    def add_sizes(section: str, kind: int, offer: str, agree) -> None:
        for number, (size, fragment) in enumerate(SIZES, 1):
            add(
                f"{section}.{number}",
                f"{count} messages of {size}, {KINDS[kind][0]}, in frames of {fragment or 'any size'} ({offer})",
                partial(come_back, kind=kind, size=size, fragment=fragment, count=count),
                offer,
                agree,
            )

    for kind in range(len(KINDS)):
        add_sizes(f"12.{kind + 1}", kind, PLAIN, agreeing())
    for section, (offer, agree) in enumerate(AGREEMENTS, 1):
        add_sizes(f"13.{section}", 0, offer, agree)
    for bits in range(8, 16):
        for forget in (False, True):
            tail = "; server_no_context_takeover; client_no_context_takeover" if forget else ""
            add(
                f"14.{bits}.{2 if forget else 1}",
                f"windows of {bits} bits{', forgotten after each message,' if forget else ''} are kept by both sides",
                partial(window_is_kept, asked=bits, forget=forget, count=3 if quick else 20),
                f"permessage-deflate; server_max_window_bits={bits}; client_max_window_bits={bits}{tail}",
                agreeing(client_bits=bits, client_forgets=forget, server_bits=bits, server_forgets=forget),
                may_decline=bits == 8,
                strict=True,
            )
    return suite
