"""What the user channel's document says of a server, sentence by sentence; each case begins with the words of it."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from channel import Channel, check, refusal, token
from Wire.harness import Suite
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

suite = Suite()
case = suite.case

ADA = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def now() -> str:
    """`new Date().toISOString()`."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@case()
async def flow_opens(channel: Channel) -> None:
    """'Gets user and token', 'opens WebSocket connection to /ws/user/{userUUID}': with the token it opens, without it does not."""
    status, _ = await refusal(channel, f"/ws/user/{ADA}")
    check(status == 401, f"without a token it was refused with {status}")
    async with channel.user(ADA):
        pass


@case()
async def flow_greets(channel: Channel) -> None:
    """'Receives connection_established message': it is the first one, and nobody has to ask for it."""
    path = f"ws://127.0.0.1:{channel.program.port}/ws/user/{ADA}?token={token(ADA)}"
    async with connect(path, proxy=None) as socket:
        message = json.loads(await socket.recv())
        check(message["type"] == "connection_established", f"the first message was {message}")


@case()
async def flow_sends(channel: Channel) -> None:
    """'Server sends messages (e.g., message_generate)': a backend's message reaches the client as it was published."""
    async with channel.user(ADA) as client:
        payload = {"message": "Good day", "conversation_uuid": "c-1"}
        await channel.publish(ADA, payload, kind="message_generate")
        message = await client.expect("message_generate")
        check({key: message[key] for key in payload} == payload, f"it came as {message}")


@case()
async def answers(channel: Channel) -> None:
    """'MESSAGE_GENERATE, AI response message': it has `message` and `conversation_uuid`, which the client compares."""
    async with channel.user(ADA) as client:
        _, whole = await client.answer(message="Hello, AI!", conversation_uuid="c-1", timestamp=now())
        check(whole["conversation_uuid"] == "c-1" and whole["message"], f"the answer was {whole}")


@case()
async def answers_again(channel: Channel) -> None:
    """'MESSAGE_REGENERATE, Regenerated AI response': another answer, in the same conversation."""
    async with channel.user(ADA) as client:
        _, first = await client.answer(message="Hello, AI!", conversation_uuid="c-1")
        _, second = await client.answer("message_regenerate", conversation_uuid="c-1")
        check(second["conversation_uuid"] == "c-1", f"the answer was {second}")
        check(second["message"] not in ("", first["message"]), "it is the same answer")


@case()
async def a_client_that_knows_no_parts(channel: Channel) -> None:
    """'if (data.message && …) dispatch(addMessage(…))': a client written so adds each answer once."""
    async with channel.user(ADA) as client:
        added = []
        await client.send("message_generate", message="Hello, AI!", conversation_uuid="c-1")
        while not added:
            data = await client.expect("message_generate")
            if data.get("message") and data.get("conversation_uuid") == "c-1":
                added.append(data["message"])
        await client.send("ping")
        await client.expect("pong")


@case()
async def keepalive(channel: Channel) -> None:
    """'PING, Keepalive request', 'PONG, Keepalive response': one for one, also while an answer is being generated."""
    async with channel.user(ADA) as client:
        await client.send("message_generate", message="Hello, AI!")
        await client.expect("message_generate")
        await client.send("ping", timestamp=now())
        while (message := await client.receive())["type"] == "message_generate":
            check(not message["done"], "the pong waited for the answer")
        check(message["type"] == "pong", f"got {message}")


@case()
async def pending(channel: Channel) -> None:
    """'GET_PENDING, Request pending messages', 'PENDING_CHECK_COMPLETE, Pending messages sync complete'."""
    await channel.publish(ADA, {"message": "while you were away", "conversation_uuid": "c-1"}, kind="message_generate")
    async with channel.user(ADA) as client:
        await client.send("get_pending")
        message = await client.expect("message_generate")
        check(message["message"] == "while you were away", f"got {message}")
        check((await client.expect("pending_check_complete"))["count"] == 1, "it counted otherwise")


@case()
async def sends_as_printed(channel: Channel) -> None:
    """'send({type: message_generate, message: "Hello, AI!", timestamp})': without a conversation one begins."""
    async with channel.user(ADA) as client:
        await client.socket.send(json.dumps({"type": "message_generate", "message": "Hello, AI!", "timestamp": now()}))
        first = await client.expect("message_generate")
        check(len(first["conversation_uuid"]) == 36, f"got {first}")


@case()
async def error_occurred(channel: Channel) -> None:
    """'ERROR, Error occurred', 'Server sends error → Shows toast notification': it has a text, and the connection stays."""
    async with channel.user(ADA) as client:
        await client.send("message_generate")
        error = await client.expect("error")
        check(error["message"] == "message is missing", f"got {error}")
        await client.socket.send("this is not JSON")
        check((await client.expect("error"))["message"], "there is no text")
        await client.send("ping")
        await client.expect("pong")


def notification(kind: str):
    """A case for one of the types that the document registers handlers for."""

    async def body(channel: Channel) -> None:
        async with channel.user(ADA) as client, channel.user("another") as other:
            await channel.publish(ADA, {"uuid": "n-1", "title": "Hi", "value": 1.50}, kind=kind)
            message = await client.expect(kind)
            check((message["uuid"], message["title"], message["value"]) == ("n-1", "Hi", 1.5), f"got {message}")
            check(await other.pending() == [], "another user got it")

    sentence = f"'registerHandlers({{{kind}: …}})': it reaches its user's client under its own name, and nobody else's."
    suite.add(kind, sentence, body)


for each in ("notification_new", "notification_update", "notification_delete", "analytics_update"):
    notification(each)


@case(chat=True, flags=("--single",))
async def single_connection(channel: Channel) -> None:
    """'Only one connection per user (not multiple)': where that is configured a newer one closes the older with 4409."""
    async with channel.user(ADA) as older, channel.user(ADA) as newer:
        try:
            await older.receive()
            check(False, "the older one stayed")
        except ConnectionClosed as closed:
            check(closed.rcvd.code == 4409, f"closed with {closed.rcvd}")
        await newer.send("ping")
        await newer.expect("pong")


@case()
async def reconnects(channel: Channel) -> None:
    """'Connection fails → Auto-reconnect', 'Disconnects on logout': who comes back is greeted anew, and gets what is missing."""
    async with channel.user(ADA) as client:
        await client.send("message_generate", message="Hello, AI!", conversation_uuid="c-1")
        await client.expect("message_generate")
    messages: list[dict] = []
    async with channel.user(ADA) as client:
        while not messages:
            messages = [message for message in await client.pending() if message["type"] == "message_generate"]
        check(messages[0]["done"] and messages[0]["conversation_uuid"] == "c-1", f"got {messages}")
