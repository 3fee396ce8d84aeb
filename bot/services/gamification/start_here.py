"""How far a creator is with a new bot: the steps of the checklist on the panel's first screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import String, Text, cast, exists, select
from sqlalchemy.orm import Session

from ...database import Database
from ...database.tables.gamification import ContentSet, LedgerEntry, Reward, ShopProduct
from .members.admins import Admins
from .reactions.channels import ChannelKind, CreatorChannel, read_channels
from .rules.transaction_types import TransactionType

_CLAIMS = (TransactionType.EARN_DAILY, TransactionType.EARN_REWARD)


@dataclass(frozen=True, slots=True)
class StartProgress:
    """What is done. Whether the bot has its rights in the channels only Telegram knows."""

    channels: Mapping[ChannelKind, CreatorChannel]
    has_product: bool
    """A product is for sale and has files."""
    has_reward: bool
    """A reward is active."""
    has_claimed: bool
    """This admin has claimed a gift or a reward as a member does, to see how it is."""

    @property
    def connected(self) -> tuple[CreatorChannel, ...]:
        """The channels that are connected."""
        return tuple(channel for channel in self.channels.values() if channel.channel_id is not None)

    @property
    def has_channel(self) -> bool:
        """True if a channel is connected."""
        return bool(self.connected)

    @property
    def has_emojis(self) -> bool:
        """True if the posts of every connected channel get buttons, and one is connected."""
        return self.has_channel and all(channel.emojis for channel in self.connected)


class StartHere:
    """The checklist of a new bot."""

    def __init__(self, database: Database, admins: Admins) -> None:
        self._database = database
        self._admins = admins

    async def progress(self, admin_id: int) -> StartProgress:
        """Return what is done. Raises NotAllowed and DatabaseUnavailable."""
        await self._admins.require(admin_id)
        return await self._database.read(_read_progress, admin_id)


def _read_progress(session: Session, admin_id: int) -> StartProgress:
    """Two statements."""
    files = cast(ContentSet.file_ids, Text)
    product = exists(
        select(ShopProduct.id)
        .join(ContentSet, ContentSet.id == ShopProduct.content_set_id)
        .where(ShopProduct.is_active, ContentSet.is_active, files.is_not(None), files.not_in(("[]", "null")))
    )
    reward = exists(select(Reward.id).where(Reward.is_active))
    claim = exists(
        select(LedgerEntry.id).where(
            LedgerEntry.user_id == admin_id, cast(LedgerEntry.type, String).in_([str(one) for one in _CLAIMS])
        )
    )
    row = session.execute(select(product, reward, claim)).one()
    return StartProgress(read_channels(session), *map(bool, row))
