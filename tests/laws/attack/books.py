"""What must hold after the attack: the books add up, whatever was acknowledged is in them exactly once, and
`doctor` finds nothing that the attack did not do itself."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.clock import Clock
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.economy import read_settings
from bot.services.gamification.rules.levels import level_formula
from tests.kit.books import books
from tests.laws.attack.plan import GOING, STAYING, WRITING
from tests.laws.attack.worker import RAW

BY_SKEWED_CLOCKS = re.compile(r"in the future|ahead|later than now|has not begun|later than tomorrow")
"""Findings that clocks which are years off leave behind; allowed."""


EARNED_CONTENT = (
    "SELECT u.user_id, 4 FROM user_rewards u JOIN rewards r ON r.id = u.reward_id "
    "WHERE r.name = 'photos' AND u.status = 'CLAIMED'"
)
"""Whose reward is content set 4, which is also on sale."""


@dataclass(slots=True)
class Logs:
    """What the workers wrote down."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    interrupted: Counter[str] = field(default_factory=Counter)
    """Operations of workers that were killed in them: nobody knows whether they were done."""
    raw: list[str] = field(default_factory=list)
    entries: dict[str, int] = field(default_factory=dict)
    stems: dict[str, Counter[int]] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)


def read_logs(paths: Iterable[Path]) -> Logs:
    """Every acknowledgement; a last line that a kill cut off is none."""
    logs = Logs()
    for path in paths:
        begun: dict[int, str] = {}
        for line in path.read_bytes().split(b"\n"):
            try:
                number, name, *end = json.loads(line)
            except ValueError:  # half a line, which a kill cut off
                continue
            if not end:
                begun[number] = name
                continue
            del begun[number]
            answer, entries, stems = end
            if answer.startswith(RAW):
                logs.raw.append(f"{name}: {answer}")
            elif answer:
                logs.refused[answer] += 1
            else:
                logs.accepted[name] += 1
            for key, amount in entries.items():
                if logs.entries.setdefault(key, amount) != amount and _whose(key) in STAYING:
                    logs.differing.append(f"{key}: acknowledged with {logs.entries[key]} and {amount}")
            for stem, amount in stems.items():
                logs.stems.setdefault(stem, Counter())[amount] += 1
        logs.interrupted.update(begun.values())
    return logs


def _whose(key: str) -> int:
    return int(key.split(":")[1 if key.startswith("everybody:") else -1])


async def lost(database: Database, logs: Logs) -> list[str]:
    """Acknowledged operations of members who were never deleted that are not in the ledger, or otherwise."""
    ledger = await database.read(_ledger, STAYING)
    amounts = {key: amount for _, _, key, amount, _ in ledger}
    found = list(logs.differing)
    for key, amount in logs.entries.items():
        if _whose(key) in STAYING and amounts.get(key) != amount:
            found.append(f"{key}: {amount} was acknowledged, {amounts.get(key)} is in the ledger")
    for stem, acknowledged in logs.stems.items():
        if stem.startswith("#"):
            entry = int(stem[1:].partition(":")[0])
            if [(amount,) for number, _, _, amount, _ in ledger if number == entry] != [
                (next(iter(acknowledged)),)
            ]:
                found.append(f"refund {stem}: {dict(acknowledged)} acknowledged, not so in the ledger")
        elif int(stem.split(":")[2 if stem.startswith(("reward:", "purchase:")) else 1]) in STAYING:
            there = Counter(amount for _, _, key, amount, _ in ledger if key.startswith(stem))
            if missing := acknowledged - there:
                found.append(f"{stem}*: acknowledged and not in the ledger: {dict(missing)}")
    return found


async def broken(database: Database, clock: Clock) -> list[str]:
    """Every law that does not hold."""
    found = await database.read(_laws)
    findings = [str(one) async for one in Doctor(database, clock).examine() if one.wrong]
    return found + [f"doctor: {one}" for one in findings if not BY_SKEWED_CLOCKS.search(one)]


