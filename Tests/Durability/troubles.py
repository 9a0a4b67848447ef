"""Disks and files that fail: a clear error, and the server serves what it can."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import stat

import websockets
from house import House, Skip, check, is_root, mounted, read_history
from Wire.harness import Suite

suite = Suite()


async def serves_the_rest(house: House, reason: str) -> None:
    """Echo, subscriptions and reports work, and each report names the reason."""
    async with websockets.connect(f"ws://127.0.0.1:{house.program.port}/ws/someone") as socket:
        await socket.send("still here")
        check(await socket.recv() == "still here", "the echo does not answer")
    async with house.socket() as socket:
        confirmed, _ = await read_history(socket, "mlb", "0" * 16, 0)
        check("epoch" in confirmed, f"a subscription was answered with {confirmed}")
    status, text = await house.get("/readyz")
    check(status == 200 and reason in text, f"/readyz says {status} {text}")
    status, text = await house.get("/ws/v2/status")
    check(json.loads(text)["store"]["state"] == "failed", f"/ws/v2/status says {text}")
    _, text = await house.get("/metrics")
    check("tautline_store_usable 0" in text, "the metrics do not show it")
    check(reason in house.program.tail(), f"the log does not say it: {house.program.tail()}")


async def is_refused(house: House, reason: str) -> None:
    """A publish is refused with the reason."""
    async with house.line() as line:
        status, answer = await line.publish("mlb", 1)
    check(status == 503 and reason in answer["error"], f"a publish was answered with {status} {answer}")


async def publish_until_refused(house: House, size: int) -> tuple[int, dict]:
    """Fills the disk; returns how many publishes succeeded, and the refusal."""
    async with house.line() as line:
        for count in range(2_000):
            status, answer = await line.publish("mlb", "x" * size, id=f"f{count}")
            if status != 200:
                return count, answer
    raise AssertionError("the disk does not fill")


async def holds(house: House, count: int) -> None:
    """The room is at that offset, and the next publish gets the one behind it."""
    async with house.line() as line:
        status, answer = await line.publish("mlb", "next")
    check(status == 200 and answer["offset"] == count + 1, f"after {count} came {status} {answer}")


@suite.case()
async def a_limit_on_file_sizes(house: House) -> None:
    """A quota is a full disk: publishing is refused, goes on when there is space, and nothing answered is lost."""
    await house.start()
    house.limit_file_size(600_000)
    count, refusal = await publish_until_refused(house, 20_000)
    check(count > 3 and "is full" in refusal["error"], f"after {count} publishes came {refusal}")
    await serves_the_rest(house, "is full")
    house.limit_file_size(None)
    await holds(house, count)
    status, text = await house.get("/readyz")
    check("store" not in text, f"/readyz says {text}")
    house.kill()
    await house.start()
    await holds(house, count + 1)


@suite.case()
async def a_full_disk(house: House) -> None:
    """On a full disk publishing is refused, and what was answered is there after a kill."""
    with mounted(house.folder / "data", "size=2m"):
        await house.start()
        count, refusal = await publish_until_refused(house, 20_000)
        check("is full" in refusal["error"], f"after {count} publishes came {refusal}")
        await serves_the_rest(house, "is full")
        house.kill()
        os.system(f"mount -o remount,size=8m {house.data}")
        await house.start()
        await holds(house, count)
        house.kill()


@suite.case()
async def a_directory_for_reading_only(house: House) -> None:
    """In a directory that cannot be written nothing is stored, and all else is served."""
    await house.start()
    async with house.line() as line:
        await line.publish("mlb", 1)
    await house.end()
    if is_root():
        kept = house.folder / "kept"
        shutil.copytree(house.data, kept)
        with mounted(house.folder / "data", "size=2m"):
            shutil.copytree(kept, house.data, dirs_exist_ok=True)
            os.system(f"mount -o remount,ro {house.data}")
            await _reading_only(house)
    else:
        os.chmod(house.data, stat.S_IRUSR | stat.S_IXUSR)
        for name in os.listdir(house.data):
            os.chmod(os.path.join(house.data, name), stat.S_IRUSR)
        await _reading_only(house)
        os.chmod(house.data, stat.S_IRWXU)


async def _reading_only(house: House) -> None:
    await house.start()
    await is_refused(house, "cannot be written")
    await serves_the_rest(house, "cannot be written")
    house.kill()


@suite.case()
async def a_second_server(house: House) -> None:
    """A second server on the same directory is told who has it, and takes over once that one is gone."""
    await house.start()
    second = House(house.server, folder=house.folder)
    await second.start()
    try:
        await is_refused(second, f"is in use by the process {house.program.process.pid}")
        await serves_the_rest(second, "is in use")
        await holds(house, 0)
        second.kill()
        house.kill()
        await second.start()
        await holds(second, 1)
    finally:
        second.program.stop()


@suite.case()
async def a_lock_from_outside(house: House) -> None:
    """Another program that holds the database delays publishing, and refuses it in the end; then it goes on."""
    await house.start()
    await holds(house, 0)
    other = sqlite3.connect(house.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await is_refused(house, "is in use by another process")
    await serves_the_rest(house, "is in use")
    other.execute("ROLLBACK")
    other.close()
    await holds(house, 1)


@suite.case()
async def a_letter_in_its_place(house: House) -> None:
    """A file that is no database is named, left as it is, and all else is served."""
    os.makedirs(house.data)
    house.file.write_text("Dear database, " * 400)
    await house.start()
    await is_refused(house, "is not a database")
    await serves_the_rest(house, "is not a database")
    await house.end()
    check(house.file.read_text().startswith("Dear"), "the file was touched")


@suite.case()
async def a_damaged_file(house: House) -> None:
    """A damaged file is named, and all else is served; a backup in its place is taken at the next start."""
    await house.start()
    async with house.line() as line:
        for number in range(300):
            await line.publish("mlb", "x" * 500)
    await house.end()
    good = house.file.read_bytes()
    bad = bytearray(good)
    for page in range(4096, len(bad), 4096):
        bad[page : page + 100] = bytes([0xA5]) * 100
    house.file.write_bytes(bad)
    await house.start()
    await is_refused(house, "is damaged")
    await serves_the_rest(house, "is damaged")
    await house.end()
    house.file.write_bytes(good)
    await house.start()
    await holds(house, 300)


@suite.case()
async def a_backup_while_it_runs(house: House) -> None:
    """A backup that is taken under load holds every publish that was answered before it began."""
    await house.start()
    async with house.line() as line:
        for number in range(100):
            await line.publish("mlb", number)
        copy = house.folder / "copy"
        copy.mkdir()
        source, target = sqlite3.connect(house.file), sqlite3.connect(copy / "tautline.db")
        source.backup(target)
        source.close()
        target.close()
        await line.publish("mlb", "later")
    house.kill()
    await house.start(data=str(copy))
    await holds(house, 100)


@suite.case()
async def an_end_in_order(house: House) -> None:
    """SIGTERM under load: whatever was answered is there afterwards, and the file needs no log beside it."""
    await house.start(loops=2)
    answered: list[int] = []

    async def publish() -> None:
        async with house.line() as line:
            while True:
                status, answer = await line.publish("mlb", 1)
                if status == 200:
                    answered.append(answer["offset"])

    load = [asyncio.create_task(publish()) for _ in range(8)]
    await asyncio.sleep(0.5)
    await house.end()
    await asyncio.gather(*load, return_exceptions=True)
    check(not house.file.with_name("tautline.db-wal").exists(), "the write-ahead log is left")
    await house.start()
    async with house.line() as line:
        _, answer = await line.publish("mlb", 1)
    check(answer["offset"] > max(answered), f"{max(answered)} was answered, and then came {answer}")


@suite.case()
async def memory_by_choice(house: House) -> None:
    """With :memory: nothing is kept, and a restart has another epoch."""
    epochs = []
    for _ in range(2):
        await house.start(data=":memory:")
        async with house.line() as line:
            _, answer = await line.publish("mlb", 1)
        check(answer["offset"] == 1, f"got {answer}")
        epochs.append(answer["epoch"])
        house.kill()
    check(epochs[0] != epochs[1], f"both runs have the epoch {epochs[0]}")
    check(not os.path.exists(house.data) and not os.path.exists(":memory:"), "something was written")


__all__ = ["Skip", "suite"]
