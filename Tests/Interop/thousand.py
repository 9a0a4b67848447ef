"""The headline: a thousand subscribers of one room, and several who post into it at the same time."""

from __future__ import annotations

import asyncio
import json

from client import Closed
from ground import Endpoint, Ground
from talk import Poster, fresh, subscribe
from Wire.connection import check

SUBSCRIBERS = 1000
POSTERS = 4
POSTS = 20
"""How many messages each poster posts."""
CONNECTING_AT_ONCE = 50


async def _post(endpoint: Endpoint, room: str, poster: int) -> list[int]:
    """Posts its messages over one connection; returns their offsets."""
    async with Poster.open(endpoint) as line:
        return [(await line.publish(room, {"poster": poster, "number": number}))["offset"] for number in range(POSTS)]


async def _read(socket, first: dict) -> list[tuple[int, int]]:
    """Reads all messages, checks their offsets; returns who posted which."""
    seen = []
    for expected in range(first["offset"] + 1, first["offset"] + 1 + POSTERS * POSTS):
        message = json.loads(await socket.receive())
        meta, payload = message["meta"], message["payload"]
        check(meta["epoch"] == first["epoch"], f"expected the epoch {first['epoch']}, got {meta}")
        check(meta["offset"] == expected, f"expected the offset {expected}, got {meta['offset']}")
        seen.append((payload["poster"], payload["number"]))
    return seen


async def a_thousand_subscribers(endpoint: Endpoint, client) -> None:
    """A thousand subscribers each get every message once, in one order, with offsets that rise without a hole."""
    room = fresh("crowd")
    async with Poster.open(endpoint) as poster:
        first = await poster.publish(room, {})
    gate = asyncio.Semaphore(CONNECTING_AT_ONCE)

    async def join():
        async with gate:
            socket = await client.open(endpoint.rooms)
            confirmed = await subscribe(socket, room)
            check(confirmed["offset"] == first["offset"], f"confirmed at {confirmed}, but the room is at {first}")
            return socket

    sockets = await asyncio.gather(*(join() for _ in range(SUBSCRIBERS)))
    try:
        readers = asyncio.gather(*(_read(socket, first) for socket in sockets))
        offsets = await asyncio.gather(*(_post(endpoint, room, number) for number in range(POSTERS)))
        seen = await readers
        check(all(one == seen[0] for one in seen), "not every subscriber saw the same order")
        for number, given in enumerate(offsets):
            check(given == sorted(given), f"poster {number} was given {given}")
            numbers = [at for who, at in seen[0] if who == number]
            check(numbers == list(range(POSTS)), f"poster {number} is out of order: {numbers}")
        check(len(set(sum(offsets, []))) == POSTERS * POSTS, f"an offset was given twice: {offsets}")
    finally:
        await asyncio.gather(*(socket.abandon() for socket in sockets))


async def shows_the_feed(endpoint: Endpoint, client) -> None:
    """A script that subscribes with an envelope of the v2 dialect sees odds of the sport that it asked for move."""
    socket = await client.open(endpoint.rooms)
    try:
        place = await subscribe(socket, "odds_updates", filters={"sport": "MLB"})
        last = place["offset"]
        for _ in range(3):
            message = json.loads(await socket.receive())
            check(message["payload"]["sport"] == "MLB", f"asked for MLB, got {message}")
            check(message["type"] == "odds_update", f"expected odds, got {message}")
            check(message["meta"]["source"] == "simulation", f"a simulated feed has to say so, got {message['meta']}")
            check(message["meta"]["offset"] > last, f"offset {last} was followed by {message['meta']}")
            last = message["meta"]["offset"]
    finally:
        await socket.abandon()


async def drains(endpoint: Endpoint, clients: list) -> None:
    """SIGTERM tells every library's subscriber to reconnect, closes it with 1012, and ends the server with 0."""
    sockets = [await client.open(endpoint.rooms) for client in clients]
    for socket in sockets:
        await subscribe(socket, "odds_updates")
    process = endpoint.program.process
    process.terminate()
    for client, socket in zip(clients, sockets):
        message = json.loads(await socket.receive())
        check(message["type"] == "reconnect_required", f"{client.name}: expected reconnect_required, got {message}")
        await _expect_restart(client.name, socket)
        await socket.abandon()
    code = await asyncio.to_thread(process.wait, 20)
    check(code == 0, f"the drained server ended with {code}")


async def _expect_restart(name: str, socket) -> None:
    try:
        got = await socket.receive()
    except Closed as closed:
        check(closed.code == 1012, f"{name}: the drain closed with {closed.code}")
    else:
        check(False, f"{name}: expected the end, got {got!r}")


def add_cases(suite, modules: dict, clients: list) -> None:
    """Adds the cases that the `websockets` package is enough for, and one for all libraries."""

    async def drain(ground: Ground) -> None:
        await drains(await ground.server(own="drain"), clients)

    suite.add("all clients: a drain", drains.__doc__, drain)
    if "with_websockets" not in modules:
        return
    client = modules["with_websockets"].CLIENTS[0]
    for loops in ("1", "2"):

        async def crowd(ground: Ground, loops=loops) -> None:
            await a_thousand_subscribers(await ground.server("--loops", loops, own="crowd"), client)

        suite.add(f"a thousand subscribers, loops {loops}", a_thousand_subscribers.__doc__, crowd, alone=True, limit=90)

    async def feed(ground: Ground) -> None:
        await shows_the_feed(await ground.server("--feed", own="feed"), client)

    suite.add("the feed", shows_the_feed.__doc__, feed)
