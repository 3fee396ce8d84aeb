"""Payments to many members by a run: each once, whatever happens to the run."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    Gamification,
    Identity,
    InvalidAmount,
    InvalidSetting,
    LevelUp,
    NotAllowed,
    Run,
    RunConflict,
    RunStatus,
    Segment,
    SegmentKind,
    TransactionType,
)
from bot.services.gamification.audit import RecordedChange, latest_changes
from bot.services.gamification.gamification import assemble
from bot.services.gamification.outbox.notices import FOR_MEMBERS, gift
from bot.services.gamification.rules.publishing import MessageContent
from bot.services.gamification.rules.segments import chosen
from tests.kit.books import books
from tests.kit.catalog_rows import add_reward
from tests.kit.clock import WallClock

ADMIN = 99
EVERYONE = Segment(SegmentKind.EVERYONE)
MEMBERS = range(1, 31)


@pytest.fixture
async def club(database: Database, clock: WallClock) -> Gamification:
    """Thirty members with profiles; nobody works runs but `worked`."""
    services = assemble(database, clock=clock, admin_ids=[ADMIN])
    services.jobs.open = lambda: None  # type: ignore[method-assign]
    await services.profiles.ensure(Identity(number, f"Member {number}") for number in MEMBERS)
    return services


async def worked(club: Gamification, run: Run) -> Run:
    ended = await club.jobs.work_one(run.id)
    assert ended.status is RunStatus.SUCCEEDED, ended.error
    return ended


async def paid(club: Gamification, segment: Segment, amount: int, **options: Any) -> Run:
    return await worked(
        club, await club.mass_payments.start(ADMIN, segment, amount, reason="Fiesta", **options)
    )


async def balances(database: Database) -> dict[int, int]:
    found = await database.read(books, 1)
    for balance, earned, spent, _level, sum_, entries, keys in found.values():
        assert (balance, balance, entries) == (earned - spent, sum_, keys)
    return {member: numbers[0] for member, numbers in found.items()}


def paid_by(session: Session, run_id: int) -> list[int]:
    """The members with an entry of this run, by its own key."""
    rows = session.execute(
        text("SELECT user_id FROM transactions WHERE idempotency_key LIKE :key ORDER BY user_id"),
        {"key": f"admin:run:{run_id}:%"},
    )
    return list(rows.scalars())


def due_times(session: Session) -> list[Any]:
    return list(session.execute(text("SELECT due_at FROM gamification_outbox ORDER BY id")).scalars())


async def changes(database: Database) -> list[RecordedChange]:
    return await database.read(latest_changes, 100)


async def test_every_member_of_the_segment_is_paid_once(club: Gamification, database: Database) -> None:
    run = await paid(club, EVERYONE, 50)
    assert (run.total, run.processed, run.changed, run.bad_rows) == (30, 30, 30, 0)
    assert await database.read(paid_by, run.id) == list(MEMBERS)
    assert await balances(database) == dict.fromkeys(MEMBERS, 50)
    (entry,) = await club.wallet.history(1)
    assert (entry.type, entry.amount, entry.reason) == (TransactionType.EARN_ADMIN, 50, "Fiesta")


async def test_a_dry_run_counts_and_pays_nobody(club: Gamification, database: Database) -> None:
    run = await paid(club, EVERYONE, 50, dry_run=True)
    assert (run.total, run.processed, run.changed) == (30, 30, 30)
    assert await balances(database) == dict.fromkeys(MEMBERS, 0)
    assert await changes(database) == []


async def test_only_members_of_the_segment_are_paid_and_counted(
    club: Gamification, database: Database
) -> None:
    for member in (3, 17):
        await club.members.set_role(member, "VIP")
    run = await paid(club, Segment(SegmentKind.VIP), 5)
    assert (run.total, run.processed, run.changed) == (2, 2, 2)
    assert await database.read(paid_by, run.id) == [3, 17]


async def test_a_debit_leaves_out_who_has_too_little(club: Gamification, database: Database) -> None:
    await paid(club, chosen(range(1, 11)), 100)
    before = await balances(database)
    dry = await paid(club, EVERYONE, 60, debit=True, dry_run=True)
    run = await paid(club, EVERYONE, 60, debit=True)
    assert (dry.processed, dry.changed) == (run.processed, run.changed) == (30, 10)
    assert await balances(database) == {one: had - 60 if had else 0 for one, had in before.items()}
    assert (await paid(club, EVERYONE, 60, debit=True)).changed == 0


async def test_start_and_end_are_audited(club: Gamification, database: Database) -> None:
    await paid(club, chosen([1, 2]), 10)
    run = await paid(club, EVERYONE, 7, debit=True)
    ended, started, *_ = await changes(database)
    assert {one.who for one in (ended, started)} == {f"admin {ADMIN}"}
    assert (started.change.what, started.change.subject) == ("payments_started", f"run {run.id}")
    assert started.change.after == {"segment": "everyone", "amount": -7, "reason": "Fiesta"}
    assert (ended.change.what, ended.change.subject) == ("payments_ended", f"run {run.id}")
    assert ended.change.after == {
        "status": "succeeded", "members": 30, "paid": 2, "besitos": 14, "left_out": 28,
    }  # fmt: skip


async def test_a_cancelled_run_is_audited_too(club: Gamification, database: Database) -> None:
    run = await club.mass_payments.start(ADMIN, EVERYONE, 7, reason="Fiesta")
    await club.jobs.cancel(run.id)
    (ended, _) = await changes(database)
    assert (ended.change.what, ended.change.after["status"]) == ("payments_ended", "cancelled")


async def test_a_start_twice_is_one_run_and_another_start_waits(
    club: Gamification, database: Database
) -> None:
    first = await club.mass_payments.start(ADMIN, EVERYONE, 7, reason="Fiesta", once_key="tap:1")
    again = await club.mass_payments.start(ADMIN, EVERYONE, 7, reason="Fiesta", once_key="tap:1")
    assert again.id == first.id
    for once_key in (None, "tap:2"):
        with pytest.raises(RunConflict):
            await club.mass_payments.start(ADMIN, EVERYONE, 9, reason="Otra", once_key=once_key)
    await worked(club, first)
    late = await club.mass_payments.start(ADMIN, EVERYONE, 7, reason="Fiesta", once_key="tap:1")
    assert (late.id, late.status) == (first.id, RunStatus.SUCCEEDED)
    assert [one.change.what for one in await changes(database)] == ["payments_ended", "payments_started"]


async def test_a_once_key_of_another_kind_of_run_starts_nothing(club: Gamification) -> None:
    """The host would be told of a payment, and nobody would get the message."""
    payment = await club.mass_payments.start(ADMIN, EVERYONE, 7, reason="Fiesta", once_key="friday")
    with pytest.raises(ValueError, match=f"once_key 'friday' names run {payment.id} of pay_members"):
        await club.mass_messages.start(ADMIN, EVERYONE, MessageContent("Hola"), once_key="friday")
    with pytest.raises(ValueError, match="names run"):
        await club.sweep.start(ADMIN, once_key="friday")
    assert [run.id for run in await club.jobs.history()] == [payment.id]


@pytest.mark.parametrize("key", ["telegram:sweep after 0", "tidy_streaks@2026-11-27T04:00:00+00:00"])
async def test_a_once_key_does_not_begin_like_those_of_the_panel_and_of_schedules(
    club: Gamification, key: str
) -> None:
    with pytest.raises(ValueError, match="telegram: and kind@date"):
        await club.sweep.start(ADMIN, once_key=key)
    with pytest.raises(ValueError, match="telegram: and kind@date"):
        await club.jobs.queue("provision_profiles", once_key=key)
    assert await club.jobs.history() == []
    mine = [await club.sweep.start(ADMIN, once_key="my " + key) for _ in range(2)]
    assert mine[0].id == mine[1].id


async def test_a_page_that_is_worked_again_pays_nobody_again(club: Gamification, database: Database) -> None:
    run = await paid(club, EVERYONE, 50)
    await database.write(
        lambda session: session.execute(text("UPDATE job_runs SET status = 'queued', cursor = NULL"))
    )
    await worked(club, run)
    assert await balances(database) == dict.fromkeys(MEMBERS, 50)


async def test_levels_and_rewards_follow(club: Gamification, database: Database) -> None:
    reward = await add_reward(database, "Cien", ("TOTAL_POINTS", 100))
    levels: list[LevelUp] = []

    @club.on(LevelUp)
    async def note(event: LevelUp) -> None:
        levels.append(event)

    await paid(club, chosen([4]), 100)
    await club.hooks.finish()
    assert [(event.user_id, event.level) for event in levels] == [(4, 2)]
    claimable = await club.rewards.claimable(4, [reward])
    assert [one.id for one in claimable] == [reward]


async def test_a_reward_for_who_is_not_vip_waits_where_the_host_decides(
    database: Database, clock: WallClock
) -> None:
    reward = await add_reward(database, "Cien", ("TOTAL_POINTS", 100), ("NOT_VIP", None))
    services = assemble(database, clock=clock, is_vip=lambda user_id: user_id == 1)
    await services.profiles.ensure(Identity(number, "Ana") for number in (1, 2))
    services.jobs.open = lambda: None  # type: ignore[method-assign]
    await paid(services, EVERYONE, 100)
    for number, unlocked in ((1, []), (2, [reward])):
        await services.daily_gift.claim(number)
        assert [one.id for one in await services.rewards.claimable(number, [reward])] == unlocked


SPREAD = "bot.services.gamification.outbox.rows.SPREAD_SECONDS"


async def test_what_a_run_tells_holds_back_nothing_else(
    club: Gamification, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SPREAD, 3600.0)  # the run's own are due in hours, on a slow machine too
    await paid(club, EVERYONE, 5)
    await database.write(club.outbox.put, [gift(3, 1, 1, 10**6 + 1)], club.clock())
    at_once = await club.outbox.claim(FOR_MEMBERS, 100, in_order=True)
    # Of others, everything, also for a member whom the run paid.
    assert [row.once_key for row in at_once] == [f"gift:{10**6 + 1}"]


async def test_what_a_run_tells_is_due_a_little_later_each(
    club: Gamification, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SPREAD, 0.001)
    await paid(club, EVERYONE, 5)
    await asyncio.sleep(0.5)
    assert len(await club.outbox.claim(FOR_MEMBERS, 100, in_order=True)) >= 3


async def test_batches_of_a_run_are_told_one_after_the_other(club: Gamification, database: Database) -> None:
    for _ in range(2):
        await paid(club, EVERYONE, 5)
    due = await database.read(
        lambda session: (
            session.execute(text("SELECT due_at FROM gamification_outbox ORDER BY id")).scalars().all()
        )
    )
    assert len(set(due)) == 60
    assert due == sorted(due)


@pytest.mark.parametrize(
    ("amount", "reason", "error"),
    [
        (0, "x", InvalidAmount), (10**12, "x", InvalidAmount), ("5", "x", InvalidAmount),
        (5, "", InvalidSetting), (5, " ", InvalidSetting), (5, "x" * 256, InvalidSetting),
        (5, 7, InvalidSetting),
    ],
)  # fmt: skip
async def test_bad_input_starts_nothing(club: Gamification, amount: Any, reason: Any, error: Any) -> None:
    with pytest.raises(error):
        await club.mass_payments.start(ADMIN, EVERYONE, amount, reason=reason)
    assert await club.mass_payments.latest() is None


async def test_only_admins_pay(club: Gamification) -> None:
    with pytest.raises(NotAllowed):
        await club.mass_payments.start(3, EVERYONE, 5, reason="x")
    assert await club.mass_payments.latest() is None


async def test_a_run_of_another_kind_is_no_payment(club: Gamification) -> None:
    run = await club.jobs.queue("tidy_streaks")
    for run_id in (run.id, 10**6):
        with pytest.raises(RunConflict):
            await club.mass_payments.status(run_id)


async def test_a_process_that_does_not_know_the_kind_leaves_it_alone(
    club: Gamification, database: Database
) -> None:
    from bot.services.gamification.job_kinds.kinds import job_kinds
    from bot.services.jobs import JobRunner

    run = await club.mass_payments.start(ADMIN, EVERYONE, 5, reason="x")
    assert (await JobRunner(database, job_kinds()).work_one(run.id)).status is RunStatus.QUEUED
