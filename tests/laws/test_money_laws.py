"""The laws of money, under any sequence of operations, against a model in plain Python.

After every step, for every member: balance = earned - spent = sum of the ledger >= 0, one entry at most for
a key, level = formula, and the streak as the calendar says.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import (
    AlreadyClaimed,
    EconomySettings,
    Gamification,
    IdempotencyConflict,
    Identity,
    InsufficientFunds,
    TransactionType,
)
from bot.services.gamification.gamification import assemble
from bot.services.gamification.rules.levels import level_formula
from tests.kit.books import books
from tests.kit.shapes import Shape
from tests.kit.state_machines import Run, run_on_a_database

# Hundreds of operations on PostgreSQL: minutes on a machine that has other work.
pytestmark = pytest.mark.timeout(600)

MEMBERS = 3
first_ids = count(1, 100)
members = st.integers(0, MEMBERS - 1)
amounts = st.integers(1, 300) | st.sampled_from([1_000_000_000, 999_999_999])
keys = st.integers(0, 8)
EARNING = [TransactionType.EARN_ADMIN, TransactionType.EARN_REWARD, TransactionType.EARN_SHOP_REFUND]
FORMULAS = [
    EconomySettings().level_formula,
    "min(floor(total_earned / 50), 500) + 1",
    "floor(log(total_earned + 1)) + 1",
]
DAY = timedelta(days=1)
ZONES = ["UTC", "Etc/GMT+12", "Pacific/Kiritimati", "Europe/Madrid", "America/Los_Angeles"]
SPENDING = [TransactionType.SPEND_ADMIN, TransactionType.SPEND_SHOP]


class Model:
    """What a member must have."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, int, TransactionType]] = []
        self.streak = 0
        self.longest = 0
        self.last: date | None = None
        self.last_at: datetime | None = None
        self.changes = 0
        self.days: set[date] = set()

    def is_ahead(self, today: date, now: datetime) -> bool:
        """True where a clock that was ahead wrote the last day."""
        if self.last is None or self.last_at is None:
            return False
        return self.last > today + DAY and self.last_at > now

    def opens(self, today: date, now: datetime, changes: int) -> bool:
        """Whether the gift can be claimed by what the streak says; the ledger may know better."""
        if self.last is None or self.last_at is None or self.is_ahead(today, now):
            return True
        if changes != self.changes and now < self.last_at + timedelta(hours=18):
            return False
        return not today <= self.last <= today + DAY

    def streaks(self, today: date, now: datetime, changes: int) -> set[int]:
        """How long the streak may be once today counts."""
        if self.last is None or self.last_at is None:
            return {1}
        goes_on = self.is_ahead(today, now) or self.last == today - DAY
        if goes_on or changes == self.changes:
            return {self.streak + 1 if goes_on else 1}
        gap = now - self.last_at
        if gap <= timedelta(hours=36):
            return {self.streak + 1}
        return {1} if gap > timedelta(hours=86) else {1, self.streak + 1}

    def counts(self, streak: int, today: date, now: datetime, changes: int) -> None:
        """Today counts."""
        self.streak, self.longest = streak, max(self.longest, streak)
        self.last, self.last_at, self.changes = today, now, changes
        self.days.add(today)

    @property
    def balance(self) -> int:
        return sum(amount for _, amount, _ in self.entries)

    @property
    def earned(self) -> int:
        return sum(
            amount
            for _, amount, kind in self.entries
            if amount > 0 and kind is not TransactionType.EARN_SHOP_REFUND
        )


