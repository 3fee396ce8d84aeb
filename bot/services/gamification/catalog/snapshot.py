"""The catalog in memory: rewards with their conditions. Cached for a moment, like the settings; an event
sees by the version whether it is still in force. What a claim or a purchase pays is read in its own
transaction, never from here."""

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from ....database import Database
from ....database.tables.gamification import Reward as RewardRow
from ....database.tables.gamification import RewardCondition
from ...cached_read import CachedRead
from ..in_force import CATALOG_VERSION
from ..rules.rewards import Condition, ConditionType, Reward, RewardType
from ..rules.terms import CatalogSnapshot

log = structlog.get_logger(__name__)


class Catalog:
    """The catalog of one process. `snapshot()` is what the economy reasons with."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rewards = CachedRead(database, read_catalog)

    async def snapshot(self) -> CatalogSnapshot:
        """The rewards, at most three seconds old. While the database is away, the last known.

        Raises DatabaseUnavailable where none were ever read.
        """
        return await self._rewards.get()

    def outdated(self, snapshot: CatalogSnapshot) -> None:
        """A statement found a newer one in the database: the next unit of work must have it."""
        self._rewards.outdated(snapshot)

    def invalidate(self) -> None:
        """Forget what is cached: an edit was made in this process, and the next update must see it."""
        self._rewards.invalidate()


def read_catalog(session: Session) -> CatalogSnapshot:
    """The snapshot, inside a unit of work; three statements."""
    # The version first: what is read after it is at least as new, whatever the database isolates.
    version = session.execute(select(CATALOG_VERSION)).scalar_one()
    return CatalogSnapshot(version, read_rewards(session))


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
