"""/metrics, read by the parser of the `prometheus_client` package."""

from __future__ import annotations

import asyncio
import json

import websockets
from prometheus_client.parser import text_string_to_metric_families

from ground import Endpoint, Ground
from talk import Poster, envelope, fresh
from Wire.connection import check
from with_curl import get

KINDS = {
    "tautline_connections": "gauge", "tautline_rooms": "gauge", "tautline_subscriptions": "gauge",
    "tautline_queue_bytes": "gauge", "tautline_uptime_seconds": "gauge", "tautline_messages_received": "counter",
    "tautline_messages_sent": "counter", "tautline_publications": "counter", "tautline_received_bytes": "counter",
    "tautline_sent_bytes": "counter", "tautline_reconnects": "counter", "tautline_errors": "counter",
    "tautline_closed": "counter", "tautline_drops": "counter", "tautline_publish_seconds": "histogram",
    "tautline_delivery_seconds": "histogram",
}  # fmt: skip
"""What must be there."""


class Metrics:
    """The metrics of one moment."""

    def __init__(self, text: str):
        families = list(text_string_to_metric_families(text))
        self.families = {family.name: family for family in families}
        check(len(self.families) == len(families), "a metric is there twice")

    @classmethod
    async def of(cls, endpoint: Endpoint) -> Metrics:
        """Asks for them."""
        answer = await get(endpoint.http + "/metrics")
        check(answer.fields["content-type"].startswith("text/plain; version=0.0.4"), f"{answer.fields}")
        return cls(answer.body.decode())

    def value(self, sample: str, **labels: str) -> float:
        """One sample's value."""
        for family in self.families.values():
            for found in family.samples:
                if found.name == sample and found.labels == labels:
                    return found.value
        raise AssertionError(f"there is no {sample} {labels}")


async def are_read(endpoint: Endpoint) -> None:
    """Every family has its kind and a help text; histograms rise to their count."""
    metrics = await Metrics.of(endpoint)
    for name, kind in KINDS.items():
        family = metrics.families.get(name)
        check(family is not None and family.type == kind, f"{name} is {family}")
    for family in metrics.families.values():
        check(family.type in ("gauge", "counter", "histogram") and len(family.documentation) > 4, f"{family}")
        if family.type == "histogram":
            buckets = [sample.value for sample in family.samples if sample.name.endswith("_bucket")]
            check(buckets == sorted(buckets) and len(buckets) > 10, f"{family.name}: {buckets}")
            check(buckets[-1] == metrics.value(family.name + "_count"), f"{family.name}: the last bucket is not the count")


async def count_what_happens(endpoint: Endpoint) -> None:
    """A connection, its messages, an error, a return and its end are each counted."""
    before = await Metrics.of(endpoint)
    room = fresh("counted")
    async with Poster.open(endpoint) as poster:
        for number in range(3):
            place = await poster.publish(room, {"n": number})
        async with websockets.connect(endpoint.rooms) as socket:
            since = {"epoch": place["epoch"], "offset": 1}
            await socket.send(envelope("subscribe", {"channel": room, "since": since}))
            for _ in range(3):
                await socket.recv()
            await socket.send("{")
            check("INVALID_JSON" in await socket.recv(), "no error came")
            await poster.publish(room, {"n": 3})
            await socket.recv()
            during = await Metrics.of(endpoint)
    for _ in range(100):
        after = await Metrics.of(endpoint)
        if after.value("tautline_connections") == before.value("tautline_connections"):
            break
        await asyncio.sleep(0.05)

    def grew(sample: str, metrics: Metrics = during, **labels: str) -> float:
        return metrics.value(sample, **labels) - before.value(sample, **labels)

    check(grew("tautline_connections") == 1, "the connection is not counted")
    check(grew("tautline_subscriptions") == 1, "the subscription is not counted")
    check(grew("tautline_reconnects_total") == 1, "the return is not counted")
    check(grew("tautline_replayed_total") == 2, "the replay is not counted")
    check(grew("tautline_messages_received_total") == 2, "the client's messages are not counted")
    check(grew("tautline_publications_total") == 4, "the publications are not counted")
    check(grew("tautline_publish_seconds_count") == 4, "the publishes are not timed")
    check(grew("tautline_delivery_seconds_count") >= 1, "the delivery is not timed")
    error = {"class": "message", "code": "INVALID_JSON"}
    check(grew("tautline_errors_total", **error) == 1, "the error is not counted")
    check(grew("tautline_closed_total", after, **{"class": "left"}) == 1, "the end is not counted")
    check(grew("tautline_received_bytes_total") > 100 and grew("tautline_sent_bytes_total") > 300, "bytes are missing")


def add_cases(suite) -> None:
    """Adds every case."""
    for case in (are_read, count_what_happens):

        async def body(ground: Ground, case=case) -> None:
            await case(await ground.server(own="prometheus"))

        suite.add(f"metrics: {case.__name__.replace('_', ' ')}", case.__doc__, body)
