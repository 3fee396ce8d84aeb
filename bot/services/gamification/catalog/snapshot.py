"""The catalog in memory: rewards with their conditions. It is cached for a few seconds, like the settings; an
event checks the version to see whether it is still in force. What a claim or a purchase pays is read in its
own transaction, never from here."""

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.gamification import Reward as RewardRow
from ....database.tables.gamification import RewardCondition
from ...cached_read import CachedRead
from ..in_force import CATALOG_VERSION
from ..rules.rewards import Condition, ConditionType, HostCondition, Reward, RewardType
from ..rules.terms import CatalogSnapshot

log = structlog.get_logger(__name__)


class Catalog:
    """The catalog of one process. The economy decides by `snapshot()`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rewards = CachedRead(database, read_catalog)

    async def snapshot(self) -> CatalogSnapshot:
        """Return the rewards, at most three seconds old, or the last known ones while the database is down.
        Raises DatabaseUnavailable if they were never read.
        """
        return await self._rewards.get()

    def outdated(self, snapshot: CatalogSnapshot) -> None:
        """Read again before the next unit of work: the database has a newer snapshot."""
        self._rewards.outdated(snapshot)

    def invalidate(self) -> None:
        """Read again at the next update, because an edit was made in this process."""
        self._rewards.invalidate()


def read_catalog(session: Session) -> CatalogSnapshot:
    """Read the snapshot inside a unit of work; three statements."""
    # The version comes first: the rewards read after it are at least as new, at any isolation level.
    version = session.execute(select(CATALOG_VERSION)).scalar_one()
    return CatalogSnapshot(version, read_rewards(session))


def read_rewards(session: Session) -> tuple[Reward, ...]:
    """Read every reward, in the creator's order; two statements."""
    conditions: dict[int, list[Condition]] = {}
    for row in session.scalars(
        select(RewardCondition).order_by(RewardCondition.sort_order, RewardCondition.id)
    ):
        conditions.setdefault(row.reward_id, []).append(_condition_of(row))
    rows = session.scalars(select(RewardRow).order_by(RewardRow.sort_order, RewardRow.id))
    return tuple(reward_of(row, tuple(conditions.get(row.id, ()))) for row in rows)


def _condition_of(row: RewardCondition) -> Condition:
    if row.host_type is not None:
        return Condition(HostCondition(row.host_type), row.host_value, row.condition_group)
    return Condition(ConditionType(row.condition_type), row.condition_value, row.condition_group)


def read_reward(session: Session, reward_id: int) -> Reward | None:
    """Read one reward without its conditions; one statement."""
    row = session.execute(select(RewardRow).where(RewardRow.id == reward_id)).scalar_one_or_none()
    return None if row is None else reward_of(row, ())


def reward_of(row: RewardRow, conditions: tuple[Condition, ...]) -> Reward:
    """Convert a row to a Reward."""
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
