"""The flow of the user channel's document, step by step."""

from __future__ import annotations

import asyncio

from channel import Channel, check, refusal, token
from Wire.harness import Suite
from websockets.exceptions import ConnectionClosed

suite = Suite()
case = suite.case


@case()
async def connection_flow(channel: Channel) -> None:
    """A user connects, is greeted, asks for what is pending, talks to the generator, and gets its answer."""
    async with channel.user("ada") as client:
        check(await client.pending() == [], "something was pending")
        parts, whole = await client.answer(message="Hello, AI!", timestamp="2025-08-15T10:00:00.000Z")
        check(len(parts) > 3, f"it came in {len(parts)} parts")
        check("".join(part["delta"] for part in parts) == whole["message"], "the parts are not the whole")
        check(all("message" not in part for part in parts), "a part looks like a message")
        check(len({part["conversation_uuid"] for part in [*parts, whole]}) == 1, "the conversation changed")
        await client.send("ping")
        await client.expect("pong")


@case()
async def regenerating(channel: Channel) -> None:
    """Another answer is another text in the same conversation."""
    async with channel.user("ada") as client:
        _, first = await client.answer(message="Hello, AI!", conversation_uuid="c-1")
        _, second = await client.answer("message_regenerate", conversation_uuid="c-1")
        check(second["conversation_uuid"] == "c-1" and second["attempt"] == 1, f"got {second}")
        check(second["message"] != first["message"], "the answers are the same")
        _, third = await client.answer(message="And now?", conversation_uuid="c-1")
        check("Hello, AI!" in third["message"], "it forgot what was said before")


@case()
async def cancelling(channel: Channel) -> None:
    """An answer can be cancelled while it comes, and the conversation goes on."""
    async with channel.user("ada") as client:
        await client.send("message_generate", message="Hello, AI!", conversation_uuid="c")
        await client.expect("message_generate")
        await client.send("message_cancel", conversation_uuid="c")
        while (message := await client.receive())["type"] == "message_generate":
            check(not message["done"], "it was not cancelled")
        check(message["type"] == "message_cancelled", f"got {message}")
        await client.answer(message="Hello again!", conversation_uuid="c")


@case()
async def away(channel: Channel) -> None:
    """What came while the user was away comes by priority, then by age, again until it is acknowledged, and has an id."""
    for name, priority in (("a", "low"), ("b", "normal"), ("c", "high"), ("d", "normal")):
        await channel.publish("ada", {"name": name}, id=name, priority=priority)
    async with channel.user("ada") as client:
        messages = await client.pending()
        check([message["id"] for message in messages] == ["c", "b", "d", "a"], f"got {messages}")
        check(messages[0]["name"] == "c" and messages[0]["type"] == "notification_new", f"got {messages[0]}")
        await client.acknowledge("c", "b")
    async with channel.user("ada") as client:
        check([message["id"] for message in await client.pending()] == ["d", "a"], "not the rest came again")
        await client.acknowledge("d", "a")
    async with channel.user("ada") as client:
        check(await client.pending() == [], "it came again after it was acknowledged")


@case()
async def devices(channel: Channel) -> None:
    """Each device of a user gets and acknowledges each message for itself, on whatever loop it is."""
    async with channel.user("ada", "&client_id=phone") as phone, channel.user("ada", "&client_id=desk") as desk:
        await channel.publish("ada", {"n": 1}, id="a")
        for client in (phone, desk):
            check((await client.expect("notification_new"))["id"] == "a", "another message came")
        await phone.acknowledge("a")
    async with channel.user("ada", "&client_id=phone") as phone, channel.user("ada", "&client_id=desk") as desk:
        check(await phone.pending() == [], "the phone got it again")
        check(len(await desk.pending()) == 1, "the desk did not get it again")


@case()
async def device_replaced(channel: Channel) -> None:
    """A device that connects again replaces its own earlier connection, which is closed with 4409."""
    async with channel.user("ada", "&client_id=phone") as first, channel.user("ada", "&client_id=phone"):
        try:
            await first.receive()
        except ConnectionClosed as closed:
            return check(closed.rcvd.code == 4409, f"closed with {closed.rcvd}")
    check(False, "it stayed")


@case(chat=True, flags=("--single",))
async def single(channel: Channel) -> None:
    """Where one connection is allowed, the older one is closed with 4409, whatever device it is."""
    async with channel.user("ada", "&client_id=phone") as first, channel.user("ada", "&client_id=desk") as second:
        try:
            await first.receive()
        except ConnectionClosed as closed:
            check(closed.rcvd.code == 4409, f"closed with {closed.rcvd}")
        check(await second.pending() == [], "the newer one does not work")


@case()
async def publishing(channel: Channel) -> None:
    """A publish is idempotent by its id, and what is wrong with one is said."""
    first = await channel.publish("ada", {"n": 1}, id="a")
    check(first == {"user": "ada", "id": "a", "repeated": False}, f"got {first}")
    check((await channel.publish("ada", {"n": 1}, id="a"))["repeated"], "the repetition was not noticed")
    check(len((await channel.publish("ada", {"n": 2}))["id"]) == 36, "it got no id")
    status, answer = await channel.post({"user": "ada", "payload": 1})
    check(status == 400 and "type" in json_text(answer), f"got {status} {answer}")
    async with channel.user("ada") as client:
        check(len(await client.pending()) == 2, "not two are pending")


