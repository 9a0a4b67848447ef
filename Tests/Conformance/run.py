#!/usr/bin/env python3
"""Holds Tautline's servers and its client against RFC 6455 and RFC 7692.

The numbered cases follow the list of the Autobahn test suite, written anew; section 14 is our own. Each case runs
against every subject: `listen` (tautline listen --echo) and `server` (tautline-server's /ws/{client_id}) with a
fuzzing client, and `connect` (tautline connect --echo) with a fuzzing server; each over ws and wss.

    python Tests/Conformance/run.py --server .build/release/tautline-server --cli .build/release/tautline
    python Tests/Conformance/run.py --cli .build/release/tautline --filter '6.*' --subject connect --verbose
    python Tests/Conformance/run.py --target ws://127.0.0.1:9001/

Exits with 0 when every case passes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import shlex
import ssl
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import closing  # noqa: E402
import compression  # noqa: E402
import framing  # noqa: E402
import limits  # noqa: E402
import utf8  # noqa: E402
from Wire.connection import Failure, Peer  # noqa: E402
from Wire.harness import Case, Job, Runner, command_line, parse, selects  # noqa: E402
from Wire.programs import Certificates, Program, free_port  # noqa: E402

MAX_MESSAGE = str(32 << 20)


class ServerSubject:
    """A server that echoes, at a URL."""

    def __init__(self, name: str, url: str):
        self.name = name
        self._url = url

    def job(self, case: Case) -> Job:
        """The case with a fuzzing client."""
        return Job(self.name, case, lambda: self._run(case))

    async def _run(self, case: Case) -> None:
        marks = case.marks
        peer = await Peer.connect(
            self._url,
            offer=marks.get("offer"),
            needs_deflate=not marks.get("may_decline", False),
            strict=marks.get("strict", False),
        )
        try:
            await case.body(peer)
        finally:
            peer.end()


class ClientSubject:
    """A client that echoes, started anew for each case; `command` holds {url}."""

    def __init__(self, name: str, command: str, certificates: Certificates | None):
        self.name = name
        self._command = command
        self._context = None
        if certificates is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))

    def job(self, case: Case) -> Job:
        """The case with a fuzzing server."""
        return Job(self.name, case, lambda: self._run(case))

    async def _run(self, case: Case) -> None:
        outcome: asyncio.Future = asyncio.get_running_loop().create_future()

        async def serve(reader, writer) -> None:
            try:
                await self._judge(case, reader, writer)
                outcome.done() or outcome.set_result(None)
            except Exception as error:
                outcome.done() or outcome.set_exception(error)
            finally:
                writer.transport.abort()

        listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=self._context, limit=1 << 20)
        scheme = "ws" if self._context is None else "wss"
        url = f"{scheme}://127.0.0.1:{listener.sockets[0].getsockname()[1]}/{case.name}"
        process = await asyncio.create_subprocess_exec(
            *[word.replace("{url}", url) for word in shlex.split(self._command)],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await self._settle(outcome, process)
        finally:
            listener.close()
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _judge(self, case: Case, reader, writer) -> None:
        marks = case.marks
        peer = await Peer.accept(reader, writer, marks.get("agree"), marks.get("strict", False))
        # A client may refuse a window that zlib cannot make; it then says nothing but goodbye.
        if not (marks.get("may_decline") and await self._has_left(peer)):
            await case.body(peer)

    @staticmethod
    async def _has_left(peer: Peer) -> bool:
        try:
            return not await peer.fill(1)
        except Failure:
            return False

    @staticmethod
    async def _settle(outcome: asyncio.Future, process) -> None:
        """Waits for the verdict, and for the client to end by itself."""
        gone = asyncio.ensure_future(process.communicate())
        try:
            await asyncio.wait({outcome, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not outcome.done():
                await asyncio.wait({outcome}, timeout=2)
            if not outcome.done():
                raise Failure(f"the client ended with {process.returncode}: {gone.result()[1].decode()[-300:]!r}")
            outcome.result()
            await asyncio.wait({gone}, timeout=10)
            if not gone.done():
                raise Failure("the client still runs 10 s after its connection ended")
            if process.returncode < 0 or process.returncode > 128:
                raise Failure(f"the client died of signal {process.returncode}: {gone.result()[1].decode()[-300:]!r}")
        finally:
            gone.cancel()


async def subjects(options: argparse.Namespace) -> list:
    """Starts what the options name."""
    if options.target:
        return [ServerSubject("target", options.target)]
    if options.client:
        certificates = Certificates.make() if "wss" in options.transport else None
        return [ClientSubject("client", options.client, certificates)]
    certificates = Certificates.make()
    tls = ["--tls-cert", certificates.path("server.pem"), "--tls-key", certificates.path("server.key")]
    found: list = []
    for scheme, extra in (("ws", []), ("wss", tls)):
        if scheme not in options.transport.split(","):
            continue
        if options.cli and selects(options.subject, "listen"):
            port = free_port()
            words = [options.cli, "listen", "--echo", "--port", str(port), "--max-message", MAX_MESSAGE]
            await Program.start([*words, *extra], port)
            found.append(ServerSubject(f"listen/{scheme}", f"{scheme}://127.0.0.1:{port}/"))
        if options.server and selects(options.subject, "server"):
            port = free_port()
            words = [options.server, "--host", "127.0.0.1", "--port", str(port), "--no-feed"]
            await Program.start([*words, *extra, *shlex.split(options.server_flags)], port)
            found.append(ServerSubject(f"server/{scheme}", f"{scheme}://127.0.0.1:{port}/ws/fuzzer"))
        if options.cli and selects(options.subject, "connect"):
            trust = f"--ca {certificates.path('ca.pem')}" if scheme == "wss" else ""
            command = f"{shlex.quote(options.cli)} connect --echo --max-message {MAX_MESSAGE} {trust} {{url}}"
            found.append(ClientSubject(f"connect/{scheme}", command, certificates if scheme == "wss" else None))
    return found


def arguments() -> argparse.Namespace:
    parser = command_line(__doc__)
    parser.add_argument("--server-flags", default="", help="further flags for tautline-server")
    parser.add_argument("--filter", help="case names, comma-separated shell patterns: 7.*,12.1.*")
    parser.add_argument("--subject", help="listen, server or connect, comma-separated")
    parser.add_argument("--transport", default="ws,wss", help="ws or wss (default: both)")
    parser.add_argument("--quick", action="store_true", help="smaller messages, and fewer of them")
    parser.add_argument("--target", help="URL of another echo server to judge")
    parser.add_argument("--client", help="command of another echo client to judge, with {url} in it")
    return parse(parser, "target", "client")


async def main() -> int:
    options = arguments()
    gc.disable()
    suites = [framing.suite, utf8.suite, closing.suite, limits.make(options.quick), compression.make(options.quick)]
    cases = [case for suite in suites for case in suite.cases if selects(options.filter, case.name)]
    runner = Runner(options.jobs, verbose=options.verbose)
    for subject in await subjects(options):
        before = runner.tally.passed
        await runner.run([subject.job(case) for case in cases])
        print(f"{subject.name}: {runner.tally.passed - before} of {len(cases)} cases", flush=True)
        gc.collect()
    return runner.tally.report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
