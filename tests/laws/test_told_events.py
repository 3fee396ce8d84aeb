"""The law of hooks, under any sequence of operations at once in two processes: what is told is what is in the
ledger. Each entry is told once, with its amount, and nothing that was rolled back, run again or repeated."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import structlog
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database, RunAgain
from bot.services.gamification import (
    Claimed,
    Credited,
    Debited,
    Gamification,
    GamificationError,
    GamificationEvent,
    Identity,
    LevelUp,
    ProfileCreated,
    StreakExtended,
    TransactionType,
    Unlocked,
)
from bot.services.gamification.events.ledger import Movement, post_all
from bot.services.gamification.gamification import assemble
from bot.services.gamification.rules.terms import Terms
from tests.kit.state_machines import Run, run_on_a_database

# Hundreds of operations on PostgreSQL: minutes on a machine that has other work.
pytestmark = pytest.mark.timeout(600)

MEMBERS = 2
KINDS = [
    TransactionType.EARN_OTHER, TransactionType.EARN_SHOP_REFUND,
    TransactionType.SPEND_OTHER, TransactionType.SPEND_ADMIN,
]  # fmt: skip
first_ids = count(1, 100)
members = st.integers(0, MEMBERS - 1)
Act = Callable[[], Coroutine[Any, Any, Any]]


class Refused(Exception):
    """A unit of work that gives up after it posted."""


def post_and_fail(session: Session, terms: Terms, movement: Movement, tries: list[int]) -> None:
    """Post; fail at the end, or have it run again until the tries are used up."""
    post_all(session, terms, [movement])
    tries[0] -= 1
    if tries[0] > 0:
        raise RunAgain("again")
    if tries[0] < 0:
        raise Refused


def machine(url: str, run: Run) -> type[RuleBasedStateMachine]:
    """A state machine on the database at `url`, whose coroutines `run` runs."""

    class Told(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.first = next(first_ids)
            self.now = datetime(2026, 3, 7, 12, tzinfo=UTC)
            self.databases = [Database(url, pool_size=3, retry_timeout_seconds=60) for _ in range(2)]
            self.services = [assemble(database, clock=lambda: self.now) for database in self.databases]
            self.told: list[GamificationEvent] = []
            for service in self.services:
                service.on(GamificationEvent)(self.hear)
                service.on(GamificationEvent)(self.fail)
            self.ids = [self.first + n for n in range(MEMBERS)]
            run(self.services[0].profiles.ensure(Identity(n, "Ana") for n in self.ids))

        async def hear(self, event: GamificationEvent) -> None:
            await asyncio.sleep(0)
            self.told.append(event)

        async def fail(self, event: GamificationEvent) -> None:
            raise ValueError("a hook that always fails")

        def together(self, *acts: Act) -> None:
            """Run them at once; what the rules refuse is refused."""

            async def at_once() -> None:
                results = await asyncio.gather(*(act() for act in acts), return_exceptions=True)
                for result in results:
                    if isinstance(result, BaseException) and not isinstance(
                        result, GamificationError | Refused
                    ):
                        raise result
                for service in self.services:
                    await service.hooks.finish(60)

            with structlog.testing.capture_logs():
                run(at_once())

        def service(self, n: int) -> Gamification:
            return self.services[n % 2]

        @rule(
            moves=st.lists(
                st.tuples(members, st.integers(1, 300), st.sampled_from(KINDS), st.integers(0, 4)),
                min_size=1,
                max_size=6,
            )
        )
        def move(self, moves: list[tuple[int, int, TransactionType, int]]) -> None:
            """Credits and debits, some under the same key, with the same content or another."""

            def act(n: int, who: int, amount: int, kind: TransactionType, key: int) -> Act:
                wallet = self.service(n).wallet
                call = wallet.credit if kind.earns else wallet.debit
                return lambda: call(self.ids[who], amount, kind, reason="x", key=f"{self.first}:{key}")

            self.together(*(act(n, *one) for n, one in enumerate(moves)))

        @rule(who=members, times=st.integers(1, 3))
        def claim_the_gift(self, who: int, times: int) -> None:
            self.together(
                *(lambda n=n: self.service(n).daily_gift.claim(self.ids[who]) for n in range(times))
            )

        @rule(who=members, post=st.integers(1, 3), times=st.integers(1, 3))
        def react(self, who: int, post: int, times: int) -> None:
            self.together(
                *(
                    lambda n=n: self.service(n).reactions.react(self.ids[who], -100, post, "🔥❤👍"[n])
                    for n in range(times)
                )
            )

        @rule(who=members, reward=st.integers(1, 3), times=st.integers(1, 3))
        def claim_a_reward(self, who: int, reward: int, times: int) -> None:
            self.together(
                *(lambda n=n: self.service(n).rewards.claim(self.ids[who], reward) for n in range(times))
            )

        @rule(who=members, amount=st.integers(1, 300), tries=st.integers(0, 3), key=st.integers(5, 8))
        def post_and_give_up_or_run_again(self, who: int, amount: int, tries: int, key: int) -> None:
            movement = Movement(self.ids[who], amount, TransactionType.EARN_ADMIN, "x", f"{self.first}:{key}")

            async def work() -> None:
                service, database = self.services[0], self.databases[0]
                terms = Terms(
                    current=await service.economy.current(),
                    catalog=await service.catalog.snapshot(),
                    now=self.now,
                    conditions=service.conditions,
                )
                await database.write(post_and_fail, terms, movement, [tries])

            self.together(work)

        @rule(gift=st.integers(20, 500), who=members)
        def change_a_setting_while_a_member_earns(self, gift: int, who: int) -> None:
            self.together(
                lambda: self.services[0].economy.update(1, besitos_daily_gift=gift),
                lambda: self.services[1].daily_gift.claim(self.ids[who]),
            )

        @rule(who=members)
        def lose_a_profile_and_come_back(self, who: int) -> None:
            def lose(session: Session) -> None:
                session.execute(
                    text("DELETE FROM user_gamification_profiles WHERE user_id = :id"), {"id": self.ids[who]}
                )

            refunded = run(self.databases[0].read(self.has_refunds))
            if not refunded:
                run(self.databases[0].write(lose))
                before = self.count(ProfileCreated)
                self.together(*(lambda n=n: self.service(n).wallet.balance(self.ids[who]) for n in range(4)))
                assert self.count(ProfileCreated) == before + 1

        @rule(hours=st.sampled_from([1, 12, 24, 60]))
        def pass_time(self, hours: int) -> None:
            self.now += timedelta(hours=hours)

        def has_refunds(self, session: Session) -> bool:
            found = text("SELECT count(*) FROM transactions WHERE type = 'EARN_SHOP_REFUND'")
            return bool(session.execute(found).scalar_one())

        def count(self, kind: type[GamificationEvent]) -> int:
            return sum(isinstance(event, kind) for event in self.told)

        def entries(self, session: Session) -> dict[int, tuple[int, int]]:
            rows = session.execute(
                text("SELECT id, user_id, amount FROM transactions WHERE user_id BETWEEN :a AND :b"),
                {"a": self.ids[0], "b": self.ids[-1]},
            )
            return {row[0]: (row[1], row[2]) for row in rows}

        def claims(self, session: Session) -> int:
            counted = text("SELECT sum(claim_count) FROM user_rewards WHERE user_id BETWEEN :a AND :b")
            return int(session.execute(counted, {"a": self.ids[0], "b": self.ids[-1]}).scalar_one() or 0)

        @invariant()
        def what_is_told_is_the_ledger(self) -> None:
            money = [event for event in self.told if isinstance(event, Credited | Debited)]
            assert max(Counter(event.entry_id for event in money).values(), default=1) == 1
            told = {
                event.entry_id: (
                    event.user_id, event.amount if isinstance(event, Credited) else -event.amount,
                )
                for event in money
            }  # fmt: skip
            assert told == run(self.databases[1].read(self.entries))
            assert all(event.amount > 0 for event in money)

        @invariant()
        def rewards_days_and_levels_are_told_once(self) -> None:
            assert self.count(Claimed) == run(self.databases[1].read(self.claims))
            waiting = Counter(
                (event.user_id, event.reward.id) for event in self.told if isinstance(event, Unlocked)
            )
            assert max(waiting.values(), default=1) == 1, "none of the seed's is repeatable"
            days = Counter(
                (event.user_id, event.kind, event.at.date())
                for event in self.told if isinstance(event, StreakExtended)
            )  # fmt: skip
            assert max(days.values(), default=1) == 1
            for user_id in self.ids:
                risen = [one for one in self.told if isinstance(one, LevelUp) and one.user_id == user_id]
                assert len({one.level for one in risen}) == len(risen)
                assert all(one.before < one.level for one in risen)

        def teardown(self) -> None:
            for database in self.databases:
                run(database.close())

    return Told


def test_what_is_told_is_what_happened(database_url: str) -> None:
    run_on_a_database(database_url, machine, steps=15, examples=12)
