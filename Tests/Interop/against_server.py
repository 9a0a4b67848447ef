"""Other people's clients against our server: each case for each library."""

from __future__ import annotations

import contextlib
import json
import ssl

from client import Client, Closed, Offer, Refused, Socket
from ground import Endpoint, Ground
from talk import Poster, envelope, expect_echo, fresh, messages, same, subscribe, text
from Wire.connection import Failure, check

LIMIT = 1 << 20
"""The largest message that the server takes by default."""


@contextlib.asynccontextmanager
async def opened(client: Client, url: str, endpoint: Endpoint, **wishes):
    """A connection of `client`, let go afterwards."""
    socket = await client.open(url, Offer(cafile=endpoint.cafile, **wishes))
    try:
        yield socket
    finally:
        await socket.abandon()


async def echoes_every_size(client: Client, endpoint: Endpoint) -> None:
    """Text and binary messages of 0 bytes to 1 MiB come back as they went."""
    async with opened(client, endpoint.echo, endpoint) as socket:
        check(not socket.deflates, "deflate was agreed on without being offered")
        for message in messages():
            await expect_echo(socket, message)


async def echoes_many_at_once(client: Client, endpoint: Endpoint) -> None:
    """Two hundred messages sent without waiting come back in their order."""
    async with opened(client, endpoint.echo, endpoint) as socket:
        for number in range(200):
            await socket.send(f"{number}")
        for number in range(200):
            same(await socket.receive(), f"{number}")


async def echoes_fragments(client: Client, endpoint: Endpoint) -> None:
    """A message sent in pieces, some of them empty, comes back whole."""
    async with opened(client, endpoint.echo, endpoint) as socket:
        for pieces in (["Grü", "", "ße, ", "世界"], [b"\x00\xff", b"", bytes(70000), b"!"]):
            await socket.send_pieces(pieces)
            same(await socket.receive(), pieces[0][:0].join(pieces))


async def agrees_on_deflate(client: Client, endpoint: Endpoint) -> None:
    """Deflate is agreed on when offered, and messages of every size survive it."""
    async with opened(client, endpoint.echo, endpoint, deflate=True) as socket:
        check(socket.deflates, "deflate was offered and not taken")
        for message in messages():
            await expect_echo(socket, message)


async def deflates_fragments(client: Client, endpoint: Endpoint) -> None:
    """Compressed messages sent in pieces come back whole."""
    async with opened(client, endpoint.echo, endpoint, deflate=True) as socket:
        for pieces in ([text(3000), text(70000), "end"], [bytes(100), bytes(100000)]):
            await socket.send_pieces(pieces)
            same(await socket.receive(), pieces[0][:0].join(pieces))


async def answers_pings(client: Client, endpoint: Endpoint) -> None:
    """A ping is answered by a pong with its payload, before and after messages."""
    async with opened(client, endpoint.echo, endpoint) as socket:
        await socket.ping(b"first")
        await expect_echo(socket, "between")
        await socket.ping(bytes(range(125)))


async def answers_a_close(client: Client, endpoint: Endpoint) -> None:
    """A close is answered with its own code."""
    for code, reason in ((1000, ""), (1000, "done"), (3000, "é" * 61), (4321, "that is all")):
        async with opened(client, endpoint.echo, endpoint) as socket:
            await expect_echo(socket, "before the close")
            answer = await socket.close(code, reason)
            check(answer.code == code, f"closed with {code}, answered with {answer.code}")


async def refuses_too_large_a_message(client: Client, endpoint: Endpoint) -> None:
    """One byte more than the limit is answered by 1009 and a reason that names the limit."""
    async with opened(client, endpoint.limited, endpoint) as socket:
        # The answer may come, and the stream end, before the library has written all.
        with contextlib.suppress(ConnectionError, Closed):
            await socket.send("x" * (LIMIT + 1))
        try:
            got = await socket.receive()
        except Closed as closed:
            ended = closed
        else:
            raise Failure(f"a message over the limit was answered by {got[:100]!r}")
        check(ended.code == 1009, f"a message over the limit ended with {ended.code}")
        if ended.reason is not None:
            check(str(LIMIT) in ended.reason, f"the reason does not name the limit: {ended.reason!r}")


async def chooses_the_subprotocol(client: Client, endpoint: Endpoint) -> None:
    """Of several subprotocols the server takes v2, and none when none was offered."""
    async with opened(client, endpoint.rooms, endpoint, subprotocols=("chat", "v2")) as socket:
        check(socket.subprotocol == "v2", f"offered chat and v2, got {socket.subprotocol!r}")
    async with opened(client, endpoint.rooms, endpoint) as socket:
        check(socket.subprotocol is None, f"offered none, got {socket.subprotocol!r}")


async def refuses_with_a_status(client: Client, endpoint: Endpoint) -> None:
    """A route that does not exist is refused with 404, as the library tells it."""
    try:
        async with opened(client, endpoint.socket("/no/such/route"), endpoint):
            check(False, "a route that does not exist was opened")
    except Refused as refused:
        check(refused.status == 404, f"refused with {refused.status}")


