"""kill -9 at random moments under load: what was acknowledged is there, once, where it was said to be."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field

import websockets
from house import House, Seen, check, read_history, request, seen

ROOMS = [f"room-{number}" for number in range(6)]
PUBLISHERS = 12


@dataclass
class Ledger:
    """What the world was told about one room."""

    epoch: str = ""
    by_offset: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Id and payload of each publication that somebody was told of, whether by an answer or by a delivery."""
    acknowledged: set[str] = field(default_factory=set)
    unanswered: dict[str, str] = field(default_factory=dict)
    """Payloads of publishes whose answer the kill has cut off, by id."""
    checked: int = 0
    """Everything up to this offset has been found after a kill."""

    def note(self, publication: Seen, how: str) -> None:
        """Holds a publication against what was known of its offset."""
        self.epoch = self.epoch or publication.epoch
        check(publication.epoch == self.epoch, f"{how}: the epoch was {self.epoch} and is {publication.epoch}")
        told = self.by_offset.setdefault(publication.offset, (publication.id, publication.payload))
        check(
            told == (publication.id, publication.payload),
            f"{how}: offset {publication.offset} was {told} and is {publication.id, publication.payload}",
        )


class Killing:
    """Rounds over one directory."""

    def __init__(self, house: House, seed: int):
        self.house = house
        self.random = random.Random(seed)
        self.rooms = {room: Ledger() for room in ROOMS}
        self.number = 0
        self.answers = 0

    async def round(self) -> None:
        """Starts the server, checks what it remembers, puts it under load, and kills it."""
        await self.house.start(loops=self.random.choice([1, 2, 3]))
        await self._check_history()
        load = [asyncio.create_task(self._publish()) for _ in range(PUBLISHERS)]
        load += [asyncio.create_task(self._listen()) for _ in range(2)]
        await asyncio.sleep(self.random.uniform(0.02, 0.4))
        self.house.kill()
        for outcome in await asyncio.gather(*load, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(
                outcome, (ConnectionError, EOFError, asyncio.IncompleteReadError, websockets.ConnectionClosed, OSError,
                          websockets.InvalidHandshake)
            ):  # fmt: skip
                raise outcome

    async def _publish(self) -> None:
        async with self.house.line() as line:
            while True:
                self.number += 1
                name, room = f"p{self.number}", self.random.choice(ROOMS)
                payload = {"n": self.number, "fill": "x" * self.random.choice([0, 10, 100, 400])}
                ledger = self.rooms[room]
                ledger.unanswered[name] = json.dumps(payload)
                status, answer = await line.publish(room, payload, id=name)
                check(status == 200, f"a publish was answered with {status} {answer}")
                del ledger.unanswered[name]
                ledger.note(Seen(answer["epoch"], answer["offset"], name, json.dumps(payload)), "answered")
                ledger.acknowledged.add(name)
                self.answers += 1

    async def _listen(self) -> None:
        async with self.house.socket() as socket:
            for room in ROOMS:
                await socket.send(request("subscribe", {"channel": room}))
            while True:
                message = json.loads(await socket.recv())
                if message["type"] == "note":
                    self.rooms[message["meta"]["room"]].note(seen(message), "delivered")

    async def _check_history(self) -> None:
        async with self.house.socket() as socket:
            for room, ledger in self.rooms.items():
                if ledger.by_offset:
                    await self._check_room(socket, room, ledger)
        await self._repeat_some()

    async def _check_room(self, socket, room: str, ledger: Ledger) -> None:
        confirmed, missed = await read_history(socket, room, ledger.epoch, ledger.checked)
        check("offset" in confirmed, f"{room} is gone: {confirmed}")
        check(confirmed.get("gap") is None, f"{room} has a gap: {confirmed}")
        check(
            [publication.offset for publication in missed] == list(range(ledger.checked + 1, confirmed["offset"] + 1)),
            f"{room}: the offsets after {ledger.checked} are {[publication.offset for publication in missed]}",
        )
        for publication in missed:
            ledger.note(publication, "after the kill")
            ledger.unanswered.pop(publication.id, None)
        last = max(ledger.by_offset)
        check(confirmed["offset"] >= last, f"{room}: offset {last} was seen, and the room is at {confirmed['offset']}")
        ids = [id for id, _ in ledger.by_offset.values()]
        check(len(ids) == len(set(ids)), f"{room}: a publication is there twice")
        check(ledger.acknowledged <= set(ids), f"{room}: lost {ledger.acknowledged - set(ids)}")
        ledger.checked = confirmed["offset"]

    async def _repeat_some(self) -> None:
        """What was cut off can be sent again; what was answered is answered again with the same offset."""
        async with self.house.line() as line:
            for room, ledger in self.rooms.items():
                for name in list(ledger.unanswered)[:3]:
                    payload = json.loads(ledger.unanswered.pop(name))
                    await self._expect(line, room, ledger, name, payload)
                for offset in sorted(ledger.by_offset)[-2:]:
                    name, payload = ledger.by_offset[offset]
                    await self._expect(line, room, ledger, name, json.loads(payload))

    async def _expect(self, line, room: str, ledger: Ledger, name: str, payload: object) -> None:
        status, answer = await line.publish(room, payload, id=name)
        check(status == 200, f"a repeated publish was answered with {status} {answer}")
        ledger.note(Seen(answer["epoch"], answer["offset"], name, json.dumps(payload)), "repeated")
        ledger.acknowledged.add(name)


async def survive(house: House, rounds: int, seed: int) -> str:
    """Kills a server `rounds` times; returns what was seen, in words."""
    killing = Killing(house, seed)
    for number in range(rounds):
        try:
            await killing.round()
        except Exception as problem:
            problem.add_note(f"in round {number + 1} of {rounds} with the seed {seed}")
            raise
    await house.start()
    await killing._check_history()
    return f"{rounds} kills, {killing.answers} acknowledged publishes, none lost, none twice"
