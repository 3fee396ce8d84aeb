"""Anomalies of a real ledger: found, explained, marked as seen, found again when more happens."""

from datetime import timedelta
from typing import Any

import pytest

from bot.database import Database
from bot.services.gamification import anomalies as anomalies_module
from bot.services.gamification.anomalies import AnomalyReport
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.errors import NotAllowed
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.rules.anomalies import AnomalyKind
from bot.services.gamification.rules.transaction_types import TransactionType
from tests.kit.clock import WallClock

ADMIN = 7
CHANNEL = -1001234567890


@pytest.fixture
async def club(database: Database, clock: WallClock) -> Gamification:
    """Twenty members with 5 besitos each from a reaction, an hour ago."""
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, 21))
    await gamification.economy.update(ADMIN, reaction_cooldown_seconds=0, max_reactions_per_day=10_000)
    for user_id in range(1, 21):
        await gamification.reactions.react(user_id, CHANNEL, 1, "❤")
    await gamification.economy.update(ADMIN, max_reactions_per_day=20)
    clock.passes(hours=1)
    return gamification


async def earn(gamification: Gamification, user_id: int, amount: int, source: str = "quiz") -> None:
    key = f"{source} {user_id} {gamification.clock().isoformat()}"
    await gamification.wallet.credit(
        user_id, amount, TransactionType.EARN_OTHER, reason="quiz won", key=key, source=source
    )


def shown(report: AnomalyReport) -> list[tuple[Any, ...]]:
    return [(one.anomaly.key, one.name, one.anomaly.amount, one.anomaly.times) for one in report.found]


async def test_a_quiet_club_has_nothing_to_look_at(club: Gamification, clock: WallClock) -> None:
    report = await club.anomalies.report(ADMIN)
    assert (report.found, report.since) == ((), clock.now - timedelta(days=1))


@pytest.mark.every_shape
async def test_a_member_far_beyond_the_others_with_what_happened(
    club: Gamification, clock: WallClock
) -> None:
    for user_id in range(1, 21):
        await earn(club, user_id, 10)
    clock.passes(seconds=1)
    await earn(club, 3, 5_000)
    report = await club.anomalies.report(ADMIN)
    assert shown(report) == [("earned quiz 3", "M3", 5_010, 2)]
    anomaly = report.found[0].anomaly
    assert (anomaly.others_at_most, anomaly.others) == (10, 17)
    happened = await club.anomalies.happened(ADMIN, anomaly)
    assert [(one.at, one.amount, one.reason) for one in happened] == [
        (clock.now, 5_000, "quiz won"), (clock.now - timedelta(seconds=1), 10, "quiz won"),
    ]  # fmt: skip


async def test_reactions_within_a_second_with_their_messages(club: Gamification, clock: WallClock) -> None:
    for message in range(2, 9):
        await club.reactions.react(4, CHANNEL, message, "❤")
    report = await club.anomalies.report(ADMIN)
    assert shown(report) == [("reactions 4", "M4", 35, 7)]
    happened = await club.anomalies.happened(ADMIN, report.found[0].anomaly)
    assert {(one.at, one.channel_id) for one in happened} == {(clock.now, str(CHANNEL))}
    assert sorted(one.message_id or 0 for one in happened) == list(range(2, 9))


async def test_removed_reactions_are_found_by_what_they_paid(club: Gamification) -> None:
    for message in range(2, 9):
        await club.reactions.react(4, CHANNEL, message, "❤")
        await club.reactions.remove(4, CHANNEL, message)
    report = await club.anomalies.report(ADMIN)
    assert shown(report) == [("reactions 4", "M4", 35, 7)]
    happened = await club.anomalies.happened(ADMIN, report.found[0].anomaly)
    assert [one.message_id for one in happened] == list(range(8, 1, -1))


async def refund(gamification: Gamification, user_id: int, admin_id: int, times: int) -> None:
    """Buy and refund. The product has files, so that it can be bought."""
    offer = next(one for one in await gamification.shop.catalog(user_id) if one.tier == "FREE")
    for _ in range(times):
        offer = await gamification.shop.product(user_id, offer.id)
        purchase = await gamification.shop.buy(user_id, offer.id, price=offer.price)
        await gamification.shop.refund(admin_id, purchase.id)


