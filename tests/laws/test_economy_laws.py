"""Reactions, rewards and shop under any sequence of operations, against the model in economy_model.py.

After every step, for every member: balance = earned - spent = sum of the ledger >= 0, one entry for each key,
level = formula, both streaks, each reward's state, who owns what by which right, and how often each was sold.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    AlreadyClaimed,
    AlreadyOwned,
    ClaimExpired,
    EconomySettings,
    Gamification,
    Identity,
    InsufficientFunds,
    OfferChanged,
    PriceChanged,
    Reward,
    RewardLocked,
    TransactionType,
)
from bot.services.gamification.gamification import assemble
from tests.kit.books import books
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.shapes import Shape
from tests.kit.state_machines import Run, run_on_a_database
from tests.laws.economy_model import (
    CONTENT_POINTS,
    GIVEN,
    POINTS_REWARD,
    REWARD_PAYS,
    MemberModel,
    PurchaseModel,
    longest_run,
    run_ending,
)

ADMIN = 7
MEMBERS = 2
first_ids = count(1, 100)
names = count(1)
members = st.integers(0, MEMBERS - 1)
which = st.booleans()


def machine(url: str, run: Run) -> type[RuleBasedStateMachine]:
    """A state machine on the database at `url`, whose coroutines `run` runs."""

    class Economy(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.first = next(first_ids)
            self.now = datetime(2026, 3, 7, 22, 30, tzinfo=UTC)
            self.databases = [Database(url, pool_size=2) for _ in range(2)]
            self.services = [assemble(database, clock=lambda: self.now) for database in self.databases]
            self.models = [MemberModel() for _ in range(MEMBERS)]
            self.settings = EconomySettings()
            run(self.services[0].profiles.ensure(Identity(self.first + n, f"M{n}") for n in range(MEMBERS)))
            run(self.databases[0].write(only_the_first_reward))
            self.points = run(
                add_reward(
                    self.databases[0],
                    f"points {self.first}",
                    ("TOTAL_POINTS", POINTS_REWARD),
                    value={"amount": REWARD_PAYS},
                    repeatable=True,
                )
            )
            self.prices = [0, 15, 40]
            self.products = [
                run(add_product(self.databases[0], f"p{next(names)}", price)) for price in self.prices
            ]
            self.sets = [
                run(self.services[0].shop.product(self.first, product)).content_set_id
                for product in self.products
            ]
            self.content = run(
                add_reward(
                    self.databases[0],
                    f"content {self.first}",
                    ("TOTAL_POINTS", CONTENT_POINTS),
                    type_="CONTENT",
                    value={"content_set_id": self.sets[GIVEN]},
                    repeatable=True,
                )
            )
            self.change(besitos_per_reaction=5, max_reactions_per_day=20, reaction_cooldown_seconds=30)

        def change(self, **changes: Any) -> None:
            for service in self.services:
                self.settings = run(service.economy.update(ADMIN, **changes))
                service.catalog.invalidate()

        def service(self, other: bool) -> Gamification:
            return self.services[other]

        def unlocked(self, model: MemberModel, told: tuple[Reward, ...]) -> None:
            ids = {"first": 1, "points": self.points, "content": self.content}
            assert {reward.id for reward in told} == {ids[name] for name in model.unlock(self.now)}

        @rule(
            who=members,
            channel=st.integers(1, 2),
            post=st.integers(1, 3),
            emoji=st.sampled_from("🔥❤"),
            other=which,
        )
        def react(self, who: int, channel: int, post: int, emoji: str, other: bool) -> None:
            model, member = self.models[who], self.first + who
            key = f"reaction:{channel}:{post}:{member}"
            paid = model.reaction_is_paid(key, self.now, self.settings)
            outcome = run(self.service(other).reactions.react(member, channel, post, emoji))
            assert bool(outcome.paid) == paid
            assert outcome.changed == (model.reactions.get((channel, post)) != emoji)
            model.reactions[channel, post] = emoji
            if not model.reaction_days or model.reaction_days[-1] != self.now.date():
                model.reaction_days.append(self.now.date())
            if paid:
                assert outcome.paid == self.settings.besitos_per_reaction
                model.earn(key, outcome.paid)
                model.paid_at.append(self.now)
            assert outcome.balance == model.balance
            self.unlocked(model, outcome.unlocked)

        @rule(who=members, channel=st.integers(1, 2), post=st.integers(1, 3))
        def take_a_reaction_back(self, who: int, channel: int, post: int) -> None:
            removed = run(self.services[0].reactions.remove(self.first + who, channel, post))
            assert removed == (self.models[who].reactions.pop((channel, post), None) is not None)

        @rule(who=members, other=which)
        def claim_the_gift(self, who: int, other: bool) -> None:
            model, today = self.models[who], self.now.date()
            try:
                claim = run(self.service(other).daily_gift.claim(self.first + who))
            except AlreadyClaimed:
                assert today in model.gift_days
                return
            assert today not in model.gift_days
            model.gift_days.append(today)
            assert claim.day == run_ending(model.gift_days)
            model.earn(f"daily:{self.first + who}:{today}", claim.gift)
            if claim.streak_bonus:
                model.earn(f"streak:{self.first + who}:{today}", claim.streak_bonus)
            self.unlocked(model, claim.unlocked)

        @rule(who=members, name=st.sampled_from(["first", "points", "content"]), other=which)
        def claim_a_reward(self, who: int, name: str, other: bool) -> None:
            model, member = self.models[who], self.first + who
            reward, reward_id, pays = {
                "first": (model.first, 1, 10),
                "points": (model.points, self.points, REWARD_PAYS),
                "content": (model.content, self.content, 0),
            }[name]
            status = reward.status_at(self.now)
            try:
                claim = run(self.service(other).rewards.claim(member, reward_id))
            except AlreadyClaimed:
                assert status == "CLAIMED"
            except ClaimExpired:
                assert status == "EXPIRED"
            except RewardLocked:
                assert status == "LOCKED"
            else:
                assert status == "UNLOCKED"
                assert claim.amount == pays
                reward.claims += 1
                if pays:
                    model.earn(f"reward:{reward_id}:{member}:{reward.claims}", pays)
                else:
                    model.given.add(GIVEN)
                reward.status, reward.baseline = "CLAIMED", model.earned
                assert claim.balance == model.balance
                self.unlocked(model, claim.unlocked)

        @rule(
            who=members,
            product=st.integers(0, 2),
            wrong=st.integers(0, 4),
            stale=st.sampled_from([None, 0, 0, 0, 1]),
            other=which,
        )
        def buy(self, who: int, product: int, wrong: int, stale: int | None, other: bool) -> None:
            model, member, price = self.models[who], self.first + who, self.prices[product]
            shown = price + 1 if wrong == 0 else price
            bought = None if stale is None else max(0, model.bought(product) - stale)
            is_stale = bought is not None and bought != model.bought(product)
            try:
                purchase = run(
                    self.service(other).shop.buy(member, self.products[product], price=shown, bought=bought)
                )
            except AlreadyOwned:
                assert product in model.owned
            except OfferChanged as error:
                assert is_stale
                assert error.bought == model.bought(product)
            except PriceChanged as error:
                assert error.price == price != shown
            except InsufficientFunds:
                assert price > model.balance
            else:
                assert product not in model.owned
                assert not is_stale
                assert purchase.price == price == shown
                assert purchase.id not in {one.id for each in self.models for one in each.purchases}
                key = f"purchase:{purchase.content_set_id}:{member}:{len(model.entries)}" if price else ""
                model.purchases.append(PurchaseModel(purchase.id, product, key))
                if price:
                    model.spend(key, price)
                assert purchase.balance == model.balance
                self.unlocked(model, purchase.unlocked)

        @rule(who=members, number=st.integers(0, 30), other=which)
        def refund(self, who: int, number: int, other: bool) -> None:
            """Any purchase that ever was, also once more."""
            model = self.models[who]
            if not model.purchases:
                return
            purchase = model.purchases[number % len(model.purchases)]
            receipt = run(self.service(other).shop.refund(ADMIN, purchase.id))
            paid = -model.entries[purchase.key] if purchase.key else 0
            assert (receipt.amount, receipt.replayed) == (paid, purchase.refunded)
            if paid and not purchase.refunded:
                model.take_back(f"refund of {purchase.id}", paid)
            purchase.refunded = True

        @rule(who=members, amount=st.integers(1, 50), other=which)
        def credit(self, who: int, amount: int, other: bool) -> None:
            model, key = self.models[who], f"k{next(names)}-{self.first}"
            receipt = run(
                self.service(other).wallet.credit(
                    self.first + who, amount, TransactionType.EARN_ADMIN, reason="x", key=key
                )
            )
            model.earn(key, amount)
            assert (receipt.balance, receipt.level) == (model.balance, model.level())
            self.unlocked(model, receipt.unlocked)

        @rule(seconds=st.sampled_from([10, 29, 31, 3_600, 86_400, 2 * 86_400, 8 * 86_400]))
        def pass_time(self, seconds: int) -> None:
            self.now += timedelta(seconds=seconds)

        @rule(paid=st.integers(1, 9), limit=st.integers(0, 3), cooldown=st.sampled_from([0, 30, 4_000]))
        def change_settings(self, paid: int, limit: int, cooldown: int) -> None:
            self.change(
                besitos_per_reaction=paid, max_reactions_per_day=limit, reaction_cooldown_seconds=cooldown
            )

        @rule(product=st.integers(0, 2), price=st.sampled_from([0, 10, 15, 40]))
        def change_a_price(self, product: int, price: int) -> None:
            run(self.services[0].catalog.update_product(ADMIN, self.products[product], besitos_price=price))
            self.prices[product] = price

        @invariant()
        def the_books_agree(self) -> None:
            rows = run(self.databases[1].read(books, self.first))
            for who, model in enumerate(self.models):
                balance, earned, spent, level, ledger, entries, keys = rows[self.first + who]
                assert balance == earned - spent == ledger == model.balance >= 0
                assert (earned, spent) == (model.earned, model.spent)
                assert entries == keys == len(model.entries)
                assert level == model.level()

        @invariant()
        def everything_stands_as_the_model_says(self) -> None:
            standing = run(self.databases[1].read(standings, self.first))
            streaks, rewards, owned, rights, reactions, sold = standing
            self.products_were_sold_as_often_as_bought(sold)
            for who, model in enumerate(self.models):
                member = self.first + who
                for kind, days in (("DAILY_GIFT", model.gift_days), ("REACTION", model.reaction_days)):
                    assert streaks.get((member, kind), (0, 0)) == (run_ending(days), longest_run(days))
                for reward_id, reward in (
                    (1, model.first), (self.points, model.points), (self.content, model.content),
                ):  # fmt: skip
                    assert rewards.get((member, reward_id), ("LOCKED", 0)) == (reward.status, reward.claims)
                assert owned.get(member, set()) == {self.sets[product] for product in model.owned}
                self.the_rights_are(model, rights.get(member, []))
                assert reactions.get(member, 0) == len(model.reactions)

        def the_rights_are(self, model: MemberModel, rights: list[tuple[int, str, int, bool]]) -> None:
            bought = [
                (one.id, "shop_purchase", self.sets[one.product], one.refunded) for one in model.purchases
            ]
            assert [right for right in rights if right[1] == "shop_purchase"] == bought
            given = [right[2:] for right in rights if right[1] != "shop_purchase"]
            assert given == [(self.sets[product], False) for product in model.given]

        def products_were_sold_as_often_as_bought(self, sold: dict[int, int]) -> None:
            for number, product in enumerate(self.products):
                bought = [one for model in self.models for one in model.purchases if one.product == number]
                assert sold[product] == sum(not one.refunded for one in bought)

        def teardown(self) -> None:
            for database in self.databases:
                run(database.close())

    return Economy


def only_the_first_reward(session: Session) -> None:
    session.execute(text("UPDATE rewards SET is_active = (id = 1)"))


def standings(session: Session, first: int) -> tuple[Any, ...]:
    def rows(columns: str) -> Any:
        return session.execute(
            text(f"SELECT {columns} WHERE user_id >= :first AND user_id < :first + 100"), {"first": first}
        )

    streaks = {
        (row[0], row[1]): (row[2], row[3])
        for row in rows("user_id, streak_type, current_streak, longest_streak FROM user_streaks")
    }
    rewards = {
        (row[0], row[1]): (row[2], row[3])
        for row in rows("user_id, reward_id, status, claim_count FROM user_rewards")
    }
    owned: dict[int, set[int]] = {}
    for row in rows("user_id, content_set_id, is_active FROM user_content_access"):
        if row[2]:
            owned.setdefault(row[0], set()).add(row[1])
    rights: dict[int, list[tuple[int, str, int, bool]]] = {}
    for row in sorted(rows("id, user_id, source, content_set_id, refunded_at FROM content_rights")):
        rights.setdefault(row[1], []).append((row[0], row[2], row[3], row[4] is not None))
    reactions: dict[int, int] = {}
    for row in rows("user_id FROM user_reactions"):
        reactions[row[0]] = reactions.get(row[0], 0) + 1
    counted = session.execute(text("SELECT id, purchase_count FROM shop_products"))
    sold = {row[0]: row[1] for row in counted}
    return streaks, rewards, owned, rights, reactions, sold


@pytest.mark.every_shape
@pytest.mark.slow
def test_any_sequence_of_events_keeps_the_laws(database_url: str, shape: Shape) -> None:
    run_on_a_database(database_url, machine, steps=30, examples=25 if shape == "fresh" else 2)
