"""The export has all that our tables hold of a member; an erasure takes it, and the books stay true."""

import asyncio
import json
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Table as SqlTable
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables import host as host_tables
from bot.database.tables.metadata import Table
from bot.services.gamification import (
    Erased,
    Gamification,
    GamificationError,
    GamificationEvent,
    Identity,
    RewardStatus,
    TransactionType,
    UnknownMember,
)
from bot.services.gamification.audit import Change, latest_changes, record
from bot.services.gamification.gamification import assemble
from bot.services.gamification.member_admin import export
from bot.services.gamification.member_admin.held_rows import HELD, NOT_OF_MEMBERS, OnErasure
from bot.services.gamification.member_admin.member_admin import MemberAdmin
from bot.services.gamification.rules.ids import FIRST_PSEUDONYM
from bot.services.gamification.rules.segments import segment_of
from tests.gamification.member_admin.club import CHANNEL, by_type, live, money, wrong
from tests.gamification.member_admin.conftest import ADMIN, ANA, BEA
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import WallClock

NAMES_A_PERSON = re.compile(r"user|member|chat_id|_by$|^who$|^subject$|recipient|admin")
HOSTS_OWN = {
    table.__tablename__
    for table in vars(host_tables).values()
    if isinstance(table, type) and issubclass(table, Table) and table is not Table
} - {"users", "vip_subscribers"}


def columns_of_people() -> Iterator[str]:
    """Columns of our tables that may hold somebody's id."""
    for mapper in Table.registry.mappers:
        table = mapper.local_table
        assert isinstance(table, SqlTable)
        if table.name in HOSTS_OWN:
            continue
        for column in table.columns:
            refers = any(key.column.table.name == "users" for key in column.foreign_keys)
            if refers or NAMES_A_PERSON.search(column.name):
                yield f"{table.name}.{column.name}"


def test_every_table_with_a_member_in_it_is_covered() -> None:
    covered = {f"{held.table}.{held.column.key}" for held in HELD}
    not_names = {"users.username"}
    missing = set(columns_of_people()) - covered - set(NOT_OF_MEMBERS) - not_names
    assert missing == set(), "say in member_admin/held_rows.py what an export and an erasure do with them"
    assert covered | set(NOT_OF_MEMBERS) <= set(columns_of_people())


def everything(session: Session) -> str:
    """All rows of all tables as one text."""
    connection = session.connection()
    tables = [name for name in inspect(connection).get_table_names() if name != "sqlite_sequence"]
    return "\n".join(
        f"{name}: {tuple(map(str, row))}"
        for name in tables
        for row in connection.execute(text(f'SELECT * FROM "{name}"'))
    )


