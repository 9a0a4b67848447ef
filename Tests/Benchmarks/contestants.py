"""The servers that are compared, and how each is loaded."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

here = Path(__file__).parent
build = here.parent.parent / ".build"
bench = build / "bench"
server_core, load_core = {0}, {1}


def pinned(core: set[int]):
    """What a child does first: stay on its core, if there are two."""

    def pin() -> None:
        if os.cpu_count() and os.cpu_count() > 1:
            os.sched_setaffinity(0, core)

    return pin


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Contestant:
    """A server that can be started on a port. PORT, SIZE and FOLDER in its command are filled in."""

    name: str
    command: list[str]
    echo_path: str = "/ws/bench-1"
    room: tuple[str, ...] = ("--path", "/rooms")
    most_rounds: int = 99

    @property
    def is_there(self) -> bool:
        return shutil.which(self.command[0]) is not None and all(
            Path(part).exists() for part in self.command if part.startswith(str(here))
        )


v2 = '{"type":"%s","ts":1700000000000,"correlationId":"%s","version":"2.0","payload":%s}'
subscribe = v2 % ("subscribe", "1", '{"channel":"odds_updates"}')
ping = v2 % ("ping", "1", "{}")
post = ("--publish-path", "/ws/v2/publish", "--body", '{"room":"odds_updates","type":"odds_update","payload":%}')

tautline_command = [str(build / "release/tautline-server"), "--port", "PORT", "--loops", "1", "--no-feed"]
tautline_command += ["--rate-limit", "0", "--client-publish"]
message = ("--publish-path", "/ws", "--frames")
message += ("--body", v2 % ("publish", "1", '{"channel":"odds_updates","type":"odds_update","payload":%}'))
in_memory = [*tautline_command, "--data-dir", ":memory:"]
tautline_subscribers = ("--path", "/ws", "--subscribe", subscribe, "--confirm", "subscription_confirmed")
tautline_room = (*tautline_subscribers, *post)
messages_to_room = (*tautline_subscribers, *message)
three_dialects = (
    *tautline_room,
    *("--path", "/ws/v2/connect", "--subscribe", '{"type":"subscribe","subscription_type":"odds_updates"}'),
    *("--confirm", "subscription_confirmed"),
    *("--path", "/ws/events", "--subscribe", '{"type":"subscribe","data":{"channel":"odds_updates"}}'),
    *("--confirm", "subscription_confirmed"),
)
python = str(build / "venv/bin/python")

tautline = Contestant("Tautline", in_memory, room=tautline_room)
durable = Contestant("Tautline", [*tautline_command, "--data-dir", "FOLDER/data"], room=tautline_room)
tautline_tls = Contestant(
    "Tautline", [*in_memory, "--tls-cert", str(bench / "cert.pem"), "--tls-key", str(bench / "key.pem")]
)
bare = Contestant("bare", [str(bench / "bare"), "--port", "PORT", "--size", "SIZE"])
bare_fanout = Contestant("bare", [*bare.command, "--fanout"])
uwebsockets = Contestant("uWebSockets", [python, str(here / "peers/socketify_rooms.py"), "PORT"])
picows = Contestant("picows", [python, str(here / "peers/picows_echo.py"), "PORT"], most_rounds=3)
fastapi = Contestant("FastAPI", [python, str(here / "peers/fastapi_echo.py"), "PORT"], most_rounds=3)
nchan = Contestant(
    "nchan",
    ["nginx", "-p", "FOLDER", "-c", "FOLDER/nchan.conf"],
    room=("--path", "/rooms", "--publish-path", "/publish", "--body", "%"),
)


class Server:
    """A contestant that runs, until the end of a `with`."""

    def __init__(self, contestant: Contestant, size: int) -> None:
        self.name = contestant.name
        self.port = free_port()
        folder = Path(tempfile.mkdtemp(prefix=f"{contestant.name}-", dir=bench))
        configuration = (here / "peers/nchan.conf").read_text()
        (folder / "nchan.conf").write_text(configuration.replace("PORT", str(self.port)).replace("FOLDER", str(folder)))
        filled = {"PORT": str(self.port), "SIZE": str(size)}
        command = [filled.get(part, part.replace("FOLDER", str(folder))) for part in contestant.command]
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=pinned(server_core)
            )

    def __enter__(self) -> Server:
        deadline = time.monotonic() + 15
        while True:
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{self.name} does not start: {self.log.read_text()[-2000:]}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def memory(self) -> int:
        """The bytes of the process's memory that are its own."""
        for line in Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Private_Dirty:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("smaps_rollup has no Private_Dirty")
