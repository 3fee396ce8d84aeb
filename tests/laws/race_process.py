"""A process of its own for the races: makes requests of members over its own connections, all at once.

python race_process.py DATABASE_URL ORDERS

ORDERS is JSON: a list of [operation, member, ...arguments]. Prints one JSON line: for each order what it
paid (charged: negative), or the name of the error.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

from bot.database import Database
from bot.services.gamification import Gamification, GamificationError, TransactionType
from bot.services.gamification.gamification import assemble

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADMIN = 7


async def carry_out(gamification: Gamification, order: list[Any]) -> int | str:
    operation, member, *arguments = order
    try:
        match operation:
            case "gift":
                claim = await gamification.daily_gift.claim(member)
                return claim.gift + claim.streak_bonus
            case "react":
                return (await gamification.reactions.react(member, *arguments)).paid
            case "reward":
                return (await gamification.rewards.claim(member, *arguments)).amount
            case "buy":
                product, price = arguments
                return -(await gamification.shop.buy(member, product, price=price)).price
            case "refund":
                receipt = await gamification.shop.refund(ADMIN, *arguments)
                return 0 if receipt.replayed else receipt.amount
            case "formula":
                (formula,) = arguments
                await gamification.economy.update(member, level_formula=formula)
                return 0
            case "credit":
                amount, key = arguments
                receipt = await gamification.wallet.credit(
                    member, amount, TransactionType.EARN_ADMIN, reason="race", key=key
                )
                return 0 if receipt.replayed else receipt.amount
            case "debit":
                amount, key = arguments
                receipt = await gamification.wallet.debit(
                    member, amount, TransactionType.SPEND_ADMIN, reason="race", key=key
                )
                return 0 if receipt.replayed else receipt.amount
    except GamificationError as error:
        return type(error).__name__
    raise AssertionError(operation)


async def main(url: str, orders: list[list[Any]]) -> None:
    databases = [Database(url, pool_size=3, retry_timeout_seconds=60) for _ in range(2)]
    services = [assemble(database, clock=lambda: NOW) for database in databases]
    for service in services:
        await service.economy.settings()
        await service.catalog.snapshot()
    print("ready", flush=True)
    sys.stdin.readline()  # both processes start at the same time
    answers = await asyncio.gather(
        *(carry_out(services[n % 2], order) for n, order in enumerate(orders)), return_exceptions=True
    )
    print(json.dumps([answer if isinstance(answer, int | str) else repr(answer) for answer in answers]))
    for database in databases:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))
