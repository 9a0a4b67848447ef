"""kill -9 at random moments: what was answered to a publisher is there, what a device acknowledged is not."""

from __future__ import annotations

import asyncio
import http.client
import random

from channel import Channel, check
from Wire.connection import Failure
from Wire.harness import Suite
from websockets.exceptions import ConnectionClosed, InvalidHandshake

suite = Suite()

BROKEN = (OSError, EOFError, asyncio.TimeoutError, http.client.HTTPException, ConnectionClosed, InvalidHandshake)
USERS = ("ada", "bob")
DEVICES = ("phone", "desk")
MANY = 200
"""The messages from which a device acknowledges all, so that no inbox fills up."""


class Book:
    """What must be true of one device after a kill."""

    def __init__(self, user: str, device: str):
        self.user = user
        self.device = device
        self.acknowledged: set[str] = set()
        """What is acknowledged for good: a later answer of the server did not have it any more."""
        self.unsure: set[str] = set()
        """What was acknowledged when the server died, so that nobody knows."""

    def check(self, pending: list[str], answered: set[str], seed: int) -> None:
        """Holds what a server that came back hands out against the book."""
        told = f"seed {seed}: {self.device} of {self.user}"
        lost = answered - set(pending) - self.acknowledged - self.unsure
        check(not lost, f"{told} misses {sorted(lost)[:5]}")
        again = set(pending) & self.acknowledged
        check(not again, f"{told} got {sorted(again)[:5]} again")
        check(len(pending) == len(set(pending)), f"{told} got something twice")


@suite.case(limit=3_600, alone=True)
async def kill(channel: Channel) -> None:
    """After each kill every answered message is there for each device until that device acknowledged it, none twice."""
    dice = random.Random(channel.seed)
    answered: dict[str, set[str]] = {user: set() for user in USERS}
    books = [Book(user, device) for user in USERS for device in DEVICES]
    numbers = iter(range(1_000_000))

    async def publish(user: str) -> None:
        while True:
            name = f"m{next(numbers)}"
            await channel.publish(user, {"n": name}, id=name)
            answered[user].add(name)
            await asyncio.sleep(0.01)

    async def read(book: Book, expected: set[str]) -> None:
        async with channel.user(book.user, f"&client_id={book.device}") as client:
            pending = [message["id"] for message in await client.pending()]
            book.check(pending, expected, channel.seed)
            whole = len(pending) > MANY or dice.random() < 0.5
            names = set(pending if whole else pending[: dice.randrange(1, 40)])
            book.unsure |= names
            for name in names:
                await client.send("ack", id=name)
            left = {message["id"] for message in await client.pending()}
            # The answer is younger than the acknowledgements: what it does not hold is acknowledged for good.
            book.acknowledged |= names - left
            book.unsure -= names - left
            async for _ in client.socket:
                pass

    for book in books:
        async with channel.user(book.user, f"&client_id={book.device}") as client:
            await client.pending()
    for _ in range(channel.rounds):
        work = [publish(user) for user in USERS] + [read(book, set(answered[book.user])) for book in books]
        tasks = [asyncio.create_task(each) for each in work]
        await asyncio.sleep(dice.uniform(0.05, 0.6))
        channel.kill()
        await asyncio.wait(tasks, timeout=20)
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, BROKEN):
                raise outcome
        await channel.start()
    if not all(answered.values()):
        raise Failure("nothing was ever answered")
    print(f"kill: {channel.rounds} kills, {next(numbers)} publishes, seed {channel.seed}", flush=True)


@suite.case(limit=120)
async def conversations_survive(channel: Channel) -> None:
    """After kill -9 an answer can still be regenerated, and the generator knows what was said before."""
    async with channel.user("ada") as client:
        for text in ("First words", "Second words"):
            await client.answer(message=text, conversation_uuid="c")
    channel.kill()
    await channel.start()
    async with channel.user("ada", "&client_id=desk") as client:
        _, second = await client.answer("message_regenerate", conversation_uuid="c")
        for part in ("You said: “Second words”", "Before that you said: “First words”", "answer number 2"):
            check(part in second["message"], f"{part} is missing in {second}")
    channel.kill()
    await channel.start()
    async with channel.user("ada", "&client_id=phone") as client:
        _, second = await client.answer("message_regenerate", conversation_uuid="c")
        check("answer number 3" in second["message"], f"the attempts are not counted on: {second}")
        _, third = await client.answer(message="Third words", conversation_uuid="c")
        check("Before that you said: “Second words”" in third["message"], f"what was said is gone: {third}")
    async with channel.user("bob") as client:
        await client.send("message_regenerate", conversation_uuid="c")
        refused = await client.expect("error")
        check(refused["code"] == "UNKNOWN_CONVERSATION", f"bob got {refused}")