async def test_the_export_has_everything(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await live(gamification, database, clock, ADMIN, ANA)
    await live(gamification, database, clock, ADMIN, BEA)
    await gamification.member_admin.set_vip(ADMIN, ANA, until=clock.now + timedelta(days=3))
    made = await gamification.member_admin.export(ADMIN, ANA)
    data = json.loads(made.content)
    assert (made.name, data["member"], data["version"]) == ("member-1001.json", ANA, 1)
    tables = data["tables"]
    counts = {}
    for held in HELD:
        rows = len(await database.read(lambda session, query: session.execute(query).all(), held.of(ANA)))
        counts[held.table] = rows
        assert len(tables[held.table]) == rows > 0, held.table
        assert all(row["user_id"] == ANA for row in tables[held.table])
    assert (tables["users"][0]["first_name"], tables["users"][0]["username"]) == ("Ana", "ana_g")
    assert (
        sum(row["amount"] for row in tables["transactions"])
        == tables["user_gamification_profiles"][0]["balance"]
    )
    assert [row["what"] for row in tables["gamification_audit"]] == [
        "credit", "refund", "content granted", "debit", "streak", "vip",
    ]  # fmt: skip
    assert made.rows == sum(counts.values()) + 6
    assert not re.search(r"Bea|\b1002\b", made.content.decode())
    last = (await database.read(latest_changes, 1))[0]
    assert (last.who, last.change.what, last.change.subject, last.change.after) == (
        "admin 7", "export", "member 1001", {"rows": made.rows},
    )  # fmt: skip


async def test_a_large_export_is_packed(gamification: Gamification, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_PLAIN_BYTES", 10)
    made = await gamification.member_admin.export(ADMIN, ANA)
    assert made.name == "member-1001.zip"
    with zipfile.ZipFile(BytesIO(made.content)) as archive:
        assert json.loads(archive.read("member-1001.json"))["member"] == ANA


async def test_an_erasure_takes_everything_and_the_books_stay(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await live(gamification, database, clock, ADMIN, ANA)
    await live(gamification, database, clock, ADMIN, BEA)
    await gamification.member_admin.set_vip(ADMIN, ANA, until=clock.now + timedelta(days=3))
    balance = await gamification.wallet.balance(ANA)
    entries = len(await gamification.wallet.history(ANA, limit=100))
    totals, sums = await database.read(money), await database.read(by_type)
    bea = await gamification.member_admin.file(ADMIN, BEA)
    top = [place.user_id for place in await gamification.leaderboard.top()]
    assert await wrong(database, clock) == []

    erased = await gamification.member_admin.erase(ADMIN, ANA)

    assert (erased.entries, erased.balance, erased.user_kept) == (entries, balance, False)
    assert erased.pseudonym is not None
    assert erased.pseudonym >= FIRST_PSEUDONYM
    left = await database.read(everything)
    assert not re.search(rf"\b{ANA}\b|Ana|García|ana_g", left.replace(str(erased.pseudonym), ""))
    assert await database.read(money) == totals
    assert await database.read(by_type) == sums
    assert await wrong(database, clock) == []
    assert await gamification.member_admin.file(ADMIN, BEA) == bea
    assert (await gamification.leaderboard.top())[0].user_id == BEA
    assert set(top) == {ANA, BEA}
    assert (await gamification.leaderboard.rank(BEA)) == 1
    of_ana = [
        one
        for one in await database.read(latest_changes, 50)
        if one.change.subject.endswith(str(erased.pseudonym))
    ]
    assert of_ana[0].change.what == "erasure"
    assert of_ana[0].change.after == {"entries": entries, "balance": balance}
    assert {one.change.before for one in of_ana} == {None}
    assert all(one.change.after is None for one in of_ana[1:])
    books = await gamification.member_admin.file(ADMIN, erased.pseudonym)
    assert (books.erased, books.balance, books.vip) == (True, balance, False)
    assert [(right.price, right.in_force) for right in books.purchases] == [(40, False), (30, False)]
    assert len(await gamification.member_admin.ledger(ADMIN, erased.pseudonym, limit=100)) == entries
    with pytest.raises(UnknownMember):
        await gamification.member_admin.erase(ADMIN, ANA)


async def test_an_erasure_is_told_once_it_is_done_and_only_to_hooks_that_keep_nothing(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    heard: list[GamificationEvent] = []

    @gamification.on(Erased)
    async def delete_our_own(event: Erased) -> None:
        assert await gamification.profiles.get(event.user_id) is None
        heard.append(event)

    @gamification.on(GamificationEvent, durable=True, name="everything")
    async def everything(event: GamificationEvent) -> None:
        pass

    with pytest.raises(ValueError, match="is not durable"):
        gamification.on(Erased, durable=True, name="erased")(delete_our_own)
    await gamification.profiles.ensure([Identity(ANA, "Ana")])
    with pytest.raises(UnknownMember):
        await gamification.member_admin.erase(ADMIN, 404_404)
    await gamification.member_admin.erase(ADMIN, ANA)
    await gamification.hooks.finish(30)
    assert heard == [Erased(user_id=ANA, at=clock.now, admin_id=ADMIN, user_kept=False)]
    left = await database.read(everything_in_outbox)
    assert not [row for row in left if "Erased" in str(row)]


def everything_in_outbox(session: Session) -> list[Any]:
    return [dict(row) for row in session.execute(text("SELECT * FROM gamification_outbox")).mappings()]


async def test_no_list_has_an_erased_member(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await live(gamification, database, clock, ADMIN, ANA)
    erased = await gamification.member_admin.erase(ADMIN, ANA)
    assert erased.pseudonym is not None
    for kind in ("everyone", "active"):  # Bea is there, and never did anything
        assert await gamification.segments.count(ADMIN, segment_of({"kind": kind})) == (kind == "everyone")
    written = f"{erased.pseudonym} {BEA}"
    assert (await gamification.segments.find(ADMIN, written)).unknown == (str(erased.pseudonym),)
    listed = segment_of({"kind": "chosen", "members": [erased.pseudonym, BEA]})
    assert await gamification.segments.count(ADMIN, listed) == 1
    assert await gamification.leaderboard.top() == []
    assert await gamification.leaderboard.rank(BEA) == 1


async def test_who_comes_back_starts_anew(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await live(gamification, database, clock, ADMIN, ANA)
    await gamification.member_admin.erase(ADMIN, ANA)
    await gamification.profiles.get_or_create(Identity(ANA, "Ana", "ana_g", "García"))
    file = await gamification.member_admin.file(ADMIN, ANA)
    assert (file.name, file.balance, file.total_earned, file.rights, file.rewards) == (
        "Ana García",
        0,
        0,
        (),
        (),
    )
    assert (file.gift_streak.days, file.gift_streak.longest) == (0, 0)
    # Everything can be done again, with keys that do not meet those of the books.
    await gamification.wallet.credit(ANA, 100, TransactionType.EARN_ADMIN, reason="x", key="start")
    await gamification.reactions.react(ANA, CHANNEL, 5, "🔥")
    await gamification.daily_gift.claim(ANA)
    offer = next(one for one in await gamification.shop.catalog(ANA) if one.name == f"fotos {ANA % 1000}")
    assert (offer.owned, offer.bought) == (False, 0)
    await gamification.shop.buy(ANA, offer.id, price=30, bought=0)
    for view in await gamification.rewards.available(ANA):
        if view.status is RewardStatus.UNLOCKED:
            await gamification.rewards.claim(ANA, view.id)
    assert await wrong(database, clock) == []
    again = await gamification.member_admin.erase(ADMIN, ANA)
    assert again.balance > 0
    assert await wrong(database, clock) == []


async def test_a_member_without_anything(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    erased = await gamification.member_admin.erase(ADMIN, ANA)
    assert (erased.pseudonym, erased.entries, erased.user_kept) == (None, 0, False)
    assert str(ANA) not in await database.read(everything)
    assert await wrong(database, clock) == []


async def test_a_lost_profile(gamification: Gamification, database: Database, clock: WallClock) -> None:
    await gamification.wallet.credit(ANA, 100, TransactionType.EARN_ADMIN, reason="x", key="start")
    await database.write(
        lambda s: s.execute(text(f"DELETE FROM user_gamification_profiles WHERE user_id = {ANA}"))
    )
    assert (await gamification.member_admin.erase(ADMIN, ANA)).balance == 100
    assert await wrong(database, clock) == []


@pytest.mark.parametrize(
    "of_the_host",
    [
        f"UPDATE users SET role = 'VIP' WHERE user_id = {ANA}",
        "INSERT INTO free_channel_requests (user_id, request_date, processed) "
        f"VALUES ({ANA}, '2026-01-01 00:00:00', false)",
        "INSERT INTO user_role_change_log (user_id, new_role, changed_by, reason, change_source, changed_at) "
        f"VALUES ({ANA}, 'VIP', 7, 'ADMIN_GRANTED', 'x', '2026-01-01 00:00:00')",
        "CREATE TABLE of_the_host (user_id BIGINT REFERENCES users (user_id) ON DELETE CASCADE)",
    ],
    ids=["role", "request", "log", "table"],
)
async def test_the_host_keeps_its_row_without_the_name(
    gamification: Gamification, database: Database, clock: WallClock, of_the_host: str
) -> None:
    await gamification.wallet.credit(ANA, 100, TransactionType.EARN_ADMIN, reason="x", key="start")
    await database.write(lambda s: s.execute(text(of_the_host)))
    assert (await gamification.member_admin.erase(ADMIN, ANA)).user_kept
    row = await database.read(
        lambda s: s.execute(
            text(f"SELECT first_name, last_name, username FROM users WHERE user_id = {ANA}")
        ).one()
    )
    assert tuple(row) == ("—", None, None)
    assert "García" not in await database.read(everything)
    assert await wrong(database, clock) == []
    # Known to this process no more: the next contact writes the name, and begins at 0.
    profile = await gamification.profiles.get_or_create(Identity(ANA, "Ana", "ana_g", "García"))
    assert profile.balance == 0
    assert (await gamification.member_admin.file(ADMIN, ANA)).name == "Ana García"


@pytest.mark.every_shape
async def test_an_erasure_on_every_shape(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    await live(gamification, database, clock, ADMIN, ANA)
    before = await wrong(database, clock)
    totals = await database.read(money)
    await gamification.member_admin.erase(ADMIN, ANA)
    assert await database.read(money) == totals
    assert await wrong(database, clock) == before
    assert "García" not in await database.read(everything)


async def test_what_runs_and_upgrades_noted_goes_too(gamification: Gamification, database: Database) -> None:
    run = await gamification.jobs.queue("reconcile_ledger")

    def note(session: Session) -> None:
        for row_key in (ANA, BEA):
            session.execute(
                text(
                    "INSERT INTO job_findings (run_id, row_key, state, reason, created_at) "
                    "VALUES (:run, :key, 'REPORTED', 'x', '2026-01-01 00:00:00')"
                ),
                {"run": run.id, "key": row_key},
            )
            session.execute(
                text(
                    "INSERT INTO gamification_upgrade_log (revision, table_name, reason, row, created_at) "
                    "VALUES ('0002', 'user_reactions', 'x', :row, '2026-01-01 00:00:00')"
                ),
                {"row": json.dumps({"id": 1001, "user_id": row_key})},
            )

    await database.write(note)
    segment = {"segment": {"kind": "chosen", "members": [ANA, BEA]}}
    await gamification.jobs.queue("tidy_streaks", segment)
    subjects = (f"anomaly burst {ANA}", f"anomaly earned daily {ANA} in 7 days", f"anomaly burst {BEA}")
    changes = [Change("anomaly seen", subject, None, {"besitos": 5}) for subject in subjects]
    await database.write(record, "admin 7", changes, gamification.clock())
    tables = json.loads((await gamification.member_admin.export(ADMIN, ANA)).content)["tables"]
    assert (len(tables["job_findings"]), len(tables["gamification_upgrade_log"])) == (1, 1)
    assert [one["kind"] for one in tables["job_runs"]] == ["tidy_streaks"]
    assert len(tables["gamification_audit"]) == 2
    await gamification.member_admin.erase(ADMIN, ANA)
    left = await database.read(
        lambda s: [
            s.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("job_findings", "gamification_upgrade_log")
        ]
    )
    assert left == [1, 1]
    assert not re.search(rf"\b{ANA}\b", re.sub(r".id.: 1001", "", await database.read(everything)))
    run_of_list = await gamification.jobs.latest("tidy_streaks")
    assert run_of_list is not None
    first, second = run_of_list.params["segment"]["members"]
    assert (first, second >= FIRST_PSEUDONYM) == (BEA, True)


async def tap(services: Gamification, chance: random.Random, product: int, reward: int) -> None:
    """One thing that a member or an admin does."""
    earn, spend = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
    number = chance.randrange(10**9)
    calls: list[Any] = [
        lambda: services.daily_gift.claim(ANA),
        lambda: services.reactions.react(ANA, CHANNEL, number, "🔥"),
        lambda: services.shop.buy(ANA, product, price=30),
        lambda: services.wallet.credit(ANA, 50, earn, reason="x", key=f"c{number}"),
        lambda: services.wallet.debit(ANA, 5, spend, reason="x", key=f"d{number}"),
        lambda: services.rewards.claim(ANA, reward),
        lambda: services.member_admin.grant_content(ADMIN, ANA, 1),
        lambda: services.profiles.ensure([Identity(ANA, "Ana")]),
    ]
    for _ in range(12):
        try:
            await chance.choice(calls)()
        except UnknownMember:
            await services.profiles.ensure([Identity(ANA, "Ana")])
        except GamificationError:
            continue


async def erase_after(seconds: float, admin: MemberAdmin) -> None:
    await asyncio.sleep(seconds)
    await admin.erase(ADMIN, ANA)


@pytest.mark.parametrize("kept", [False, True], ids=["gone", "kept"])
async def test_taps_come_before_or_after_an_erasure(
    gamification: Gamification, database: Database, clock: WallClock, kept: bool
) -> None:
    product = await add_product(database, "Pack", 30)
    reward = await add_reward(database, "diez", ("TOTAL_POINTS", 1), repeatable=True)
    if kept:
        await database.write(lambda s: s.execute(text("CREATE TABLE of_the_host (id INTEGER)")))
    others = [Database(database.url, retry_timeout_seconds=60) for _ in range(2)]
    processes = [gamification, *(assemble(other, clock=clock, admin_ids=[ADMIN]) for other in others)]
    try:
        for n in range(3):
            chance = random.Random(n)
            pause, admin = chance.random() / 20, chance.choice(processes).member_admin
            await gamification.profiles.forget(ANA)
            await gamification.profiles.ensure([Identity(ANA, "Ana")])
            await gamification.wallet.credit(ANA, 40, TransactionType.EARN_ADMIN, reason="x", key=f"s{n}")
            taps = [
                tap(one, random.Random(100 * n + at), product, reward) for at, one in enumerate(processes)
            ]
            await asyncio.gather(erase_after(pause, admin), *taps)
            assert await wrong(database, clock) == []
            balances, earned, spent, ledger, entries, keys = await database.read(money)
            assert balances == earned - spent == ledger
            assert entries == keys
            halves = await database.read(half_done)
            assert halves == []
    finally:
        for other in others:
            await other.close()


def half_done(session: Session) -> list[str]:
    """What a member has without its entry, or an entry without what it stands for."""
    keys = set(
        session.execute(text(f"SELECT idempotency_key FROM transactions WHERE user_id = {ANA}")).scalars()
    )
    found = []
    streaks = session.execute(
        text(f"SELECT current_streak FROM user_streaks WHERE user_id = {ANA} AND streak_type = 'DAILY_GIFT'")
    ).scalars().all()  # fmt: skip
    if len(streaks) != sum(key.startswith("daily:") for key in keys):
        found.append(f"gift streaks {streaks}, {keys}")
    reactions = session.execute(
        text(f"SELECT channel_id, content_id FROM user_reactions WHERE user_id = {ANA}")
    )
    reacted = {f"reaction:{channel}:{message}:{ANA}" for channel, message in reactions}
    if any(key.startswith("reaction:") and key not in reacted for key in keys):
        found.append(f"reactions {reacted}, {keys}")
    owned = session.execute(
        text(f"SELECT charge_id FROM content_rights WHERE user_id = {ANA} AND source = 'shop_purchase'")
    ).scalars().all()  # fmt: skip
    if len(owned) != sum(key.startswith("purchase:") for key in keys):
        found.append(f"purchases {owned}, {keys}")
    return found


def test_only_books_and_the_hosts_rows_stay() -> None:
    stays = {held.table for held in HELD if held.on_erasure is not OnErasure.DELETED}
    assert stays == {
        "users",
        "vip_subscribers",
        "user_gamification_profiles",
        "transactions",
        "content_rights",
        "gamification_member_activity",
    }
