"""Docs/asyncapi.json, held against the user channel of a running server."""

from __future__ import annotations

import json
from pathlib import Path

from channel import Channel, check
from jsonschema import Draft202012Validator
from Wire.harness import Suite

suite = Suite()

DOCUMENT = Path(__file__).resolve().parents[2] / "Docs" / "asyncapi.json"


class Described:
    """What the document says that a server sends, by type."""

    def __init__(self):
        whole = json.loads(DOCUMENT.read_text())
        names = [reference["$ref"].rpartition("/")[2] for reference in whole["operations"]["sendUser"]["messages"]]
        messages = [whole["components"]["messages"][name] for name in names]
        # References in a message are into the whole document.
        self._validators = {each["name"]: Draft202012Validator({**whole, **each["payload"]}) for each in messages}
        self.seen: set[str] = set()

    def check(self, message: dict) -> dict:
        """Checks a message and returns it."""
        name = message["type"] if message["type"] in self._validators else "message"
        wrong = next(self._validators[name].iter_errors(message), None)
        check(wrong is None, f"{message} is not what the document says: {wrong and wrong.message}")
        self.seen.add(name)
        return message

    @property
    def missing(self) -> set[str]:
        """The messages that were not seen; these two come in a drain, and with a new token."""
        return self._validators.keys() - self.seen - {"reconnect_required", "authenticated"}


@suite.case()
async def described(channel: Channel) -> None:
    """Docs/asyncapi.json describes every message of the channel, and every message that it describes is sent."""
    told = Described()
    await channel.publish("ada", {"title": "Hi"}, id="n1", priority="high", receipts="bob")
    await channel.publish("ada", ["no", "object"], id="n2")
    async with channel.user("bob") as sender, channel.user("ada", "&client_id=phone") as client:
        told.check(client.greeting)
        receive = client.receive

        async def checked() -> dict:
            return told.check(await receive())

        client.receive = checked
        await client.pending()
        told.check(await sender.expect("receipt"))
        await client.send("ack", id="n1", correlationId=7)
        await client.send("ack", id="nobody")
        await client.expect("error")
        await client.answer(message="Hello, AI!", conversation_uuid="c", correlationId="q")
        await client.answer("message_regenerate", conversation_uuid="c")
        await client.send("message_generate", message="And now?", conversation_uuid="c")
        await client.expect("message_generate")
        await client.send("message_cancel", conversation_uuid="c")
        while (await client.receive())["type"] != "message_cancelled":
            pass
        await client.send("ping", timestamp="2025-08-15T10:00:00.000Z")
        await client.expect("pong")
    check(not told.missing, f"nobody sends {told.missing}")
