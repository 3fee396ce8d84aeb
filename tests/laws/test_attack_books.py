"""The books of the attack notice what they are there for."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.clock import system_clock
from bot.services.gamification import Identity, TransactionType
from bot.services.gamification.gamification import assemble
from tests.laws.attack.books import Logs, broken, lost, read_logs
from tests.laws.attack.plan import GOING, STAYING

MEMBER = STAYING[0]


@pytest.fixture
async def logs(database: Database, tmp_path: Path) -> Logs:
    """One acknowledged credit of 5, and one that was interrupted."""
    services = assemble(database)
    await services.profiles.ensure([Identity(MEMBER, "Ana")])
    await services.wallet.credit(MEMBER, 5, TransactionType.EARN_ADMIN, reason="x", key=f"w0:1:{MEMBER}")
    log = tmp_path / "0.0.jsonl"
    lines = [[1, "credit"], [2, "debit"], [1, "credit", "", {f"w0:1:{MEMBER}": 5}, {}]]
    log.write_text("\n".join(map(json.dumps, lines)) + '\n[3, "cred')
    return read_logs([log])


async def test_nothing_is_lost_where_nothing_is_lost(database: Database, logs: Logs) -> None:
    assert (dict(logs.accepted), dict(logs.interrupted)) == ({"credit": 1}, {"debit": 1})
    assert await lost(database, logs) == []
    assert await broken(database, system_clock) == []


async def test_an_acknowledged_entry_that_is_gone_is_lost(database: Database, logs: Logs) -> None:
    await database.write(lambda session: session.execute(text("DELETE FROM transactions")))
    assert len(await lost(database, logs)) == 1
    assert any("balance 5" in line for line in await broken(database, system_clock))


async def test_an_acknowledged_key_of_another_amount_is_lost(database: Database, logs: Logs) -> None:
    await database.write(lambda session: session.execute(text("UPDATE transactions SET amount = 6")))
    assert len(await lost(database, logs)) == 1


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE user_gamification_profiles SET level = 9", "level 9"),
        ("UPDATE user_gamification_profiles SET balance = balance + 1", "balance 6"),
        (
            "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at) VALUES "
            f"({MEMBER}, 10, 'EARN_REWARD', 'x', 'reward:1:{MEMBER}:1', '2026-01-01')",
            "claims [1] were paid, 0 counted",
        ),
        (
            "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at) VALUES "
            f"({MEMBER}, -3, 'SPEND_SHOP', 'x', 'purchase:1:{MEMBER}:1', '2026-01-01')",
            "paid for content set 1 and does not have it",
        ),
    ],
)
@pytest.mark.usefixtures("logs")
async def test_a_broken_law_is_found(database: Database, sql: str, said: str) -> None:
    await database.write(lambda session: session.execute(text(sql)))
    assert any(said in line for line in await broken(database, system_clock))


async def test_what_was_acknowledged_to_who_was_deleted_may_be_gone(
    database: Database, tmp_path: Path
) -> None:
    log = tmp_path / "0.0.jsonl"
    lines = [[1, "credit"], [1, "credit", "", {f"w0:1:{GOING[0]}": 5}, {}]]
    log.write_text("\n".join(map(json.dumps, lines)))
    assert await lost(database, read_logs([log])) == []
