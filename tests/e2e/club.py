"""A creator's club for stories of members: a channel with reaction buttons and its discussion group, a
reward, and something to buy; and what its books say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import (
    GamificationProfile,
    LedgerEntry,
    ShopProduct,
    UserContentAccess,
    UserReaction,
)
from bot.playground.server import PlaygroundServer
from bot.services.gamification.doctor.doctor import Doctor
from tests.kit.catalog_rows import add_product
from tests.kit.telegram_client import TelegramChat, TelegramClient, TelegramMember

PRODUCT = "Tarde de playa"
PRICE = 40
VIP_PRICE = 30
PHOTOS = tuple(f"AgACe2ephoto{number:04d}" for number in range(12))
DOCUMENT = "BQACe2ecuaderno"
GIFT = 50


@dataclass(frozen=True)
class Club:
    """What there is, in Telegram and in the database."""

    database: Database
    owner: TelegramMember
    channel: TelegramChat
    group: TelegramChat
    product: int
    per_reaction: int

    @classmethod
    async def found(cls, telegram: TelegramClient, playground: PlaygroundServer, database: Database) -> Self:
        """Build it. The database is upgraded already, and the bot is not running."""
        owner = await telegram.member("Valeria")
        channel = await telegram.chat("channel", "El club", owner=owner, members=[])
        group = await telegram.chat("supergroup", "La charla", owner=owner, members=[], linked_to=channel.id)
        files = playground.telegram.world.files
        for number, photo in enumerate(PHOTOS):
            files.declare(photo, "photo", f"playa-{number}")
        files.declare(DOCUMENT, "document", "cuaderno.pdf")
        per_reaction = await database.write(_open, channel.id)
        product = await add_product(
            database, PRODUCT, PRICE, discount=25, files=(*PHOTOS, DOCUMENT), content_type="MIXED"
        )
        return cls(database, owner, channel, group, product, per_reaction)

    async def books(self, user_id: int) -> "Books":
        """What the database says of a member."""
        return await self.database.read(_books, user_id)

    async def all_books(self, user_ids: Iterable[int]) -> dict[int, "Books"]:
        """The same of many, as of one moment."""

        def work(session: Session) -> dict[int, Books]:
            return {user_id: _books(session, user_id) for user_id in user_ids}

        return await self.database.read(work)

    async def prices(self, user_ids: Iterable[int]) -> dict[int, int]:
        """What each of them pays."""
        vips = await self.database.read(_vips)
        return {user_id: VIP_PRICE if user_id in vips else PRICE for user_id in user_ids}

    async def findings(self) -> list[str]:
        """Everything wrong that `besitos doctor` would name."""
        return [str(one) async for one in Doctor(self.database).examine() if one.wrong]

    async def sold(self) -> int:
        """How often the product was bought, as the product says."""
        return await self.database.read(_sold, self.product)


def _open(session: Session, channel_id: int) -> int:
    # No time between two paid reactions: what a member does in days happens in seconds here.
    session.execute(
        text(
            "UPDATE bot_config SET free_channel_id = :channel, free_reactions = :emojis, "
            "reaction_cooldown_seconds = 0 WHERE id = 1"
        ),
        {"channel": str(channel_id), "emojis": '["🔥", "❤️"]'},
    )
    paid: int = session.execute(text("SELECT besitos_per_reaction FROM bot_config WHERE id = 1")).scalar_one()
    return paid


@dataclass(frozen=True)
class Books:
    """A member's money, purchases and reactions. `entries` counts ledger entries by type and amount."""

    balance: int
    total_earned: int
    total_spent: int
    entries: Counter[tuple[str, int]]
    owned: int
    reactions: Counter[str]

    @property
    def of_types(self) -> Counter[str]:
        """How many ledger entries there are of each type."""
        counted: Counter[str] = Counter()
        for (kind, _), times in self.entries.items():
            counted[kind] += times
        return counted

    def add_up(self) -> bool:
        """balance = earned - spent = sum of the ledger."""
        posted = sum(amount * times for (_, amount), times in self.entries.items())
        return self.balance == self.total_earned - self.total_spent == posted


def _books(session: Session, user_id: int) -> Books:
    profile = session.scalars(
        select(GamificationProfile).where(GamificationProfile.user_id == user_id)
    ).one_or_none()
    entries = session.execute(
        select(LedgerEntry.type, LedgerEntry.amount).where(LedgerEntry.user_id == user_id)
    ).all()
    owned = session.scalars(select(UserContentAccess.id).where(UserContentAccess.user_id == user_id)).all()
    reactions = session.scalars(select(UserReaction.emoji).where(UserReaction.user_id == user_id)).all()
    return Books(
        balance=profile.balance if profile else 0,
        total_earned=profile.total_earned if profile else 0,
        total_spent=profile.total_spent if profile else 0,
        entries=Counter((kind, amount) for kind, amount in entries),
        owned=len(owned),
        reactions=Counter(reactions),
    )


def _vips(session: Session) -> set[int]:
    return set(session.scalars(text("SELECT user_id FROM users WHERE role <> 'FREE'")))


def _sold(session: Session, product_id: int) -> int:
    return session.scalars(select(ShopProduct.purchase_count).where(ShopProduct.id == product_id)).one()
