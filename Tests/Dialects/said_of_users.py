"""What the document of the user dialect says of a server."""

from __future__ import annotations

import json
from uuid import uuid4

from ground import Endpoint
from said import Source
from speaking import EXAMPLE_TIME, check_time, refusal, talking
from stage import Stage
from Wire.connection import check
from with_curl import Answer, run

SOURCE = Source("User channel")
PING = {"type": "ping"}


async def publish(endpoint: Endpoint, token: str, user: str, kind: str, payload: dict) -> dict:
    """Publishes to one user, as an application's backend does."""
    output = await run(
        "--include", "--header", f"Authorization: Bearer {token}", "--json",
        json.dumps({"user": user, "type": kind, "payload": payload}), f"{endpoint.http}/ws/v2/publish",
    )  # fmt: skip
    answer = Answer(output)
    check(answer.status == 200, f"the publish was answered with {answer.status}: {answer.body!r}")
    return answer.json


async def someone(stage: Stage) -> tuple[Endpoint, str, str, str]:
    """A server, a new user, the path of the user's channel, and a backend's token."""
    endpoint, issuer = await stage.guarded()
    user = str(uuid4())
    path = f"/ws/user/{user}?token={issuer.token(user)}"
    return endpoint, user, path, issuer.token("backend", role="admin")


@SOURCE.says(
    "Opens WebSocket connection to /ws/user/{userUUID}",
    "Receives connection_established message",
    "CONNECTION_ESTABLISHED, // Connection confirmed",
)
async def the_connection_is_confirmed(stage: Stage) -> None:
    """The first message is connection_established, and names the user."""
    endpoint, user, path, _ = await someone(stage)
    async with talking(endpoint, path) as talk:
        first = await talk.expect("connection_established")
        check(user in json.dumps(first), f"the user is not named: {first}")


@SOURCE.says("User logs in; Access token is available; User stays authenticated")
async def the_token_must_be_the_users(stage: Stage) -> None:
    """Without a token the channel is refused with 401, with another user's with 403."""
    endpoint, issuer = await stage.guarded()
    user, other = str(uuid4()), str(uuid4())
    for path, status in ((f"/ws/user/{user}", 401), (f"/ws/user/{user}?token={issuer.token(other)}", 403)):
        got, body = await refusal(endpoint, path)
        check(got == status and body["error"], f"{path} was refused with {got}: {body}")


@SOURCE.says("PONG, // Keepalive response", "PING, // Keepalive request")
async def a_ping_is_answered(stage: Stage) -> None:
    """Each ping has its pong."""
    endpoint, _, path, _ = await someone(stage)
    async with talking(endpoint, path) as talk:
        await talk.expect("connection_established")
        await talk.ask(PING, "pong")
        check_time((await talk.ask({**PING, "timestamp": EXAMPLE_TIME}, "pong"))["timestamp"])


@SOURCE.says(
    "requestPending() // Sends GET_PENDING message",
    "PENDING_CHECK_COMPLETE, // Pending messages sync complete",
)
async def pending_messages_are_sent(stage: Stage) -> None:
    """What came while nobody was there comes on get_pending, in order, and then its number; acknowledged, not again."""
    endpoint, user, path, backend = await someone(stage)
    for n in range(3):
        await publish(endpoint, backend, user, "notification_new", {"n": n})
    for expected in (3, 0):
        async with talking(endpoint, path) as talk:
            await talk.expect("connection_established")
            await talk.send({"type": "get_pending"})
            for n in range(expected):
                pending = await talk.expect("notification_new")
                check(pending["n"] == n and pending["id"], f"got {pending}")
                await talk.send({"type": "ack", "id": pending["id"]})
            complete = await talk.expect("pending_check_complete")
            check(complete["count"] == expected, f"got {complete}")
            await talk.ask(PING, "pong")


@SOURCE.says(
    "notification_new, notification_update, notification_delete", "analytics_update"
)
async def messages_to_the_user_arrive(stage: Stage) -> None:
    """What a backend publishes to the user arrives with its type and its keys, and at nobody else."""
    endpoint, user, path, backend = await someone(stage)
    _, _, elsewhere, _ = await someone(stage)
    async with talking(endpoint, path) as talk, talking(endpoint, elsewhere) as other:
        await talk.expect("connection_established")
        await other.expect("connection_established")
        for kind in ("notification_new", "notification_update", "notification_delete", "analytics_update"):
            await publish(endpoint, backend, user, kind, {"title": "t", "count": 7})
            got = await talk.expect(kind)
            check(got["title"] == "t" and got["count"] == 7, f"got {got}")
        await other.ask(PING, "pong")


async def answer(talk, kind: str, conversation: str) -> str:
    """The whole answer, which may come in parts before."""
    text = ""
    while True:
        message = await talk.receive()
        if message["type"] != kind:
            continue
        check(message.get("conversation_uuid") == conversation, f"of another conversation: {message}")
        if message["done"]:
            check(text in ("", message["message"]), f"the parts {text!r} are not the whole {message}")
            return message["message"]
        text += message["delta"]


@SOURCE.says(
    "send({ type: 'message_generate', message: 'Hello, AI!', timestamp })",
    "MESSAGE_GENERATE, // AI response message",
    "MESSAGE_REGENERATE, // Regenerated AI response",
)
async def a_message_is_answered(stage: Stage) -> None:
    """A message is answered in its conversation, and again when asked to."""
    endpoint, _, path, _ = await someone(stage)
    conversation = str(uuid4())
    async with talking(endpoint, path) as talk:
        await talk.expect("connection_established")
        said = {"message": "Hello, AI!", "timestamp": EXAMPLE_TIME, "conversation_uuid": conversation}
        await talk.send({"type": "message_generate", **said})
        check(await answer(talk, "message_generate", conversation), "the answer is empty")
        await talk.send({"type": "message_regenerate", "timestamp": EXAMPLE_TIME, "conversation_uuid": conversation})
        check(await answer(talk, "message_regenerate", conversation), "the other answer is empty")


@SOURCE.says("ERROR, // Error occurred")
async def an_error_is_told(stage: Stage) -> None:
    """What cannot be read is answered by an error, and the connection stays open."""
    endpoint, _, path, _ = await someone(stage)
    async with talking(endpoint, path) as talk:
        await talk.expect("connection_established")
        for text in ("{", "[]", '{"message": "x"}'):
            error = await talk.ask(text, "error")
            check(error["message"], f"{text} was answered by {error}")
        await talk.ask(PING, "pong")


@SOURCE.says("Single WebSocket: Only one connection per user (not multiple)")
async def one_connection_per_user(stage: Stage) -> None:
    """With --single-connection a newer connection takes the older one's place, which is closed with 4409."""
    _, issuer = await stage.guarded()
    endpoint = await stage.server("--single-connection", JWT_SECRET=issuer.secret)
    user = str(uuid4())
    path = f"/ws/user/{user}?token={issuer.token(user)}"
    async with talking(endpoint, path) as older, talking(endpoint, path) as newer:
        await newer.expect("connection_established")
        await older.expect("connection_established")
        code, reason = await older.closing()
        check(code == 4409 and reason, f"the older one was closed with {code} {reason}")
        await newer.ask(PING, "pong")
