"""The commands that people type: `connect --echo`, `sub` and `pub`, with other people's programs at the other end."""

from __future__ import annotations

import asyncio
import contextlib
import json

from websockets.asyncio.server import serve

from client import Closed, Offer
from ground import Endpoint, Ground
from talk import fresh, messages, publish, subscribe, text
from with_websockets import Asyncio, Server
from Wire.connection import Failure, check

LINE_LIMIT = 1 << 22


@contextlib.asynccontextmanager
async def started(ground: Ground, *words: str):
    """A `tautline` command, ended afterwards."""
    process = await asyncio.create_subprocess_exec(
        ground.cli, *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, limit=LINE_LIMIT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def run(ground: Ground, *words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Runs a command to its end; returns its exit code and what it printed."""
    async with started(ground, *words) as process:
        output, complaint = await asyncio.wait_for(process.communicate(stdin), 40)
        return process.returncode, output.decode(), complaint.decode()


async def echoes_until_the_server_closes(ground: Ground) -> None:
    """`connect --echo` sends back what a `websockets` server sends, and its exit code tells the class of the close."""
    codes = asyncio.Queue()
    for code in (1000, 1011, 4000):
        codes.put_nowait(code)
    problems = []

    async def play(connection):
        for message in messages():
            await connection.send(message)
            if await connection.recv() != message:
                problems.append(f"{len(message)} came back changed")
        await connection.send([text(3000), text(3000)])
        if await connection.recv() != text(3000) * 2:
            problems.append("a message in fragments came back changed")
        await (await connection.ping(b"still there?"))
        await connection.close(codes.get_nowait(), "that is all")

    async with serve(play, "127.0.0.1", 0, max_size=None) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        for expected in (0, 8, 1):
            status, _, complaint = await run(ground, "connect", "--echo", url)
            check(not problems, "; ".join(problems))
            check(status == expected, f"expected the exit code {expected}, got {status}: {complaint}")


async def tells_the_handshakes_end(ground: Ground) -> None:
    """`connect` ends with 3 where the handshake is refused, and with 2 where nobody listens."""
    async with Server().listen() as port:
        status, _, complaint = await run(ground, "connect", f"ws://127.0.0.1:{port}/refuse/403")
        check(status == 3 and "403" in complaint, f"refused, ended with {status}: {complaint}")
    status, _, complaint = await run(ground, "connect", f"ws://127.0.0.1:{port}/")
    check(status == 2, f"nobody listens, ended with {status}: {complaint}")


async def sends_lines_from_a_pipe(ground: Ground) -> None:
    """Lines piped into `connect` reach a server of another's, and its answers come out in their order."""
    async with Server().listen() as port:
        lines = "one\ntwo\nGrüße, 世界\n"
        status, output, complaint = await run(
            ground, "connect", f"ws://127.0.0.1:{port}/echo", "--exit-after", "3", stdin=lines.encode()
        )
        check(status == 0, f"ended with {status}: {complaint}")
        check(output == lines, f"sent {lines!r}, got {output!r}")


async def publishes_to_another(ground: Ground, endpoint: Endpoint) -> None:
    """What `pub` publishes arrives at a subscriber that uses another's library."""
    room = fresh("room")
    place = await publish(endpoint, room, {})
    socket = await Asyncio().open(endpoint.rooms)
    try:
        await subscribe(socket, room)
        payload = {"player": "José", "odds": -115.50}
        status, output, complaint = await run(
            ground, "pub", room, "odds_change", json.dumps(payload), "--url", endpoint.http
        )
        check(status == 0, f"pub ended with {status}: {complaint}")
        check(json.loads(output) == {**place, "offset": place["offset"] + 1}, f"pub printed {output}")
        message = json.loads(await socket.receive())
        check((message["type"], message["payload"]) == ("odds_change", payload), f"published {payload}, got {message}")
    finally:
        await socket.abandon()


async def follows_and_recovers(ground: Ground, endpoint: Endpoint) -> None:
    """`sub` prints what was posted since a position, then what is posted now, and only what its filter lets through."""
    room = fresh("room")
    first = await publish(endpoint, room, {"sport": "MLB", "number": 0})
    for number in (1, 2):
        await publish(endpoint, room, {"sport": "MLB", "number": number})
    since = f"{first['epoch']}:{first['offset']}"
    words = ("sub", room, "--json", "--since", since, "--filter", "sport=MLB", "--exit-after", "4")
    async with started(ground, *words, "--url", endpoint.rooms) as process:
        await _expect_lines(process, first, (1, 2))
        for number, sport in ((3, "MLB"), (4, "NBA"), (5, "MLB")):
            await publish(endpoint, room, {"sport": sport, "number": number})
        await _expect_lines(process, first, (3, 5))
        status = await asyncio.wait_for(process.wait(), 20)
        check(status == 0, f"sub ended with {status}")


async def _expect_lines(process, first: dict, numbers: tuple[int, ...]) -> None:
    for number in numbers:
        line = await asyncio.wait_for(process.stdout.readline(), 20)
        message = json.loads(line)
        check(message["payload"]["number"] == number, f"expected {number}, got {message}")
        check(message["offset"] == first["offset"] + number, f"expected number {number} after {first}, got {message}")
        check(message["epoch"] == first["epoch"], f"expected the epoch of {first}, got {message}")


async def shows_what_visitors_say(ground: Ground) -> None:
    """`listen` without `--echo` shows what another's client sends, and sends it what is typed."""
    async with started(ground, "listen", "--port", "0", "--subprotocol", "chat", "--json") as process:
        url = (await _event(process, "listening"))["url"]
        socket = await Asyncio().open(url, Offer(subprotocols=("chat",)))
        check(socket.subprotocol == "chat", f"offered chat, got {socket.subprotocol!r}")
        await socket.send("Grüße")
        check("Grüße" in (await _event(process, "message")).values(), "the message is not shown")
        process.stdin.write(b"typed\n")
        check(await socket.receive() == "typed", "what was typed did not arrive")
        process.terminate()
        try:
            await socket.receive()
        except Closed as closed:
            check(closed.code in (1001, 1012), f"listen's end closed with {closed.code}")
        await socket.abandon()


async def _event(process, kind: str) -> dict:
    """The next event of `kind` that a command prints."""
    while line := await asyncio.wait_for(process.stdout.readline(), 20):
        if (event := json.loads(line))["event"] == kind:
            return event
    raise Failure(f"the command ended without an event '{kind}'")


def add_cases(suite, proxies: dict) -> None:
    """Adds the cases; `pub` and `sub` directly and through each proxy."""
    for case in (
        echoes_until_the_server_closes,
        tells_the_handshakes_end,
        sends_lines_from_a_pipe,
        shows_what_visitors_say,
    ):
        suite.add(f"command line: {case.__name__.replace('_', ' ')}", case.__doc__, case)
    ways = {"tautline-server": Ground.server, **{f"behind {name}": proxy for name, proxy in proxies.items()}}
    for where, endpoint in ways.items():
        for case in (publishes_to_another, follows_and_recovers):

            async def body(ground: Ground, case=case, endpoint=endpoint) -> None:
                await case(ground, await endpoint(ground))

            suite.add(f"command line {where}: {case.__name__.replace('_', ' ')}", case.__doc__, body)
