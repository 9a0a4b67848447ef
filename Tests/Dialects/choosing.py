"""How a connection gets its dialect, and one message for the listeners of all."""

from __future__ import annotations

import contextlib
import json

from ground import Endpoint
from speaking import EXAMPLE_TIME, Talk, talking
from stage import Stage
from talk import Poster, envelope, fresh
from Wire.connection import check

DIALECTS = ("v2", "rooms", "structured", "event", "user")
CONTENT = {"v2": "payload", "rooms": "data", "event": "data"}
"""Where a dialect has what was published; the others have it among the keys."""


async def subscribe(talk: Talk, dialect: str, room: str) -> None:
    """Subscribes in a dialect."""
    request = {"type": "subscribe", "timestamp": EXAMPLE_TIME, "channel": room}
    await talk.send(envelope("subscribe", {"channel": room}) if dialect == "v2" else request)
    while (await talk.receive())["type"] != "subscription_confirmed":
        pass


async def one_message_for_all(endpoint: Endpoint) -> None:
    """A message that is published once reaches subscribers of every dialect in their own, chosen by subprotocol."""
    room = fresh("everywhere")
    payload = {"odds": 1.5, "nested": {"list": [1, 2.0, "three"]}}
    async with Poster.open(endpoint) as poster, contextlib.AsyncExitStack() as stack:
        await poster.publish(room, {})
        talks = []
        for name in DIALECTS:
            talk = await stack.enter_async_context(talking(endpoint, "/ws", subprotocols=[name]))
            check(talk.socket.subprotocol == name, f"asked for {name}, got {talk.socket.subprotocol}")
            await subscribe(talk, name, room)
            talks.append((name, talk))
        place = await poster.publish(room, payload)
        for name, talk in talks:
            message = await talk.expect("odds_update")
            content = CONTENT.get(name)
            got = message[content] if content else {key: message[key] for key in payload}
            check(got == payload, f"{name} got {message}")
            where = message["meta"] if name == "v2" else message
            check(where["offset"] == place["offset"] and where["epoch"] == place["epoch"], f"{name} got {message}")


async def payloads_arrive_as_they_were_spelled(endpoint: Endpoint) -> None:
    """Numbers, escapes and white space of a payload arrive byte for byte in the dialects that have it in one place."""
    room = fresh("spelled")
    spelled = '{"a": 1.50,  "b":1e2, "c":"\\u00e9\\/", "d":12345678901234567890.123 , "e":[ ]}'
    body = f'{{"room":"{room}","type":"odds_update","payload":{spelled}}}'
    async with Poster.open(endpoint) as poster, contextlib.AsyncExitStack() as stack:
        await poster.publish(room, {})
        talks = []
        for name in CONTENT:
            talk = await stack.enter_async_context(talking(endpoint, "/ws", subprotocols=[name]))
            await subscribe(talk, name, room)
            talks.append((name, talk))
        await poster.post_text("/ws/v2/publish", body)
        for name, talk in talks:
            text = await talk.socket.recv()
            check(f'"{CONTENT[name]}":{spelled}' in text, f"{name} got {text}")


async def the_first_message_chooses(endpoint: Endpoint) -> None:
    """On the open route, without a subprotocol, the keys of the first message choose."""
    for request, has, hasnt in (
        ({"type": "subscribe", "subscription_type": "mlb"}, "status", "payload"),
        ({"type": "ping", "data": {}}, "type", "payload"),
        ({"type": "ping", "conversation_uuid": "c"}, "timestamp", "payload"),
        (json.loads(envelope("ping", {})), "correlationId", "data"),
        ({"type": "ping"}, "correlationId", "data"),
    ):
        async with talking(endpoint, "/ws") as talk:
            await talk.send(request)
            answer = await talk.receive()
            check(has in answer and hasnt not in answer, f"{request} was answered by {answer}")


def add_cases(suite) -> None:
    """Adds every case."""
    for case in (one_message_for_all, payloads_arrive_as_they_were_spelled, the_first_message_chooses):

        async def body(stage: Stage, case=case) -> None:
            await case(await stage.server())

        suite.add(f"Choosing: {case.__name__.replace('_', ' ')}", case.__doc__, body)
