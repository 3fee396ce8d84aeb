"""Many requests at once, from two processes with two connections' worth of services each: what is the same
pays or charges once, what is different adds up, and no besito is made or lost."""

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import Gamification, Identity, TransactionType
from bot.services.gamification.gamification import assemble
from bot.services.gamification.in_force import formula_in_force
from tests.kit.catalog_rows import add_product, add_reward
from tests.laws.race_process import ADMIN, NOW

PROCESS = Path(__file__).with_name("race_process.py")
MEMBERS = range(1, 6)


@pytest.fixture
async def gamification(database: Database) -> Gamification:
    gamification = assemble(database, clock=lambda: NOW)
    await gamification.profiles.ensure(Identity(member, f"M{member}") for member in MEMBERS)
    return gamification


def race(url: str, orders: list[list[Any]]) -> list[int | str]:
    """The answers to orders that two processes carry out at the same time, half each."""
    return _carry_out(_ready(url, orders))


async def race_after(
    url: str, orders: list[list[Any]], edit: Callable[[], Awaitable[None]]
) -> list[int | str]:
    """The same, after an edit that this process makes when the others have read settings and catalog."""
    processes = await asyncio.to_thread(_ready, url, orders)
    await edit()
    return await asyncio.to_thread(_carry_out, processes)


