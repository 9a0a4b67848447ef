"""What is measured: the rows of the table, and the target of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from contestants import (
    Contestant, bare, bare_fanout, durable, fastapi, messages_to_room, nchan, picows, ping, tautline, tautline_room,
    tautline_tls, three_dialects, uwebsockets, v2,
)


@dataclass(frozen=True)
class Run:
    """One contestant under one load."""

    contestant: Contestant
    load: list[str]
    name: str = ""

    @property
    def title(self) -> str:
        return self.name or self.contestant.name


@dataclass(frozen=True)
class Row:
    """One line of the table: runs that are compared with the baseline, and what the subject must reach."""

    section: str
    work: str
    runs: list[Run]
    target: float
    subject: str = "Tautline"
    baseline: str = "bare"
    size: int = 0
    same_size_as_subject: bool = False  # the others carry messages as large as the subject's envelopes


@dataclass(frozen=True)
class MemoryRow:
    """One line of the table about memory: bytes per connection that is open and silent."""

    section: str
    work: str
    runs: list[Run]
    target: int
    connections: int = 10_000
    extra: list[str] = field(default_factory=list)


def echo(work: str, target: float, load: str, size: int, *peers: Contestant) -> Row:
    flags = [*load.split(), "--size", str(size)]
    runs = [Run(one, ["echo", "--path", one.echo_path, *flags]) for one in (bare, tautline, *peers)]
    return Row("echo", work, runs, target, size=size)


def fanout(work: str, target: float, load: str) -> Row:
    runs = [Run(one, ["fanout", *one.room, *load.split()]) for one in (bare_fanout, tautline, uwebsockets, nchan)]
    return Row("fanout", work, runs, target, size=128, same_size_as_subject=True)


def durable_fanout(work: str, target: float, load: str, room: tuple[str, ...]) -> Row:
    runs = [
        Run(bare_fanout, ["fanout", *bare_fanout.room, *load.split()]),
        Run(tautline, ["fanout", *room, *load.split()], "in memory"),
        Run(durable, ["fanout", *room, *load.split()], "durable"),
    ]
    return Row("store", work, runs, target, "durable", size=128, same_size_as_subject=True)


def dialects(work: str, target: float, load: str, server: Contestant = tautline) -> Row:
    one = Run(server, ["fanout", *tautline_room, *load.split()], "one dialect")
    three = Run(server, ["fanout", *three_dialects, *load.split()], "three dialects")
    return Row("dialects", work, [one, three], target, "three dialects", "one dialect", size=128)


def connect(work: str, target: float) -> Row:
    runs = [
        Run(one, ["connect", "--path", one.echo_path, "--connections", "32"])
        for one in (bare, tautline, picows, fastapi)
    ]
    return Row("connect", work, runs, target, size=32)


def request(work: str, target: float, server: Contestant = tautline) -> Row:
    path = ["--path", "/ws", "--message", ping, "--expect", '"pong"']
    asking = Run(server, ["echo", *path], "v2 request")
    echoing = Run(server, ["echo", "--path", server.echo_path, "--message", ping], "our echo")
    return Row("json", work, [echoing, asking], target, "v2 request", "our echo")


def curve(
    work: str, target: float, counts: list[int], subscription: str, room: str = "mlb", connections: int = 1000
) -> Row:
    load = ["curve", "--path", "/ws", "--connections", str(connections), "--size", "128"]
    load += ["--subscribe", v2 % ("subscribe", "1", subscription), "--confirm", "subscription_confirmed"]
    load += ["--publish-path", "/ws/v2/publish", "--body", asked_for.replace("ROOM", room), "--warmup", "1"]
    runs = [Run(tautline, [*load, "--subscriptions", str(count)], f"{count:,}") for count in counts]
    return Row("curve", work, runs, target, f"{counts[-1]:,}", f"{counts[0]:,}")


# What is published past the subscriptions: it has every field that they ask for.
asked_for = '{"room":"ROOM","type":"odds_update","payload":{"sport":"MLB","player":"nobody","odds":0.25,"data":%}}'
counts = [1_000, 10_000, 100_000]
equal = '{"channel":"mlb","filters":{"player":"player-%"}}'
typed = '{"channel":"mlb","filters":{"sport":{"in":["MLB","NBA"]},"player":{"prefix":"player-%"},"odds":{"gt":1}}}'
ranges = '{"channel":"mlb","filters":{"or":[{"odds":{"gte":%.5,"lt":1000000}},{"player":{"eq":"some"}}]}}'
wildcards = '{"channel":"odds.*","filters":{"player":"player-%"}}'

rows: list[Row | MemoryRow] = [
    echo("echo 32 B, 64 connections", 1.05, "--connections 64", 32, picows, fastapi),
    echo("echo 1 KiB, 64 connections", 1.05, "--connections 64", 1024, picows, fastapi),
    echo("echo 32 B, 16 in flight", 1.15, "--connections 64 --pipeline 16", 32, picows, fastapi),
    echo("echo 64 KiB text", 1.30, "--connections 64", 65536, picows, fastapi),
    echo("echo 32 B, 5,000 connections", 1.15, "--connections 5000 --warmup 1 --seconds 1.5", 32, picows, fastapi),
    fanout("fan-out 1 → 1,000, 128 B", 1.05, "--connections 1000"),
    fanout("fan-out 1 → 5,000, 128 B", 1.05, "--connections 5000"),
    fanout("fan-out 1 → 1,000, 16 in flight", 0.10, "--connections 1000 --pipeline 16"),
    durable_fanout("fan-out 1 → 1,000, durable", 1.05, "--connections 1000", tautline_room),
    # Requests of one connection are answered one after the other, each when it is stored: only messages are in flight together.
    durable_fanout(
        "fan-out 1 → 1,000, 16 in flight, durable", 0.10, "--connections 1000 --pipeline 16", messages_to_room),
    dialects("fan-out 1 → 999 of three dialects, beside one", 1.10, "--connections 999"),
    dialects("the same, 16 in flight", 1.10, "--connections 999 --pipeline 16"),
    dialects("the same, one at a time, durable", 1.10, "--connections 999", durable),
    connect("connect, upgrade, echo, close", 1.30),
    request("v2 ping → pong, beside our echo", 2.0),
    request("v2 ping → pong, beside our echo, durable", 2.0, durable),
    curve("publish past 100,000 filters, beside 1,000", 1.2, counts, equal),
    curve("the same, of lists, prefixes and ranges", 1.2, counts, typed),
    curve("the same, of ranges under or", 1.2, counts, ranges),
    # A connection has sixteen wildcard subscriptions at most. The first publication creates the room.
    curve("the same, of wildcards, beside 6,250", 1.2, [6_250, 50_000, 100_000], wildcards, "odds.mlb", 6_250),
    MemoryRow("idle", "idle connection", [Run(one, []) for one in (bare, tautline, fastapi)], 512),
    MemoryRow("idle", "idle connection, TLS", [Run(tautline_tls, ["--tls"])], 16384),
]
