"""A process of a host with a durable hook, which a test kills. Its arguments: the database, the file that the
hook writes to, and what this process does."""

import asyncio
import os
import sys
from pathlib import Path

from bot.app import Application
from bot.services.gamification import Credited, Identity, TransactionType
from bot.settings import load_settings


async def main(url: str, file: Path, task: str) -> None:
    async with Application(load_settings(database_url=url, auto_upgrade=False)) as app:
        gamification = app.gamification

        @gamification.on(Credited, durable=True, name="books")
        async def write_down(event: Credited) -> None:
            with file.open("a") as books:
                books.write(f"{task} {event.amount}\n")
                books.flush()
                os.fsync(books.fileno())
            if task == "hangs":
                await asyncio.sleep(60)

        if task != "calls":
            await gamification.profiles.ensure([Identity(1, "Ana")])
            await gamification.wallet.credit(1, 5, TransactionType.EARN_REWARD, reason="x", key="one")
        if task == "writes":
            file.with_suffix(".written").touch()
            await asyncio.sleep(60)
        gamification.durable_hooks.open()
        async with asyncio.timeout(30):
            while (await gamification.outbox.backlog()).hooks:
                await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
