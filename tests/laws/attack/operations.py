"""What a worker does: one operation at a time, drawn by its generator, and what was acknowledged of it."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from aiogram import Bot
from aiogram.types import Update
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.app import Application
from bot.database.tables.gamification import ContentRight
from bot.services.gamification import Identity, TransactionType
from tests.kit.posts import VIP, tap_post
from tests.kit.recording_session import RecordingSession, message, person, tap
from tests.laws.attack.plan import (
    ADMIN,
    CHANNEL,
    FORMULAS,
    GOING,
    MAX_SKEW_OF_A_RUNNER,
    MESSAGES,
    STAYING,
    WRITING,
    ZONES,
)

EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
MAX_GRANT = 40
LAST_REWARD = 8


@dataclass(slots=True)
class Acknowledged:
    """What an operation said it did to the ledger: the amounts of its entries by key, or by the stem of a
    key whose number the caller is not told."""

    entries: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)


Operation = Callable[[], Awaitable[Acknowledged | None]]


class Operations:
    """Every operation, over the services and the dispatcher of one application."""

    def __init__(
        self, application: Application, bot: Bot, session: RecordingSession, rng: random.Random, mark: str,
        skew: timedelta,
    ) -> None:  # fmt: skip
        """`mark` makes this worker's idempotency keys its own; some are everybody's all the same."""
        self._application = application
        self._services = application.gamification
        self._bot = bot
        self._session = session
        self._rng = rng
        self._mark = mark
        self._numbers = count(1)
        self._first_update = rng.randrange(2**30)
        self._prices: dict[int, int] = {}
        weights: dict[str, tuple[int, Operation]] = {
            "credit": (14, self.credit),
            "debit": (8, self.debit),
            "react": (14, self.react),
            "remove": (3, self.remove),
            "gift": (6, self.gift),
            "reward": (8, self.reward),
            "grant": (3, self.grant),
            "rewards": (2, self.rewards),
            "shop": (3, self.shop),
            "buy": (10, self.buy),
            "refund": (5, self.refund),
            "look": (6, self.look),
            "profile": (5, self.profile),
            "settings": (1, self.settings),
            "formula": (1, self.formula),
            "zone": (1, self.zone),
            "catalog": (2, self.catalog),
            "update": (12, self.update),
            "forged": (5, self.forged),
            "host deletes a profile": (2, self.delete_profile),
            "host deletes a user": (1, self.delete_user),
        }
        if abs(skew) <= MAX_SKEW_OF_A_RUNNER:
            weights |= {"sweep": (1, self.sweep), "control_sweep": (1, self.control_sweep)}
        self._by_name = {name: operation for name, (_, operation) in weights.items()}
        self._names = list(weights)
        self._weights = [weight for weight, _ in weights.values()]

    def draw(self) -> str:
        """The name of the next operation."""
        return self._rng.choices(self._names, self._weights)[0]

    async def carry_out(self, name: str) -> Acknowledged | None:
        """Do it. Raises what the services raise."""
        return await self._by_name[name]()

    def _member(self) -> int:
        return self._rng.choice(STAYING if self._rng.random() < 0.75 else GOING)

    def _key(self, member: int) -> str:
        # Some keys are the same in every process: the same order, sent twice.
        if self._rng.random() < 0.2:
            return f"everybody:{member}:{self._rng.randrange(40)}"
        return f"{self._mark}:{next(self._numbers)}:{member}"

    async def credit(self) -> Acknowledged:
        member = self._member()
        key = self._key(member)
        amount = 5 if key.startswith("everybody:") else self._rng.randint(1, 60)
        metadata = {"mark": self._mark, "n": self._rng.random()}
        receipt = await self._services.wallet.credit(
            member, amount, EARN, reason="attack", key=key, metadata=metadata
        )
        return Acknowledged({key: receipt.amount})

    async def debit(self) -> Acknowledged:
        member = self._member()
        key = f"{self._mark}:{next(self._numbers)}:{member}"
        receipt = await self._services.wallet.debit(
            member, self._rng.randint(1, 60), SPEND, reason="attack", key=key
        )
        return Acknowledged({key: receipt.amount})

    async def react(self) -> Acknowledged:
        member, number = self._member(), self._rng.choice(MESSAGES)
        outcome = await self._services.reactions.react(member, CHANNEL, number, self._rng.choice("🔥❤👍"))
        return Acknowledged({f"reaction:{CHANNEL}:{number}:{member}": outcome.paid} if outcome.paid else {})

    async def remove(self) -> None:
        await self._services.reactions.remove(self._member(), CHANNEL, self._rng.choice(MESSAGES))

    async def gift(self) -> Acknowledged:
        member = self._member()
        claim = await self._services.daily_gift.claim(member)
        stems = {f"daily:{member}:": claim.gift}
        if claim.streak_bonus:
            stems[f"streak:{member}:"] = claim.streak_bonus
        return Acknowledged(stems=stems)

    async def reward(self) -> Acknowledged:
        member, reward = self._member(), self._rng.randint(1, LAST_REWARD)
        claim = await self._services.rewards.claim(member, reward)
        return Acknowledged(stems={f"reward:{reward}:{member}:": claim.amount} if claim.amount else {})

    async def grant(self) -> None:
        await self._services.rewards.grant(ADMIN, self._member(), self._rng.randint(1, LAST_REWARD))

    async def rewards(self) -> None:
        await self._services.rewards.available(self._member())

    async def shop(self) -> None:
        for offer in await self._services.shop.catalog(self._member()):
            self._prices[offer.id] = offer.price

    async def buy(self) -> Acknowledged:
        member = self._member()
        product = self._rng.choice([*self._prices, 3, 4, 5])
        offer = await self._services.shop.product(member, product)
        self._prices[product] = offer.price
        purchase = await self._services.shop.buy(member, product, price=offer.price)
        stem = f"purchase:{purchase.content_set_id}:{member}:"
        return Acknowledged(stems={stem: -purchase.price} if purchase.price else {})

    async def refund(self) -> Acknowledged | None:
        bought = await self._application.database.read(_purchases)
        if not bought:
            return None
        purchase, member = self._rng.choice(bought)
        receipt = await self._services.shop.refund(ADMIN, purchase)
        if not receipt.amount or member not in STAYING:
            return None
        return Acknowledged(stems={f"#{receipt.entry_id}:{member}": receipt.amount})

    async def look(self) -> None:
        member, services = self._member(), self._services
        looks: list[Callable[[int], Awaitable[object]]] = [
            services.wallet.balance, services.wallet.history, services.profile_cards.of,
            services.leaderboard.rank, services.leaderboard.ranking, services.daily_gift.status,
            services.shop.owned, services.profiles.get,
        ]  # fmt: skip
        await self._rng.choice(looks)(member)

    async def profile(self) -> None:
        member = self._member()
        if self._rng.random() < 0.5:
            await self._services.profiles.forget(member)
        await self._services.profiles.get_or_create(Identity(member, self._rng.choice(["Ana", "Bea", "Eva"])))

    async def settings(self) -> None:
        rng = self._rng
        await self._services.economy.update(
            ADMIN,
            besitos_per_reaction=rng.randint(1, 9),
            max_reactions_per_day=rng.choice([2, 20, 10_000]),
            reaction_cooldown_seconds=rng.choice([0, 0, 1]),
            besitos_daily_gift=rng.randint(1, 90),
            besitos_daily_streak_bonus=rng.randint(0, 20),
        )

    async def formula(self) -> None:
        await self._services.economy.update(ADMIN, level_formula=self._rng.choice(FORMULAS))

    async def zone(self) -> None:
        await self._services.economy.update(ADMIN, day_timezone=self._rng.choice(ZONES))

    async def catalog(self) -> None:
        rng, catalog = self._rng, self._services.catalog
        match rng.randrange(3):
            case 0:
                await catalog.update_product(
                    ADMIN, rng.randint(3, 5), besitos_price=rng.choice([0, 20, 30, 45]),
                    is_active=rng.random() < 0.9,
                )  # fmt: skip
            case 1:
                await catalog.update_reward(
                    ADMIN, rng.randint(4, 7), reward_value={"amount": rng.randint(1, MAX_GRANT)},
                    is_active=rng.random() < 0.9,
                )  # fmt: skip
            case 2:
                await catalog.update_content_set(ADMIN, rng.randint(3, 5), category=rng.choice(["a", "b"]))

    async def sweep(self) -> None:
        await self._services.sweep.start(ADMIN, dry_run=self._rng.random() < 0.3)

    async def control_sweep(self) -> None:
        sweep = self._services.sweep
        run = await sweep.status()
        if run is not None:
            await self._rng.choice([sweep.pause, sweep.resume, sweep.cancel, sweep.status])(run.id)

    async def update(self) -> None:
        rng, who = self._rng, person(self._rng.choice(WRITING), "Ana")
        commands = ["/start", "/perfil", "/regalo", "/historial", "/tienda", "/recompensas", "/ranking"]
        taps = [
            "bs.claim", "bs.open:profile", "bs.shop:1", f"bs.reward:{rng.randint(1, LAST_REWARD)}",
            f"bs.product:{rng.randint(1, 5)}:1", "bs.rewards:1", "bs.owned:1",
        ]  # fmt: skip
        if rng.random() < 0.4:
            update = tap_post(who, rng.choice("🔥❤👍"), VIP, rng.choice(MESSAGES))
        elif rng.random() < 0.5:
            update = message(who, rng.choice(commands))
        else:
            update = tap(who, rng.choice(taps))
        await self._feed(update)

    async def forged(self) -> None:
        """Callback data that no button of ours has, under a post of the channel or in private."""
        rng, who = self._rng, person(self._rng.choice(WRITING), "Ana")
        data = rng.choice(
            [
                "bs.claim", "bs.open:profile", "bs.swstart:1:0", f"bs.swrun:{rng.randint(0, 9)}:pause:1",
                f"bs.buy:{rng.randint(-1, 6)}:{rng.choice([-1, 0, 20, 30, 2**63])}:{rng.randint(-1, 2)}:1",
                f"bs.reward:{rng.choice([-1, 0, 2**31, 2**63, 'x'])}", f"bs.older:{rng.choice([-5, 2**64])}",
                f"bs.send:{rng.randint(0, 2**33)}:1", "bs.react:" + "🔥" * 20, "bs.react:", "bs.", "\0",
                "bs.open:" + "x" * 50, "bs.owned:99999999999999999999",
            ]
        )  # fmt: skip
        if rng.random() < 0.5:
            update = tap_post(who, "", VIP, rng.choice(MESSAGES), data=data)
        else:
            update = tap(who, data)
        await self._feed(update)

    async def _feed(self, update: Update) -> None:
        self._session.sent.clear()
        mine = update.model_copy(update={"update_id": self._first_update + next(self._numbers)})
        await self._application.dispatcher.feed_update(self._bot, mine)

    async def delete_profile(self) -> None:
        member = self._rng.choice([*STAYING, *GOING, *WRITING])
        await self._application.database.write(_delete, "user_gamification_profiles", member)

    async def delete_user(self) -> None:
        await self._application.database.write(_delete, "users", self._rng.choice(GOING))


def _delete(session: Session, table: str, member: int) -> None:
    session.execute(text(f"DELETE FROM {table} WHERE user_id = :member"), {"member": member})


def _purchases(session: Session) -> list[tuple[int, int]]:
    rows = session.execute(
        select(ContentRight.id, ContentRight.user_id).where(ContentRight.source == "shop_purchase")
    )
    return [(row[0], row[1]) for row in rows]