def machine(url: str, run: Run) -> type[RuleBasedStateMachine]:
    """A state machine on the database at `url`, whose coroutines `run` runs."""

    class Money(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.first = next(first_ids)
            self.now = datetime(2026, 3, 7, 22, 30, tzinfo=UTC)
            self.databases = [Database(url, pool_size=2) for _ in range(2)]
            # Two processes' worth of services: what one caches, the other must not be fooled by.
            self.services = [assemble(database, clock=self.clock) for database in self.databases]
            self.skew = timedelta()
            self.zone, self.changes = "UTC", 0
            self.models = [Model() for _ in range(MEMBERS)]
            self.used: dict[str, tuple[int, int, TransactionType]] = {}
            self.settings = EconomySettings()
            for service in self.services:
                run(
                    service.economy.update(
                        1, besitos_daily_gift=50, level_formula=FORMULAS[0], day_timezone="UTC"
                    )
                )
            run(self.services[0].profiles.ensure(Identity(self.first + n, f"M{n}") for n in range(MEMBERS)))

        def clock(self) -> datetime:
            return self.now + self.skew

        def today(self) -> date:
            return self.clock().astimezone(ZoneInfo(self.zone)).date()

        def service(self, which: bool) -> Gamification:
            return self.services[which]

        def key(self, number: int) -> str:
            return f"test:{self.first}:{number}"

        @rule(
            who=members,
            amount=amounts,
            kind=st.sampled_from(EARNING + SPENDING),
            number=keys,
            other=st.booleans(),
        )
        def move(self, who: int, amount: int, kind: TransactionType, number: int, other: bool) -> None:
            model, key, wallet = self.models[who], self.key(number), self.service(other).wallet
            call = wallet.credit if kind.earns else wallet.debit
            signed = amount if kind.earns else -amount
            content = (who, signed, kind)
            try:
                receipt = run(call(self.first + who, amount, kind, reason="test", key=key))
            except IdempotencyConflict:
                assert self.used[key] != content
            except InsufficientFunds as error:
                assert key not in self.used
                assert (error.balance, error.needed) == (model.balance, amount)
                assert amount > model.balance
            else:
                assert receipt.replayed == (key in self.used)
                assert self.used.setdefault(key, content) == content
                if not receipt.replayed:
                    model.entries.append((key, signed, kind))
                    assert receipt.balance == model.balance

        @rule(who=members, other=st.booleans())
        def claim(self, who: int, other: bool) -> None:
            model, today, now = self.models[who], self.today(), self.clock()
            open_now = model.opens(today, now, self.changes)
            streaks = model.streaks(today, now, self.changes)
            try:
                claim = run(self.service(other).daily_gift.claim(self.first + who))
            except AlreadyClaimed as error:
                assert error.next_at is not None
                assert now < error.next_at <= now + timedelta(hours=75)
                assert today in model.days or not open_now
                if open_now:  # paid ahead of its time: it counts now
                    status = run(self.service(other).daily_gift.status(self.first + who))
                    assert status.streak in streaks
                    model.counts(status.streak, today, now, self.changes)
                return
            assert open_now
            assert today not in model.days
            assert claim.day in streaks
            model.counts(claim.day, today, now, self.changes)
            bonus = 0 if model.streak == 1 else min(10 + 2 * (model.streak - 2), 50)
            assert (claim.gift, claim.streak_bonus, claim.day) == (
                self.settings.besitos_daily_gift, bonus, model.streak,
            )  # fmt: skip
            assert claim.longest == model.longest
            model.entries.append(("daily", claim.gift, TransactionType.EARN_DAILY))
            if bonus:
                model.entries.append(("streak", bonus, TransactionType.EARN_STREAK))
            assert claim.balance == model.balance

        @rule(who=members, other=st.booleans(), days=st.sampled_from([2, 3, 400, 2_000]))
        def claim_under_a_clock_that_is_ahead(self, who: int, other: bool, days: int) -> None:
            self.skew = days * DAY
            try:
                self.claim(who, other)
            finally:
                self.skew = timedelta()

        @rule(zone=st.sampled_from(ZONES))
        def change_the_zone(self, zone: str) -> None:
            self.changes += zone != self.zone
            self.zone = zone
            for service in self.services:
                self.settings = run(service.economy.update(1, day_timezone=zone))

        @rule(hours=st.sampled_from([1, 5, 20, 24, 30, 49, 24 * 40]))
        def pass_time(self, hours: int) -> None:
            self.now += timedelta(hours=hours)

        # One of them edits; the other one, whose settings are cached, goes by the new ones at once.
        @rule(gift=st.integers(20, 500), other=st.booleans())
        def change_a_setting(self, gift: int, other: bool) -> None:
            self.settings = run(self.service(other).economy.update(1, besitos_daily_gift=gift))

        @rule(formula=st.sampled_from(FORMULAS), other=st.booleans())
        def change_the_formula(self, formula: str, other: bool) -> None:
            self.settings = run(self.service(other).economy.update(1, level_formula=formula))

        @rule(
            formula=st.sampled_from(FORMULAS),
            amounts=st.lists(st.integers(1, 300), min_size=1, max_size=6),
            other=st.booleans(),
        )
        def change_the_formula_while_members_earn(
            self, formula: str, amounts: list[int], other: bool
        ) -> None:
            async def at_once() -> EconomySettings:
                async with asyncio.TaskGroup() as group:
                    edit = group.create_task(self.service(other).economy.update(1, level_formula=formula))
                    for n, amount in enumerate(amounts):
                        group.create_task(
                            self.service(n % 2 == 0).wallet.credit(
                                self.first + n % MEMBERS,
                                amount,
                                TransactionType.EARN_ADMIN,
                                reason="test",
                                key=f"at once:{self.first}:{len(self.models[n % MEMBERS].entries)}:{n}",
                            )
                        )
                return edit.result()

            self.settings = run(at_once())
            for n, amount in enumerate(amounts):
                entry = (f"at once {n}", amount, TransactionType.EARN_ADMIN)
                self.models[n % MEMBERS].entries.append(entry)

        @rule(who=members)
        @precondition(lambda self: all(kind is not TransactionType.EARN_SHOP_REFUND for model in self.models
                                       for _, _, kind in model.entries))  # fmt: skip
        def lose_a_profile(self, who: int) -> None:
            run(
                self.databases[0].write(
                    lambda session: session.execute(
                        text("DELETE FROM user_gamification_profiles WHERE user_id = :user_id"),
                        {"user_id": self.first + who},
                    )
                )
            )
            run(self.services[0].wallet.balance(self.first + who))

        @invariant()
        def the_books_agree(self) -> None:
            rows = run(self.databases[1].read(books, self.first))
            formula = level_formula(self.settings.level_formula)
            for who, model in enumerate(self.models):
                balance, earned, spent, level, ledger, entries, distinct = rows[self.first + who]
                assert balance == earned - spent == ledger == model.balance >= 0
                assert earned == model.earned
                assert entries == distinct == len(model.entries)
                assert level == formula.level(earned)

        @invariant()
        def streaks_are_what_the_calendar_says(self) -> None:
            for who, model in enumerate(self.models):
                status = run(self.services[0].daily_gift.status(self.first + who))
                today = self.today()
                assert status.longest == model.longest
                assert status.claimable == model.opens(today, self.now, self.changes)
                if model.last is None or (model.last < today - DAY and model.changes == self.changes):
                    assert status.streak == 0
                elif (
                    model.last < today - DAY
                    and model.last_at
                    and self.now > model.last_at + timedelta(hours=36)
                ):
                    assert status.streak in (0, model.streak)
                else:
                    assert status.streak == model.streak

        def teardown(self) -> None:
            for database in self.databases:
                run(database.close())

    return Money


@pytest.mark.every_shape
def test_any_sequence_of_operations_keeps_the_laws(database_url: str, shape: Shape) -> None:
    run_on_a_database(database_url, machine, steps=25, examples=25 if shape == "fresh" else 2)
