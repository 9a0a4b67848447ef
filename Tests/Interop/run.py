#!/usr/bin/env python3
"""Lets Tautline's server and client talk with clients, servers and proxies that others wrote.

    python Tests/Interop/run.py --server .build/release/tautline-server --cli .build/release/tautline
    python Tests/Interop/run.py --server … --cli … --filter 'node,behind nginx' --verbose

Needs what Scripts/test installs; what is missing fails the cases that need it. Exits with 0 when every case passes.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import against_client  # noqa: E402
import against_server  # noqa: E402
import proxies  # noqa: E402
import thousand  # noqa: E402
import tunnels  # noqa: E402
import with_chromium  # noqa: E402
import with_curl  # noqa: E402
from ground import Ground  # noqa: E402
from Wire.connection import Failure  # noqa: E402
from Wire.harness import Job, Runner, Suite, selects  # noqa: E402

PEERS = {
    "with_websockets": "websockets",
    "with_aiohttp": "aiohttp",
    "with_websocket_client": "websocket-client",
    "with_wsproto": "wsproto",
    "with_node": "node ws",
}
"""The modules of libraries that both suites of cases run with, and what they need."""

THREADS = 64
"""Enough that no blocking client waits for another's."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", help="path of tautline-server")
    parser.add_argument("--cli", help="path of tautline")
    parser.add_argument("--filter", help="words of names and sentences, comma-separated")
    parser.add_argument("--jobs", type=int, default=8, help="cases at once (default: 8)")
    parser.add_argument("--verbose", action="store_true", help="print the passing cases too")
    options = parser.parse_args()
    if not (options.server and options.cli):
        parser.error("give --server and --cli")
    return options


def peers(suite: Suite) -> dict:
    """The modules of the libraries that are here, by name; a case that fails for each that is not."""
    found = {}
    for name, what in PEERS.items():
        try:
            found[name] = importlib.import_module(name)
        except ImportError as error:
            reason = f"{what} cannot be used: {error}; Scripts/test installs it"

            async def body(_, reason=reason) -> None:
                raise Failure(reason)

            suite.add(f"{what} is there", "What the suite needs is on the machine.", body)
    return found


def suite_of_all() -> Suite:
    """Every case."""
    suite = Suite()
    modules = peers(suite)
    for module in modules.values():
        for client in module.CLIENTS:
            against_server.add_cases(suite, "tautline-server", client, against_server.ECHOES, Ground.server)
            against_server.add_cases(suite, "tautline-server", client, against_server.ROOMS, Ground.server)
            against_server.add_cases(suite, "listen", client, against_server.ECHOES, Ground.listen)
            secure = [against_server.trusts_only_the_authority, *against_server.ECHOES, against_server.follows_a_room]
            against_server.add_cases(suite, "tautline-server over TLS", client, secure, Ground.secure_server)
        for server in module.SERVERS:
            against_client.add_cases(suite, server)
    thousand.add_cases(suite, modules, [client for module in modules.values() for client in module.CLIENTS])
    proxies.add_cases(suite, modules)
    with_curl.add_cases(suite, proxies.PROXIES)
    with_chromium.add_cases(suite)
    tunnels.add_cases(suite)
    if "with_websockets" in modules:
        # Both speak with that package and could not be imported without it.
        importlib.import_module("command_line").add_cases(suite, proxies.PROXIES)
        importlib.import_module("windows").add_cases(suite)
        importlib.import_module("with_pyjwt").add_cases(suite)
        importlib.import_module("with_prometheus").add_cases(suite)
    return suite


async def main() -> int:
    options = arguments()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    ground = Ground(options)
    cases = [case for case in suite_of_all().cases if selects(options.filter, case.name, case.sentence)]
    runner = Runner(options.jobs, heavy_at_once=3, verbose=options.verbose)
    await runner.run([Job("", case, lambda case=case: case.body(ground)) for case in cases])
    return runner.tally.report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