async def follows_a_room(client: Client, endpoint: Endpoint) -> None:
    """A subscriber is confirmed, sees what is posted with rising offsets, and replays what it missed."""
    room = fresh("room")
    async with Poster.open(endpoint) as poster:
        first = await poster.publish(room, {"number": 0})
        async with opened(client, endpoint.rooms, endpoint, deflate=client.can_deflate) as socket:
            confirmed = await subscribe(socket, room)
            check(confirmed["offset"] == first["offset"], f"published at {first}, confirmed at {confirmed}")
            await _expect_posts(poster, socket, room, first)
        since = {"epoch": first["epoch"], "offset": first["offset"]}
        async with opened(client, endpoint.rooms, endpoint) as socket:
            confirmed = await subscribe(socket, room, since=since)
            check(confirmed["recovered"] is True, f"nothing was recovered: {confirmed}")
            for number in range(1, 21):
                _check_delivery(json.loads(await socket.receive()), room, first, number)


async def _expect_posts(poster: Poster, socket: Socket, room: str, first: dict) -> None:
    for number in range(1, 21):
        place = await poster.publish(room, {"number": number, "text": text(number * 100)})
        check(place["offset"] == first["offset"] + number, f"message {number} has {place}")
        _check_delivery(json.loads(await socket.receive()), room, first, number)


def _check_delivery(message: dict, room: str, first: dict, number: int) -> None:
    meta = message["meta"]
    check(message["type"] == "odds_update" and message["version"] == "2.0", f"not what was posted: {message}")
    check(message["payload"]["number"] == number, f"expected {number}, got {message['payload']}")
    check(meta["room"] == room and meta["epoch"] == first["epoch"], f"expected room and epoch of {first}, got {meta}")
    check(meta["offset"] == first["offset"] + number, f"expected offset {first['offset'] + number}, got {meta}")


async def filters_and_unsubscribes(client: Client, endpoint: Endpoint) -> None:
    """A filter lets only what matches through, and nothing comes after the unsubscription."""
    room = fresh("room")
    async with Poster.open(endpoint) as poster, opened(client, endpoint.rooms, endpoint) as socket:
        await poster.publish(room, {})
        await subscribe(socket, room, filters={"sport": "MLB", "player_ids": ["a", "b"], "min_odds": 100})
        for fields in (
            {"sport": "NBA", "player_id": "a", "odds": 200},
            {"sport": "MLB", "player_id": "c", "odds": 200},
            {"sport": "MLB", "player_id": "b", "odds": 99.5},
            {"sport": "MLB", "player_id": "b", "odds": 100},
        ):
            await poster.publish(room, fields)
        message = json.loads(await socket.receive())
        check(message["payload"] == fields, f"the filter let {message} through")
        await socket.send(envelope("unsubscribe", {"channel": room, "filters": {"sport": "MLB"}}))
        await socket.send(envelope("ping", {}, "after"))
        answer = json.loads(await socket.receive())
        while answer["correlationId"] != "after":
            answer = json.loads(await socket.receive())
        check(answer["type"] == "pong", f"asked ping, got {answer}")


async def survives_nonsense(client: Client, endpoint: Endpoint) -> None:
    """What is no JSON and what is no envelope is answered by an error that says so; the connection stays open."""
    complaints = {
        "hello": "Invalid JSON",
        '{"type": ': "Invalid JSON",
        "[]": "Invalid message envelope",
        '{"type": "subscribe"}': "Invalid message envelope",
        envelope("subscribe", {}).replace("version", "edition"): "Invalid message envelope",
    }
    async with opened(client, endpoint.rooms, endpoint) as socket:
        for nonsense, complaint in complaints.items():
            await socket.send(nonsense)
            answer = json.loads(await socket.receive())
            check(answer["type"] == "error", f"sent {nonsense!r}, got {answer}")
            check(answer["payload"]["message"] == complaint, f"sent {nonsense!r}, got {answer}")
        await socket.send(envelope("ping", {}))
        answer = json.loads(await socket.receive())
        check(answer["type"] == "pong", f"asked ping, got {answer}")


async def trusts_only_the_authority(client: Client, endpoint: Endpoint) -> None:
    """The certificate is taken from its authority and from no other."""
    socket = await client.open(endpoint.echo, Offer(cafile=endpoint.cafile))
    try:
        await expect_echo(socket, "over TLS")
    finally:
        await socket.abandon()
    try:
        socket = await client.open(endpoint.echo, Offer(cafile=endpoint.cafile.replace("ca.pem", "stranger.pem")))
    except (ssl.SSLError, OSError):
        return
    await socket.abandon()
    check(False, "a stranger's certificate was taken")


ECHOES = [
    echoes_every_size,
    echoes_many_at_once,
    echoes_fragments,
    agrees_on_deflate,
    deflates_fragments,
    answers_pings,
    answers_a_close,
    refuses_too_large_a_message,
]
ROOMS = [
    chooses_the_subprotocol,
    refuses_with_a_status,
    follows_a_room,
    filters_and_unsubscribes,
    survives_nonsense,
]
NEEDS_FRAGMENTS = {echoes_fragments, deflates_fragments}
NEEDS_DEFLATE = {agrees_on_deflate, deflates_fragments}
HEAVY = {echoes_every_size, agrees_on_deflate}


def fits(case, client: Client) -> bool:
    """Whether the library has what `case` is about."""
    return (client.can_fragment or case not in NEEDS_FRAGMENTS) and (client.can_deflate or case not in NEEDS_DEFLATE)


def add_cases(suite, where: str, client: Client, cases: list, endpoint) -> None:
    """Adds `cases` with `client` against what `endpoint(ground)` returns."""
    for case in cases:
        if not fits(case, client):
            continue

        async def body(ground: Ground, case=case) -> None:
            await case(client, await endpoint(ground))

        name = case.__name__.replace("_", " ")
        suite.add(f"{client.name} against {where}: {name}", case.__doc__, body, heavy=case in HEAVY)