async def test_refunds_of_a_member_and_by_admins(club: Gamification, clock: WallClock) -> None:
    (welcome, *_) = await club.catalog.content_sets()
    await club.catalog.update_content_set(ADMIN, welcome.id, file_ids=[{"file_id": "a", "kind": "photo"}])
    for user_id in (5, 6):
        await club.wallet.credit(user_id, 100, TransactionType.EARN_ADMIN, reason="x", key=f"x{user_id}")
    await refund(club, 5, 7, 2)
    await refund(club, 5, 8, 1)
    await refund(club, 6, 8, 1)
    report = await club.anomalies.report(ADMIN)
    assert shown(report) == [
        ("refunds 5", "M5", 150, 3), ("refunded 7", "M7", 100, 2), ("refunded 8", "M8", 100, 2),
    ]  # fmt: skip
    of_member, _, of_admin = [await club.anomalies.happened(ADMIN, one.anomaly) for one in report.found]
    assert [(one.admin_id, one.amount) for one in of_member] == [(8, 50), (7, 50), (7, 50)]
    assert [(one.user_id, one.amount) for one in of_admin] == [(6, 50), (5, 50)]


async def test_what_was_seen_is_left_out_until_something_new_happens(
    club: Gamification, database: Database, clock: WallClock
) -> None:
    for user_id in range(1, 21):
        await earn(club, user_id, 10)
    clock.passes(seconds=1)
    await earn(club, 3, 5_000)
    for message in range(2, 9):
        await club.reactions.react(4, CHANNEL, message, "❤")
    for one in (await club.anomalies.report(ADMIN)).found:
        await club.anomalies.mark_seen(ADMIN, one.anomaly)
    report = await club.anomalies.report(8)
    assert (report.found, report.seen) == ((), 2)
    (latest, _) = (await database.read(latest_changes, 10))[:2]
    assert (latest.who, latest.change.what, latest.change.subject) == (
        "admin 7", "anomaly seen", "member 4",
    )  # fmt: skip
    clock.passes(hours=1)
    assert (await club.anomalies.report(ADMIN)).seen == 2
    for message in range(10, 17):
        await club.reactions.react(4, CHANNEL, message, "❤")
    await earn(club, 3, 1)
    report = await club.anomalies.report(ADMIN, again=True)
    assert [one.anomaly.key for one in report.found] == ["earned quiz 3", "reactions 4"]


async def test_only_the_window_counts_and_the_report_is_kept_a_minute(
    club: Gamification, clock: WallClock
) -> None:
    for message in range(2, 9):
        await club.reactions.react(4, CHANNEL, message, "❤")
    assert len((await club.anomalies.report(ADMIN)).found) == 1
    clock.passes(seconds=30)
    for message in range(2, 9):
        await club.reactions.react(5, CHANNEL, message, "❤")
    assert len((await club.anomalies.report(ADMIN)).found) == 1
    assert len((await club.anomalies.report(ADMIN, again=True)).found) == 2
    found = await club.anomalies.get(ADMIN, "reactions 5")
    assert found is not None
    clock.passes(days=2)
    assert (await club.anomalies.report(ADMIN)).found == ()
    assert len((await club.anomalies.report(ADMIN, days=7)).found) == 2
    assert await club.anomalies.get(ADMIN, "reactions 5") is None


async def test_a_larger_club_looks_at_a_shorter_time_and_says_so(
    club: Gamification, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anomalies_module, "MAX_ROWS", 4)
    monkeypatch.setattr(anomalies_module, "ROWS_A_PAGE", 2)
    for user_id in (1, 2, 3):
        await earn(club, user_id, 10)
    assert (await club.anomalies.report(ADMIN)).since == clock.now - timedelta(hours=1)


async def test_a_report_is_read_in_pages_that_overlap_nothing(
    club: Gamification, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for message in range(2, 9):
        await club.reactions.react(4, CHANNEL, message, "❤")
    whole = await club.anomalies.report(ADMIN)
    monkeypatch.setattr(anomalies_module, "ROWS_A_PAGE", 3)
    assert (await club.anomalies.report(ADMIN, again=True)).found == whole.found


async def test_others_than_admins_and_other_days_are_refused(database: Database) -> None:
    anomalies = assemble(database, admin_ids=[ADMIN]).anomalies
    with pytest.raises(NotAllowed):
        await anomalies.report(3)
    for days in (0, 91, 1.5, True):
        with pytest.raises(ValueError, match="from 1 to 90"):
            await anomalies.report(ADMIN, days=days)  # type: ignore[arg-type]


async def test_the_kinds_are_in_the_order_in_which_they_are_shown() -> None:
    assert list(AnomalyKind) == ["earned", "reactions", "refunds", "refunded"]
