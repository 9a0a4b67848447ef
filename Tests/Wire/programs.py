"""The programs under test: started, watched from outside, ended."""

from __future__ import annotations

import asyncio
import atexit
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .connection import Failure

TICKS = os.sysconf("SC_CLK_TCK")


def fresh_folder(name: str) -> Path:
    """A folder that goes away with this process."""
    folder = Path(tempfile.mkdtemp(prefix=f"tautline-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Certificates:
    """A throwaway authority and a certificate for 127.0.0.1 and localhost that it signed."""

    folder: Path

    @classmethod
    def make(cls) -> Certificates:
        """Makes both with the openssl command, in a folder that goes away with this process."""
        made = cls(fresh_folder("certificates"))
        made._authority("ca")
        made._authority("stranger")
        made._leaf("server", "IP:127.0.0.1,DNS:localhost", "30")
        made._leaf("elsewhere", "DNS:elsewhere.example", "30")
        return made

    def _authority(self, name: str) -> None:
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", f"/CN=Tautline test {name}", "-keyout", f"{name}.key", "-out", f"{name}.pem",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
        )  # fmt: skip

    def _leaf(self, name: str, names: str, days: str) -> None:
        (self.folder / f"{name}.ext").write_text(f"subjectAltName={names}\nbasicConstraints=CA:FALSE\n")
        self._openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr",
        )  # fmt: skip
        self._openssl(
            "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", days, "-extfile", f"{name}.ext", "-out", f"{name}.pem",
        )  # fmt: skip

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def path(self, name: str) -> str:
        """The path of a file, `ca.pem` or `server.key`."""
        return str(self.folder / name)


class Program:
    """A server process."""

    def __init__(self, process: subprocess.Popen, log: IO[bytes], port: int):
        self.process = process
        self.port = port
        self._log = log

    @classmethod
    async def start(
        cls, command: list[str], port: int, files: int | None = None, environment: dict[str, str] | None = None
    ) -> Program:
        """Starts `command` and waits until it accepts on `port`.

        `files` limits its descriptors, `environment` stands beside the variables of this process.
        """
        # It has no name in any folder, so nothing is left of it however this process ends.
        log = tempfile.TemporaryFile()

        def limit() -> None:
            if files is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, preexec_fn=limit, start_new_session=True,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        program = cls(process, log, port)
        atexit.register(program.stop)
        await program._wait_until_it_accepts(" ".join(command))
        return program

    async def _wait_until_it_accepts(self, command: str) -> None:
        for _ in range(200):
            if self.process.poll() is not None:
                break
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
        self.stop()
        raise Failure(f"{command} did not listen on {self.port}: {self.tail()}")

    def stop(self) -> None:
        """Ends the process, kindly at first."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def tail(self) -> str:
        """The end of what the program printed."""
        return self.log.read_text(errors="replace")[-600:]

    @property
    def log(self) -> Path:
        """What the program printed; opened anew, so that reading it moves nobody's place."""
        return Path(f"/proc/self/fd/{self._log.fileno()}")

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def memory(self) -> int:
        """The resident bytes of the process."""
        return self._status("VmRSS")

    def peak_memory(self) -> int:
        """The most resident bytes since ``forget_peak``."""
        return self._status("VmHWM")

    def forget_peak(self) -> None:
        """Starts a new measurement of ``peak_memory``."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _status(self, name: str) -> int:
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise Failure(f"the program is gone: {self.tail()}")

    def cpu(self) -> float:
        """The seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def descriptors(self) -> int:
        """How many descriptors the process holds."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


class Stopwatch:
    """The CPU that a program uses and the time that passes within a `with`."""

    def __init__(self, program: Program):
        self._program = program
        self.cpu = 0.0
        self.seconds = 0.0

    def __enter__(self) -> Stopwatch:
        self._cpu, self._time = self._program.cpu(), time.monotonic()
        return self

    def __exit__(self, *_) -> None:
        self.cpu = self._program.cpu() - self._cpu
        self.seconds = time.monotonic() - self._time