def _ready(url: str, orders: list[list[Any]]) -> list[subprocess.Popen[str]]:
    processes = [
        subprocess.Popen(
            [sys.executable, str(PROCESS), url, json.dumps(half)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for half in (orders[::2], orders[1::2])
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    return processes


def _carry_out(processes: list[subprocess.Popen[str]]) -> list[int | str]:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers: list[int | str] = []
    for process in processes:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        answers += json.loads(said.splitlines()[-1])
    return answers


def books(session: Session) -> list[tuple[int, ...]]:
    rows = session.execute(
        text(
            "SELECT p.user_id, p.balance, p.total_earned, p.total_spent, p.level, "
            "COALESCE(SUM(t.amount), 0), COUNT(t.id), COUNT(DISTINCT t.idempotency_key) "
            "FROM user_gamification_profiles p "
            "LEFT JOIN transactions t ON t.user_id = p.user_id "
            "GROUP BY p.user_id, p.balance, p.total_earned, p.total_spent, p.level ORDER BY p.user_id"
        )
    )
    return [tuple(int(number) for number in row) for row in rows]


async def the_laws_hold(database: Database) -> dict[int, int]:
    """Balances by member, after the laws were asserted for each."""
    formula = await database.read(formula_in_force)
    balances = {}
    for member, balance, earned, spent, level, ledger, entries, keys in await database.read(books):
        assert balance == earned - spent == ledger >= 0
        assert entries == keys
        assert level == formula.level(earned)
        balances[member] = balance
    return balances


async def scalar(database: Database, sql: str) -> int:
    return await database.read(lambda session: int(session.execute(text(sql)).scalar_one()))


@pytest.mark.slow
async def test_fifty_claims_of_the_gift_pay_once(gamification: Gamification, database: Database) -> None:
    answers = race(database.url, [["gift", 1]] * 50)
    assert Counter(answers) == {50: 1, "AlreadyClaimed": 49}
    assert (await the_laws_hold(database))[1] == 50


@pytest.mark.slow
async def test_fifty_claims_of_a_reward_pay_once(gamification: Gamification, database: Database) -> None:
    reward = await add_reward(database, "diez", ("TOTAL_POINTS", 1), repeatable=True)
    await gamification.wallet.credit(1, 5, TransactionType.EARN_ADMIN, reason="x", key="a")
    answers = race(database.url, [["reward", 1, reward]] * 50)
    assert Counter(answers) == {10: 1, "AlreadyClaimed": 49}
    assert (await the_laws_hold(database))[1] == 15


@pytest.mark.slow
async def test_fifty_purchases_charge_once(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "fotos", 30)
    await gamification.wallet.credit(1, 100, TransactionType.EARN_ADMIN, reason="x", key="a")
    answers = race(database.url, [["buy", 1, product, 30]] * 50)
    assert Counter(answers) == {-30: 1, "AlreadyOwned": 49}
    assert (await the_laws_hold(database))[1] == 70
    assert await scalar(database, f"SELECT purchase_count FROM shop_products WHERE id = {product}") == 1
    assert await scalar(database, "SELECT count(*) FROM user_content_access WHERE is_active") == 1


@pytest.mark.slow
async def test_fifty_refunds_pay_once(gamification: Gamification, database: Database) -> None:
    product = await add_product(database, "fotos", 30)
    await gamification.wallet.credit(1, 100, TransactionType.EARN_ADMIN, reason="x", key="a")
    purchase = await gamification.shop.buy(1, product, price=30)
    answers = race(database.url, [["refund", ADMIN, purchase.id]] * 50)
    assert Counter(answers) == {30: 1, 0: 49}  # the others get the first receipt
    assert (await the_laws_hold(database))[1] == 100
    assert await scalar(database, f"SELECT purchase_count FROM shop_products WHERE id = {product}") == 0
    assert await scalar(database, "SELECT count(*) FROM user_content_access WHERE is_active") == 0


@pytest.mark.slow
async def test_fifty_reactions_pay_once(gamification: Gamification, database: Database) -> None:
    answers = race(database.url, [["react", 1, -100, 5, "🔥❤"[n % 4 // 2]] for n in range(50)])
    assert Counter(answers) == {5: 1, 0: 49}
    assert (await the_laws_hold(database))[1] == 5
    assert await scalar(database, "SELECT count(*) FROM user_reactions") == 1


@pytest.mark.slow
async def test_a_hundred_different_reactions_keep_the_limit_of_each_member(
    gamification: Gamification, database: Database
) -> None:
    """The day's first reaction is there before: writing its streak would make the others wait for each
    other."""
    await gamification.economy.update(ADMIN, max_reactions_per_day=4, reaction_cooldown_seconds=0)
    for member in MEMBERS:
        await gamification.reactions.react(member, -100, 1_000, "🔥")
    answers = race(database.url, [["react", member, -100, n, "🔥"] for member in MEMBERS for n in range(20)])
    assert Counter(answers) == {5: 15, 0: 85}
    assert await the_laws_hold(database) == dict.fromkeys(MEMBERS, 20)


@pytest.mark.slow
async def test_no_besito_is_created_or_lost_by_concurrent_calls(
    gamification: Gamification, database: Database
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    reward = await add_reward(database, "diez", ("TOTAL_POINTS", 60), repeatable=True)
    products = [await add_product(database, f"p{price}", price) for price in (0, 20, 45)]
    prices = dict(zip(products, (0, 20, 45), strict=True))
    bought = []
    for member in MEMBERS:
        await gamification.wallet.credit(
            member, 80, TransactionType.EARN_ADMIN, reason="x", key=f"start{member}"
        )
        if member % 2:
            bought.append((await gamification.shop.buy(member, products[1], price=20)).id)
    before = await the_laws_hold(database)

    def order() -> list[Any]:
        member = rng.choice(MEMBERS)
        product = rng.choice(products)
        return rng.choice(
            [
                ["gift", member],
                ["react", member, -100, rng.randint(1, 3), rng.choice("🔥❤")],
                ["reward", member, rng.choice([1, 2, reward])],
                ["buy", member, product, rng.choice([prices[product], 33])],
                ["refund", ADMIN, rng.choice([*bought, *range(4, 9)])],
                ["credit", member, rng.randint(1, 40), f"c{rng.randint(1, 12)}-{member}"],
                ["debit", member, rng.randint(1, 60), f"d{rng.randint(1, 12)}-{member}"],
            ]
        )

    answers = race(database.url, [order() for _ in range(240)])
    moved = sum(answer for answer in answers if isinstance(answer, int))
    failures = {answer for answer in answers if isinstance(answer, str)}
    assert failures <= {
        "AlreadyClaimed", "AlreadyOwned", "IdempotencyConflict", "InsufficientFunds", "NotForSale",
        "PriceChanged", "RewardLocked",
    }  # fmt: skip
    after = await the_laws_hold(database)
    assert sum(after.values()) - sum(before.values()) == moved
    counted = await scalar(database, "SELECT COALESCE(SUM(purchase_count), 0) FROM shop_products")
    assert counted == await scalar(
        database,
        "SELECT count(*) FROM user_content_access WHERE is_active AND access_type = 'shop_purchase'",
    )


@pytest.mark.slow
async def test_levels_follow_the_last_formula_even_if_members_earn_meanwhile(
    gamification: Gamification, database: Database
) -> None:
    formulas = [f"min(floor(total_earned / {n}), 900) + 1" for n in range(3, 11)]
    orders: list[list[Any]] = []
    for n in range(200):
        orders.append(["credit", n % 5 + 1, 1 + n % 7, f"c{n}"])
        if n % 25 == 0:
            orders.append(["formula", ADMIN, formulas[n // 25]])
    answers = race(database.url, orders)
    assert not [answer for answer in answers if isinstance(answer, str)]
    await the_laws_hold(database)


@pytest.mark.slow
async def test_after_an_edit_a_second_process_pays_by_it_at_once(
    gamification: Gamification, database: Database
) -> None:
    await gamification.economy.update(ADMIN, reaction_cooldown_seconds=0)

    async def edit() -> None:
        await gamification.economy.update(ADMIN, besitos_per_reaction=1, max_reactions_per_day=20)

    halves = [[["react", 1, -100, n, "🔥"] for n in range(part, 40, 2)] for part in range(2)]
    answers = await race_after(database.url, [*halves[0], *halves[1]], edit)
    assert Counter(answers) == {1: 20, 0: 20}
    assert (await the_laws_hold(database))[1] == 20
