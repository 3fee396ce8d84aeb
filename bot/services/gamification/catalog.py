"""The catalog in memory: rewards with their conditions. Cached for a moment, like the settings; what a
claim or a purchase pays is read in its own transaction, never from here."""

import time
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseUnavailable
from bot.database.gamification_tables import Reward as RewardRow
from bot.database.gamification_tables import RewardCondition
from bot.services.gamification.reward_rules import Condition, ConditionType, Reward, RewardType
from bot.services.gamification.single_flight import SingleFlight

log = structlog.get_logger(__name__)

REREAD_AFTER_SECONDS = 3.0
"""An edit made in another process shows here after at most this time."""


@dataclass(frozen=True, slots=True)
class CatalogSnapshot:
    """The rewards as of `version`, in the creator's order; inactive ones too."""

    version: int
    rewards: tuple[Reward, ...]


class Catalog:
    """The catalog of one process. `snapshot()` is what the economy reasons with."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cached: CatalogSnapshot | None = None
        self._fresh_until = 0.0
        self._edits = 0
        self._flight: SingleFlight[None, None] = SingleFlight(self._read, largest=1)

    async def snapshot(self) -> CatalogSnapshot:
        """The rewards, at most three seconds old. While the database is away, the last known.

        Raises DatabaseUnavailable where none were ever read.
        """
        if self._cached is not None and time.monotonic() < self._fresh_until:
            return self._cached
        try:
            await self._flight.join(None, None)
        except DatabaseUnavailable:
            if self._cached is None:
                raise
            self._fresh_until = time.monotonic() + 1.0
        assert self._cached is not None
        return self._cached

    def drop(self) -> None:
        """Forget what is cached: an edit was made in this process, and the next update must see it."""
        self._edits += 1
        self._fresh_until = 0.0

    async def _read(self, _: dict[None, None]) -> None:
        while True:
            edits = self._edits
            rewards = await self._database.read(read_rewards)
            if edits != self._edits:
                continue
            if self._cached is None or self._cached.rewards != rewards:
                version = self._cached.version + 1 if self._cached is not None else 1
                self._cached = CatalogSnapshot(version, rewards)
            self._fresh_until = time.monotonic() + REREAD_AFTER_SECONDS
            return


def read_rewards(session: Session) -> tuple[Reward, ...]:
    """Every reward, in the creator's order; two statements."""
    conditions: dict[int, list[Condition]] = {}
    for row in session.scalars(
        select(RewardCondition).order_by(RewardCondition.sort_order, RewardCondition.id)
    ):
        conditions.setdefault(row.reward_id, []).append(
            Condition(ConditionType(row.condition_type), row.condition_value, row.condition_group)
        )
    rows = session.scalars(select(RewardRow).order_by(RewardRow.sort_order, RewardRow.id))
    return tuple(reward_of(row, tuple(conditions.get(row.id, ()))) for row in rows)


def read_reward(session: Session, reward_id: int) -> Reward | None:
    """One reward without its conditions, as it is now; one statement."""
    row = session.execute(select(RewardRow).where(RewardRow.id == reward_id)).scalar_one_or_none()
    return None if row is None else reward_of(row, ())


def reward_of(row: RewardRow, conditions: tuple[Condition, ...]) -> Reward:
    """A row as a Reward."""
    return Reward(
        id=row.id,
        code=row.code,
        name=row.name,
        description=row.description,
        type=RewardType(row.reward_type),
        value=row.reward_value if isinstance(row.reward_value, dict) else {},
        is_repeatable=bool(row.is_repeatable),
        is_secret=bool(row.is_secret),
        claim_window_hours=row.claim_window_hours,
        is_active=bool(row.is_active),
        sort_order=row.sort_order,
        conditions=conditions,
    )