def _laws(session: Session) -> list[str]:
    found = []
    formula = level_formula(read_settings(session).level_formula)
    for group in (STAYING, GOING, WRITING):
        for member, (balance, earned, spent, level, ledger, entries, keys) in books(
            session, group[0] - 1
        ).items():
            if not balance == earned - spent == ledger or balance < 0:
                found.append(f"{member}: balance {balance}, earned {earned}, spent {spent}, ledger {ledger}")
            if entries != keys:
                found.append(f"{member}: {entries} entries with {keys} keys")
            if level != formula.level(earned):
                found.append(
                    f"{member}: level {level}, but {formula.level(earned)} by the formula for {earned}"
                )
    found += [f"profile without a user: {row[0]}" for row in session.execute(text(
        "SELECT user_id FROM user_gamification_profiles WHERE user_id NOT IN (SELECT user_id FROM users)"
    ))]  # fmt: skip
    found += _rewards(session)
    found += _purchases(session)
    gifts = session.execute(text(
        "SELECT s.idempotency_key FROM transactions s WHERE s.type = 'EARN_STREAK' AND NOT EXISTS (SELECT 1 "
        "FROM transactions d WHERE d.idempotency_key = 'daily:' || substr(s.idempotency_key, 8))"
    ))  # fmt: skip
    return found + [f"a streak bonus without its gift: {row[0]}" for row in gifts]


def _rewards(session: Session) -> list[str]:
    """Claim n of a reward paid once, and claim_count says how many there were."""
    found = []
    paid: dict[tuple[int, int], list[int]] = {}
    for (key,) in session.execute(
        text("SELECT idempotency_key FROM transactions WHERE type = 'EARN_REWARD'")
    ):
        _, reward, member, number = key.split(":")
        paid.setdefault((int(member), int(reward)), []).append(int(number))
    counts = {
        (row[0], row[1]): (row[2], bool(row[3]))
        for row in session.execute(text(
            "SELECT u.user_id, u.reward_id, u.claim_count, r.is_repeatable FROM user_rewards u "
            "JOIN rewards r ON r.id = u.reward_id WHERE r.reward_type = 'BESITOS'"
        ))
    }  # fmt: skip
    for whose, numbers in paid.items():
        count, _ = counts.get(whose, (0, False))
        if sorted(numbers) != list(range(1, count + 1)):
            found.append(
                f"reward {whose[1]} of {whose[0]}: claims {sorted(numbers)} were paid, {count} counted"
            )
    for whose, (count, repeatable) in counts.items():
        if count and whose not in paid:
            found.append(f"reward {whose[1]} of {whose[0]}: {count} claims, none paid")
        if count > 1 and not repeatable:
            found.append(f"reward {whose[1]} of {whose[0]}: {count} claims of what pays once in a lifetime")
    return found


def _purchases(session: Session) -> list[str]:
    """A charge is refunded or owned; never two of one content set at a time."""
    found = []
    refunded = {
        int(row[0].rpartition(":")[2]): row[1]
        for row in session.execute(text(
            "SELECT idempotency_key, amount FROM transactions WHERE type = 'EARN_SHOP_REFUND'"
        ))
    }  # fmt: skip
    charges = {row[0]: (row[1], row[2]) for row in session.execute(text(
        "SELECT id, idempotency_key, amount FROM transactions WHERE type = 'SPEND_SHOP'"
    ))}  # fmt: skip
    standing: Counter[tuple[int, int]] = Counter()
    for entry, (key, amount) in charges.items():
        _, content, member, _ = key.split(":")
        if entry not in refunded:
            standing[int(member), int(content)] += 1
        elif refunded[entry] != -amount:
            found.append(f"{key}: charged {-amount}, refunded {refunded[entry]}")
    found += [f"refund of entry {entry}, which charged nothing" for entry in refunded if entry not in charges]
    owned = {(row[0], row[1]) for row in session.execute(text(
        "SELECT user_id, content_set_id FROM user_content_access WHERE is_active"
    ))}  # fmt: skip
    found += [
        f"{row[0]} earned content set {row[1]} as a reward and does not have it"
        for row in session.execute(text(EARNED_CONTENT))
        if (row[0], row[1]) not in owned
    ]
    for whose, number in standing.items():
        if number > 1:
            found.append(f"{whose[0]} paid {number} times for content set {whose[1]}")
        if whose not in owned:
            found.append(f"{whose[0]} paid for content set {whose[1]} and does not have it")
    return found


def _ledger(session: Session, members: range) -> list[tuple[int, int, str, int, str]]:
    rows = session.execute(
        text(
            "SELECT id, user_id, COALESCE(idempotency_key, ''), amount, type FROM transactions "
            "WHERE user_id >= :first AND user_id <= :last"
        ),
        {"first": members[0], "last": members[-1]},
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
