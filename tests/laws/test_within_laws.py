"""`gamification.within(session)` under any sequence of payments, savepoints, commits and rollbacks.

What the host rolls back never happened: balances, ledger, keys, outbox and hooks are those of what it
committed, and its own rows agree with them.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from itertools import count
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction

from bot.database import Database
from bot.services.gamification import (
    AlreadyClaimed,
    Credited,
    Debited,
    GamificationEvent,
    HostTransaction,
    IdempotencyConflict,
    Identity,
    InsufficientFunds,
    LevelUp,
    Receipt,
    RewardStatus,
    TransactionType,
    Unlocked,
)
from bot.services.gamification.gamification import assemble
from tests.kit.databases import Kind
from tests.kit.host_engines import ENGINES
from tests.kit.state_machines import Run, run_on_a_database

pytestmark = pytest.mark.timeout(600)

MEMBERS = 2
ADMIN = 999
first_ids = count(1, 100)
members = st.integers(0, MEMBERS - 1)
amounts = st.integers(1, 300)
keys = st.integers(0, 60)
Told = tuple[str, int, int]
"""Type of event, member, and amount, level or reward."""


class Books:
    """What is in the database, or will be if the host commits."""

    def __init__(self) -> None:
        self.balances = [0] * MEMBERS
        self.keys: dict[str, tuple[int, int]] = {}
        self.granted: set[tuple[int, int]] = set()
        self.rows = 0
        self.told: list[Told] = []


def told_of(event: GamificationEvent) -> Told | None:
    """An event in the words of the model; None for those that it does not follow."""
    match event:
        case Credited() | Debited():
            return type(event).__name__, event.user_id, event.amount
        case LevelUp():
            return "LevelUp", event.user_id, event.level
        case Unlocked():
            return "Unlocked", event.user_id, event.reward.id
    return None


def machine(engine_kind: str) -> Callable[[str, Run], type[RuleBasedStateMachine]]:
    """The machine for hosts with this kind of engine."""

    def on_database(url: str, run: Run) -> type[RuleBasedStateMachine]:
        class Within(RuleBasedStateMachine):
            def __init__(self) -> None:
                super().__init__()
                self.first = next(first_ids)
                self.database = Database(url, pool_size=2)
                self.gamification = assemble(self.database)
                self.engine = ENGINES[engine_kind](url)
                self.committed = Books()
                self.pending: list[Books] = []
                """Of the transaction that is open, and of each of its savepoints."""
                self.session: AsyncSession | None = None
                self.shared: HostTransaction | None = None
                self.savepoints: list[AsyncSessionTransaction] = []
                self.heard: list[Told] = []
                self.paid = 0
                self.gamification.on(GamificationEvent)(self.hear)

            async def hear(self, event: GamificationEvent) -> None:
                told = told_of(event)
                if told is not None:
                    self.heard.append(told)

            @initialize()
            def begin(self) -> None:
                people = [Identity(self.id(number), f"M{number}") for number in range(MEMBERS + 1)]
                run(self.gamification.profiles.ensure(people))
                run(self.make_rows())
                rewards = run(self.gamification.rewards.available(self.id(0)))
                self.rewards = [view.id for view in rewards if view.status is RewardStatus.LOCKED][:3]
                run(self.settle())
                self.heard.clear()
                self.outbox_before = run(self.outbox_rows())

            def id(self, member: int) -> int:
                return self.first + member

            async def settle(self) -> None:
                for _ in range(5):
                    await asyncio.sleep(0)

            async def make_rows(self) -> None:
                async with self.engine.begin() as connection:
                    await connection.execute(text("CREATE TABLE IF NOT EXISTS host_rows (owner BIGINT)"))

            async def one(self, statement: str) -> int:
                async with self.engine.connect() as connection:
                    return int((await connection.execute(text(statement))).scalar_one())

            async def outbox_rows(self) -> int:
                return await self.one("SELECT count(*) FROM gamification_outbox")

            @property
            def books(self) -> Books:
                return self.pending[-1] if self.pending else self.committed

            @precondition(lambda self: not self.pending)
            @rule()
            def take_part(self) -> None:
                if self.session is None:
                    self.session = AsyncSession(self.engine)
                self.shared = run(self.gamification.within(self.session))
                self.pending = [deepcopy(self.committed)]

            def write(self) -> None:
                assert self.session is not None
                run(self.session.execute(text("INSERT INTO host_rows VALUES (:id)"), {"id": self.first}))
                self.books.rows += 1

            @precondition(lambda self: bool(self.pending))
            @rule(who=members, amount=amounts, number=keys, earns=st.booleans())
            def move_inside(self, who: int, amount: int, number: int, earns: bool) -> None:
                assert self.shared is not None
                self.write()
                self.move(self.shared, who, amount, number, earns)

            @precondition(lambda self: not self.pending)
            @rule(who=members, amount=amounts, number=keys, earns=st.booleans())
            def move_outside(self, who: int, amount: int, number: int, earns: bool) -> None:
                self.move(self.gamification, who, amount, number, earns)

            def move(self, services: Any, who: int, amount: int, number: int, earns: bool) -> None:
                books, key = self.books, f"test:{self.first}:{number}"
                signed = amount if earns else -amount
                call = services.wallet.credit if earns else services.wallet.debit
                kind = TransactionType.EARN_REWARD if earns else TransactionType.SPEND_ADMIN
                try:
                    receipt: Receipt = run(call(self.id(who), amount, kind, reason="test", key=key))
                except IdempotencyConflict:
                    assert books.keys[key] != (who, signed)
                except InsufficientFunds as error:
                    assert key not in books.keys
                    assert (error.balance, error.needed) == (books.balances[who], amount)
                else:
                    assert receipt.replayed == (key in books.keys)
                    if receipt.replayed:
                        return
                    books.keys[key] = (who, signed)
                    books.balances[who] += signed
                    assert receipt.balance == books.balances[who]
                    books.told.append(("Credited" if earns else "Debited", self.id(who), amount))
                    if receipt.levelled_up:
                        books.told.append(("LevelUp", self.id(who), receipt.level))
                    self.unlocked(who, [reward.id for reward in receipt.unlocked])

            def unlocked(self, who: int, rewards: list[int]) -> None:
                self.books.granted |= {(who, reward) for reward in rewards}
                self.books.told += [("Unlocked", self.id(who), reward) for reward in rewards]

            @precondition(lambda self: self.database.dialect == "postgresql" and bool(self.pending))
            @rule()
            def pay_a_bystander(self) -> None:
                """On PostgreSQL others go on meanwhile, and are told at once."""
                self.paid += 1
                receipt = run(
                    self.gamification.wallet.credit(
                        self.id(MEMBERS),
                        1,
                        TransactionType.EARN_REWARD,
                        reason="test",
                        key=f"test:{self.first}:bystander:{self.paid}",
                    )
                )
                assert receipt.balance == self.paid
                run(self.settle())
                assert self.heard.pop() == ("Credited", self.id(MEMBERS), 1)

            @precondition(lambda self: bool(self.rewards))
            @rule(who=members, which=st.integers(0, 2))
            def grant(self, who: int, which: int) -> None:
                services: Any = self.shared if self.pending else self.gamification
                reward = self.rewards[which % len(self.rewards)]
                known = (who, reward) in self.books.granted
                try:
                    view = run(services.rewards.grant(ADMIN, self.id(who), reward))
                except AlreadyClaimed:
                    raise AssertionError("nothing is claimed here") from None
                assert view.status is RewardStatus.UNLOCKED
                if not known:
                    self.unlocked(who, [reward])

            @precondition(lambda self: bool(self.pending) and len(self.savepoints) < 3)
            @rule(who=members, amount=amounts, number=keys)
            def pay_in_a_savepoint(self, who: int, amount: int, number: int) -> None:
                assert self.session is not None
                self.savepoints.append(run(self.session.begin_nested().start()))
                self.pending.append(deepcopy(self.books))
                self.move_inside(who, amount, number, earns=True)

            @precondition(lambda self: bool(self.savepoints))
            @rule()
            def release(self) -> None:
                run(self.savepoints.pop().commit())
                self.pending[-2:] = [self.pending[-1]]

            @precondition(lambda self: bool(self.savepoints))
            @rule(depth=st.integers(1, 3))
            def back_to_savepoint(self, depth: int) -> None:
                for _ in range(min(depth, len(self.savepoints))):
                    run(self.savepoints.pop().rollback())
                    self.pending.pop()

            @precondition(lambda self: bool(self.pending))
            @rule()
            def commit(self) -> None:
                assert self.session is not None
                while self.savepoints:
                    self.release()
                run(self.session.commit())
                self.committed, self.pending = self.pending[0], []

            @precondition(lambda self: bool(self.pending))
            @rule(close=st.booleans())
            def roll_back(self, close: bool) -> None:
                assert self.session is not None
                if close:
                    run(self.session.close())
                    self.session = self.shared = None
                else:
                    run(self.session.rollback())
                self.savepoints, self.pending = [], []

            @invariant()
            def the_database_has_what_was_committed(self) -> None:
                run(self.settle())
                for who, balance in enumerate(self.committed.balances):
                    assert run(self.gamification.wallet.balance(self.id(who))) == balance
                    entries = run(self.gamification.wallet.history(self.id(who), limit=100))
                    amounts = [amount for of, amount in self.committed.keys.values() if of == who]
                    assert sorted(entry.amount for entry in entries) == sorted(amounts)
                if not self.pending:
                    rows = run(self.one(f"SELECT count(*) FROM host_rows WHERE owner = {self.first}"))
                    assert rows == self.committed.rows

            @invariant()
            def the_host_sees_what_it_did(self) -> None:
                if self.shared is not None and self.pending:
                    for who, balance in enumerate(self.books.balances):
                        assert run(self.shared.wallet.balance(self.id(who))) == balance

            @invariant()
            def told_is_what_was_committed(self) -> None:
                assert Counter(self.heard) == Counter(self.committed.told)
                for who in range(MEMBERS):  # of one member, in the order of what happened
                    moves = [one for one in self.heard if one[0].endswith("ed") and one[1] == self.id(who)]
                    expected = [one for one in self.committed.told if one[1] == self.id(who)]
                    assert [one for one in moves if one[0] != "Unlocked"] == [
                        one for one in expected if one[0] in ("Credited", "Debited")
                    ]
                if not self.pending:
                    rows = run(self.outbox_rows()) - self.outbox_before
                    assert rows == sum(one[0] in ("Unlocked", "LevelUp") for one in self.committed.told)

            def teardown(self) -> None:
                if self.session is not None:
                    run(self.session.close())
                run(self.engine.dispose())
                run(self.gamification.hooks.finish(1))
                run(self.database.close())

        return Within

    return on_database


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


@pytest.mark.parametrize(
    ("kind", "engine_kind"),
    [("sqlite", "plain"), ("sqlite", "recipe"), ("postgresql", "plain")],
    indirect=["kind"],
)
def test_what_the_host_rolls_back_never_happened(database_url: str, engine_kind: str) -> None:
    run_on_a_database(database_url, machine(engine_kind), steps=30, examples=40)