@case()
async def expiring(channel: Channel) -> None:
    """A message that has expired is not handed out."""
    await channel.publish("ada", {}, id="a", ttl=0.2)
    await channel.publish("ada", {}, id="b", ttl=60)
    await asyncio.sleep(0.5)
    async with channel.user("ada") as client:
        check([message["id"] for message in await client.pending()] == ["b"], "it came")


@case()
async def receipts(channel: Channel) -> None:
    """A sender who asks for receipts is told of delivery and acknowledgement, and anybody may ask afterwards."""
    async with channel.user("bob") as sender, channel.user("ada", "&client_id=phone") as client:
        await channel.publish("ada", {}, id="a", receipts="bob")
        await client.expect("notification_new")
        told = await sender.expect("receipt")
        check((told["status"], told["user"], told["device"]) == ("delivered", "ada", "phone"), f"got {told}")
        await client.acknowledge("a")
        check((await sender.expect("receipt"))["status"] == "acknowledged", "another receipt came")
    status, answer = await channel.get("/ws/v2/receipts?user=ada&id=a")
    check(status == 200 and [row["device"] for row in answer["receipts"]] == ["phone"], f"got {status} {answer}")


@case(limit=120)
async def flooding(channel: Channel) -> None:
    """An inbox is bounded in messages and bytes, says so, and takes messages again once some are acknowledged."""
    for number in range(1_000):
        await channel.publish("ada", {"n": number}, id=str(number))
    status, answer = await channel.post({"user": "ada", "type": "t", "payload": {}, "id": "over"})
    check(status == 429 and "1000 messages" in json_text(answer), f"got {status} {answer}")
    await channel.publish("bob", {})
    for number in range(5):
        status, answer = await channel.post({"user": "eve", "type": "t", "payload": "x" * 900_000, "id": str(number)})
    check(status == 429 and "bytes" in json_text(answer), f"got {status} {answer}")
    async with channel.user("ada") as client:
        check(len(await client.pending()) == 1_000, "not all of them came")
        await client.acknowledge("0")
        await channel.publish("ada", {}, id="over")
    async with channel.user("eve") as client:
        check(len(await client.pending()) == 4, "not all that fit came")


@case()
async def asking_without_end(channel: Channel) -> None:
    """A client that asks for megabytes again and again without reading is closed, and others are served."""
    for number in range(4):
        await channel.publish("eve", "x" * 900_000, id=str(number))
    async with channel.user("eve") as greedy:
        for _ in range(40):
            await greedy.send("get_pending")
        async with channel.user("ada") as client:
            await client.answer(message="Hello, AI!")
    check(channel.program.memory() < 400 << 20, f"the server holds {channel.program.memory()} bytes")


@case()
async def flooding_with_questions(channel: Channel) -> None:
    """A client that floods is told so, cut to four answers at a time, and closed; others are served."""
    async with channel.user("eve") as greedy, channel.user("ada") as client:
        told = set()
        try:
            for number in range(20_000):
                await greedy.send("message_generate", message="Hello, AI!", conversation_uuid=str(number))
        except ConnectionClosed:
            pass
        try:
            while True:
                told.add((await greedy.receive()).get("code"))
        except ConnectionClosed as closed:
            check(closed.rcvd.code == 4429, f"closed with {closed.rcvd}")
        check({"TOO_MANY_GENERATIONS", "RATE_LIMIT_EXCEEDED"} <= told, f"it was told {told}")
        await client.answer(message="Hello, AI!")


@case()
async def tokens(channel: Channel) -> None:
    """The token's subject must be the user; each refusal says what is wrong."""
    for path, status, word in (
        ("/ws/user/ada", 401, "missing"),
        (f"/ws/user/ada?token={token('bob')}", 403, "user"),
        (f"/ws/user/ada?token={token('ada', lasts=-3600)}", 401, "expired"),
        (f"/ws/user/ada?token={token('ada', secret='another secret of at least thirty-two bytes')}", 401, "signature"),
        ("/ws/user/ada?token=nonsense", 401, "malformed"),
        (f"/ws/user/ada?token={token('ada')}&ack=maybe", 400, "ack"),
    ):
        got, body = await refusal(channel, path)
        check(got == status and word in json_text(body), f"{path.split('token')[0]} was refused with {got} {body}")
    check(token("bob")[:20] not in channel.log.read_text(), "a token is in the log")


@case()
async def wrong_requests(channel: Channel) -> None:
    """A request with the wrong shape gets an error that says what is wrong, and the connection stays."""
    async with channel.user("ada") as client:
        for kind, members, code in (
            ("ack", {}, "INVALID_PAYLOAD"),
            ("ack", {"id": "nobody"}, "UNKNOWN_MESSAGE"),
            ("message_generate", {"message": 7}, "INVALID_PAYLOAD"),
            ("message_generate", {"message": "x" * 20_000}, "INVALID_PAYLOAD"),
            ("message_regenerate", {"conversation_uuid": "none"}, "UNKNOWN_CONVERSATION"),
            ("what_is_this", {}, "UNKNOWN_TYPE"),
        ):
            await client.send(kind, **members)
            error = await client.expect("error")
            check(error["code"] == code, f"{kind} {str(members)[:50]} was answered with {error}")
        check(await client.pending() == [], "the connection does not work")


@case()
async def plain_client(channel: Channel) -> None:
    """A client that knows no acknowledgement gets each message once with ack=auto."""
    await channel.publish("ada", {}, id="a")
    async with channel.user("ada", "&ack=auto") as client:
        check(len(await client.pending()) == 1, "it did not come")
        check(await client.pending() == [], "it came twice")


def json_text(value) -> str:
    """An answer as text, to look for words in."""
    return str(value)
