"""make attack ARGS="--seconds 3600 --seed 7 --database postgresql"

Prints the seed first, then a line for each database. Exits with 1 and says what broke, and by which seed.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.services.gamification import Identity
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.jobs.states import RunStatus
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.pgbouncer import PgBouncer
from tests.kit.postgres_server import PostgresServer
from tests.kit.posts import configure
from tests.laws.attack.books import Logs, broken, lost, read_logs
from tests.laws.attack.plan import GOING, STAYING, WRITING, Plan
from tests.laws.attack.trouble import CutConnections, Cutter, HeldFile, Workers, make_trouble

SHOWN = 20
QUIET_SECONDS = 60.0


def main() -> int:
    """Run the attack on each database; the exit code."""
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long, on each database")
    parser.add_argument("--seed", type=int, default=None, help="of an attack that is to be repeated")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--pooler", choices=["session", "transaction"], help="workers use PgBouncer")
    parser.add_argument("--workers", type=int, default=4)
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    seed = random.randrange(2**32) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", flush=True)
    good = True
    for kind in arguments.database or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="besitos-attack-") as folder:
            good &= _on(kind, Path(folder), seed, arguments)
    if not good:
        print(f"broken by seed {seed}", file=sys.stderr)
    return 0 if good else 1


def _on(kind: str, folder: Path, seed: int, arguments: argparse.Namespace) -> bool:
    seconds, workers = arguments.seconds, arguments.workers
    if kind == "sqlite":
        path = folder / "besitos.db"
        plan = Plan(seed, kind, f"sqlite+aiosqlite:///{path}", seconds, workers)
        return asyncio.run(_attack(plan, plan.url, folder, HeldFile(path)))
    with ExitStack() as stack:
        server = PostgresServer()
        stack.callback(server.stop)
        url = for_workers = server.url("attack")
        if arguments.pooler is not None:
            pooler = PgBouncer(server, "attack", arguments.pooler)
            stack.callback(pooler.stop)
            for_workers = pooler.url
        plan = Plan(seed, kind, for_workers, seconds, workers)
        cutter = CutConnections(server, random.Random(f"{seed}/cuts"), "attack")
        return asyncio.run(_attack(plan, url, folder, cutter))


async def _attack(plan: Plan, url: str, folder: Path, cutter: Cutter) -> bool:
    """The workers reach the database as the plan says, and we by its own `url`."""
    await upgrade_database(url, backup=False)
    database = Database(url, retry_timeout_seconds=30)
    services = assemble(database)
    await _prepare(database, services)
    workers = Workers(plan, folder)
    try:
        workers.begin()
        cuts = await make_trouble(workers, cutter, plan, time.time() + plan.seconds)
        workers.finish()
    finally:
        workers.stop()
    logs = read_logs(workers.logs)
    wrong = workers.failed + await _come_to_rest(services)
    wrong += await _everybody_comes_back(services)
    gone = await lost(database, logs)
    wrong += await broken(database, lambda: datetime.now(UTC)) + logs.raw
    await database.close()
    print(_summary(plan.kind, logs, workers.kills, cuts, len(wrong), len(gone)), flush=True)
    for line in [*gone, *wrong][:SHOWN]:
        print(f"  {line}", flush=True)
    return not wrong and not gone


async def _prepare(database: Database, services: Gamification) -> None:
    await database.write(configure)
    for price in (0, 20, 45):
        await add_product(database, f"p{price}", price)
    await add_reward(database, "always", ("TOTAL_POINTS", 60), repeatable=True)
    await add_reward(database, "once", ("TOTAL_POINTS", 200))
    await add_reward(database, "spender", ("BESITOS_SPENT", 50), repeatable=True)
    await add_reward(database, "first", ("FIRST_PURCHASE", None))
    await add_reward(
        database, "photos", ("FIRST_REACTION", None), type_="CONTENT", value={"content_set_id": 4}
    )
    await services.profiles.ensure(Identity(member, "Ana") for member in (*STAYING, *GOING, *WRITING))


async def _come_to_rest(services: Gamification) -> list[str]:
    """Have every run worked to its end; what did not come to one, or failed on the way."""
    services.jobs.open()
    until = time.monotonic() + QUIET_SECONDS
    while active := [run for run in await services.jobs.history(limit=100) if not run.is_stopped]:
        if time.monotonic() > until:
            await services.jobs.close()
            return [f"run {run.id} ({run.kind}) is still {run.status}" for run in active]
        await asyncio.sleep(0.2)
    await services.jobs.close()
    return [
        f"run {run.id} ({run.kind}) is {run.status}, {run.bad_rows} rows were left out: {run.error}"
        for run in await services.jobs.history(limit=100)
        if run.status is RunStatus.FAILED or run.bad_rows
    ]


async def _everybody_comes_back(services: Gamification) -> list[str]:
    """Profiles that the host deleted last are made again, with what the ledger has; whose are not."""
    failed = []
    for member in (*STAYING, *WRITING, *GOING):
        try:
            await services.profiles.get_or_create(Identity(member, "Ana"))
        except Exception as error:  # noqa: BLE001 - the other members are looked at all the same
            failed.append(
                f"{member}: no profile can be made from the ledger: {error!s:.200}".partition("\n")[0]
            )
    return failed


def _summary(kind: str, logs: Logs, kills: int, cuts: int, wrong: int, gone: int) -> str:
    return (
        f"{kind}: accepted {_counted(logs.accepted)}; refused {_counted(logs.refused)}; "
        f"interrupted {logs.interrupted.total()}, kills {kills}, cuts {cuts}, broken {wrong}, lost {gone}"
    )


def _counted(counter: Counter[str]) -> str:
    parts = ", ".join(f"{name} {number:,}" for name, number in counter.most_common())
    return f"{counter.total():,} ({parts})" if parts else "0"


if __name__ == "__main__":
    sys.exit(main())
