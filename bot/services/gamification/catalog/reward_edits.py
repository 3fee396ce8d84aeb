"""Edits of rewards and their conditions by admins."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ....database.tables.gamification import CatalogVersion, ContentSet, RewardCondition
from ....database.tables.gamification import Reward as RewardRow
from ....database.upsert import insert_ignoring_conflicts
from ..conditions import host_condition
from ..errors import ImpossibleReward, InvalidSetting, SettingTrouble
from ..in_force import CATALOG_VERSION, formula_in_force
from ..rules.catalog import check_reward
from ..rules.levels import LevelFormula
from ..rules.reward_logic import impossible
from ..rules.rewards import Condition, ConditionType, HostCondition, Reward
from .places import Moved, change_places
from .reward_removal import is_owned, remove
from .row_edits import (
    Kind,
    RowEdits,
    check_expected,
    lock_row,
    log_edit,
    record_deletion,
    record_edit,
    write_row,
)
from .snapshot import read_rewards

REWARD = Kind(
    "reward",
    RewardRow,
    {
        "name": None, "description": None, "code": None, "reward_type": None, "reward_value": None,
        "is_repeatable": False, "is_secret": False, "claim_window_hours": 168, "is_active": True,
        "sort_order": 0,
    },
    lambda row: check_reward(row, ()),
    unique=("code", "name"),
)  # fmt: skip
log = structlog.get_logger(__name__)

UNREACHABLE_LEVEL = 1_000_000_000
"""Older code, which knows no conditions of hosts, sees LEVEL_REACHED with this value in their place."""


class RewardEdits(RowEdits):
    """The rewards with their conditions, as an admin edits them."""

    async def create_reward(
        self, admin_id: int, *, conditions: Sequence[Condition] = (), **fields: Any
    ) -> Reward:
        """Add a reward with name, reward_type and reward_value (see docs/rules.md); other fields default to
        REWARD. Raises ImpossibleReward if it is active and nobody could ever meet its conditions."""
        return await self._edit_reward(admin_id, None, _conditions(conditions), fields, None)

    async def update_reward(
        self,
        admin_id: int,
        reward_id: int,
        *,
        conditions: Sequence[Condition] | None = None,
        expected: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> Reward:
        """Change fields of a reward; `conditions`, if given, replace its present ones. `expected`: fields as
        shown; its "conditions" are a tuple of Condition. Raises ImpossibleReward where conditions are given,
        or it is switched on, and nobody could ever meet them."""
        given = None if conditions is None else _conditions(conditions)
        return await self._edit_reward(admin_id, reward_id, given, fields, expected)

    async def set_conditions(self, admin_id: int, reward_id: int, conditions: Sequence[Condition]) -> Reward:
        """Replace all conditions of a reward. Without any, only an admin can grant it."""
        return await self.update_reward(admin_id, reward_id, conditions=conditions)

    async def rewards(self) -> list[Reward]:
        """Return every reward with its conditions, as stored, in the creator's order."""
        return list(await self._database.read(read_rewards))

    async def move_reward(self, admin_id: int, reward_id: int, *, up: bool) -> bool:
        """Let a reward change places with the one before it (`up`) or after it. Returns False if there is
        none. Raises InvalidSetting if there is no such reward."""
        await self._admins.require(admin_id)
        moved = await self._write(_move_reward, admin_id, reward_id, up, self._clock())
        for moved_id, before, after in moved:
            log_edit(admin_id, REWARD, moved_id, before, after)
        return bool(moved)

    async def delete_reward(
        self, admin_id: int, reward_id: int, *, expected: Mapping[str, Any] | None = None
    ) -> bool:
        """Delete a reward. Where members have or had it, it is only hidden (is_active is False): they keep
        it, and who may claim it still can. Returns True if it was deleted, False if it was hidden.
        `expected`: fields as shown."""
        await self._admins.require(admin_id)
        before, after = await self._write(_delete_reward, admin_id, reward_id, expected, self._clock())
        if after:
            log_edit(admin_id, REWARD, reward_id, before, after)
        else:
            log.info("reward_deleted", admin_id=admin_id, reward_id=reward_id, name=before["name"])
        return not after

    async def _edit_reward(
        self,
        admin_id: int,
        reward_id: int | None,
        conditions: tuple[Condition, ...] | None,
        fields: Mapping[str, Any],
        expected: Mapping[str, Any] | None,
    ) -> Reward:
        await self._admins.require(admin_id)
        before, after, reward = await self._write(
            _write_reward,
            admin_id,
            reward_id,
            conditions,
            self._registered,
            fields,
            expected,
            self._clock(),
        )
        log_edit(admin_id, REWARD, reward.id, before, after)
        return reward


def _conditions(given: object) -> tuple[Condition, ...]:
    if not isinstance(given, list | tuple):
        raise InvalidSetting(
            "conditions", f"must be a list of conditions, not {given!r:.40}", SettingTrouble.WRONG_KIND
        )
    return tuple(_condition(one) for one in given)


def _condition(given: Any) -> Any:
    """Let a host write the name of its own condition as a plain text."""
    kind: object = given.type if isinstance(given, Condition) else None
    own = host_condition(kind) if type(kind) is str else None
    return given if own is None else replace(given, type=own)


def _stored(condition: Condition) -> dict[str, Any]:
    kind, value = condition.type, condition.value
    if not isinstance(kind, HostCondition):
        return {"condition_type": kind.value, "condition_value": value}
    stored = {"condition_type": ConditionType.LEVEL_REACHED.value, "condition_value": UNREACHABLE_LEVEL}
    return stored | {"host_type": str(kind), "host_value": value}


def _write_reward(
    session: Session,
    admin_id: int,
    reward_id: int | None,
    conditions: tuple[Condition, ...] | None,
    registered: Container[str],
    fields: Mapping[str, Any],
    expected: Mapping[str, Any] | None,
    now: datetime,
) -> tuple[dict[str, Any], dict[str, Any], Reward]:
    version = session.execute(select(CATALOG_VERSION)).scalar_one()
    locked = None if reward_id is None else lock_row(session, REWARD, reward_id)
    known = {reward.id: reward for reward in read_rewards(session)}
    stored = known.get(locked.id) if locked is not None else None
    before_conditions = stored.conditions if stored is not None else ()
    wanted = before_conditions if conditions is None else conditions
    # What the reward has already may stay, also where the host has forgotten to register it.
    kept = stored.host_conditions if stored is not None else frozenset()
    given = {one.type for one in wanted if isinstance(getattr(one, "type", None), HostCondition)}
    allowed = {name for name in given if name in kept or name in registered}
    expected = _check_conditions(before_conditions, expected)

    def check(merged: Mapping[str, Any]) -> None:
        check_reward(merged, wanted, allowed)

    before, row = write_row(session, REWARD, locked, fields, now, check=check, expected=expected)
    value = row.fields["reward_value"]
    if "content_set_id" in value and session.get(ContentSet, value["content_set_id"]) is None:
        raise InvalidSetting(
            "reward_value", f"there is no content set {value['content_set_id']}", SettingTrouble.GONE
        )
    if conditions is not None:
        session.execute(delete(RewardCondition).where(RewardCondition.reward_id == row.id))
        session.add_all(
            RewardCondition(
                reward_id=row.id,
                condition_group=condition.group,
                sort_order=n,
                created_at=now,
                **_stored(condition),
            )
            for n, condition in enumerate(conditions)
        )
        session.flush()
    # What became impossible by a new level formula stays editable in all else, and may be switched off.
    if row.fields["is_active"] and (conditions is not None or not before.get("is_active")):
        _refuse_impossible(wanted, formula_in_force(session))
    _raise_version(session, version)
    reward = next(reward for reward in read_rewards(session) if reward.id == row.id)
    if before:
        before["conditions"] = _recorded(before_conditions)
    after = dict(row.fields) | {"conditions": _recorded(reward.conditions)}
    record_edit(session, admin_id, REWARD, row.id, before, after, now)
    return before, after, reward


def _refuse_impossible(conditions: Sequence[Condition], formula: LevelFormula) -> None:
    if remarks := impossible(conditions, formula):
        raise ImpossibleReward(*remarks)


def _move_reward(session: Session, admin_id: int, reward_id: int, up: bool, now: datetime) -> Sequence[Moved]:
    version = session.execute(select(CATALOG_VERSION)).scalar_one()
    moved = change_places(session, admin_id, REWARD, reward_id, up, now)
    if moved:
        _raise_version(session, version)
    return moved


def _delete_reward(
    session: Session,
    admin_id: int,
    reward_id: int,
    expected: Mapping[str, Any] | None,
    now: datetime,
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the fields before, and those of the hidden reward: none if it was deleted."""
    version = session.execute(select(CATALOG_VERSION)).scalar_one()
    stored = lock_row(session, REWARD, reward_id, to_delete=True)
    reward = next(reward for reward in read_rewards(session) if reward.id == stored.id)
    shown = _check_conditions(reward.conditions, expected)
    if is_owned(session, stored.id):
        before, row = write_row(session, REWARD, stored, {"is_active": False}, now, expected=shown)
        after: Mapping[str, Any] = row.fields
        record_edit(session, admin_id, REWARD, stored.id, before, after, now)
    else:
        before = {name: getattr(stored, name) for name in REWARD.fields}
        check_expected(before, shown)
        before["conditions"] = _recorded(reward.conditions)
        after = {}
        session.expunge(stored)
        remove(session, reward_id)
        record_deletion(session, admin_id, REWARD, reward_id, before, now)
    _raise_version(session, version)
    return before, after


def _check_conditions(
    stored: tuple[Condition, ...], expected: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Check the conditions among what was shown, and return the rest of it."""
    if not isinstance(expected, Mapping) or "conditions" not in expected:
        return expected
    shown = expected["conditions"]
    if not isinstance(shown, list | tuple):
        raise InvalidSetting(
            "conditions", f"must be a list of conditions, not {shown!r:.40}", SettingTrouble.WRONG_KIND
        )
    check_expected({"conditions": stored}, {"conditions": tuple(shown)})
    return {name: value for name, value in expected.items() if name != "conditions"}


def _recorded(conditions: Sequence[Condition]) -> list[dict[str, Any]]:
    return [{"type": str(one.type), "value": one.value, "group": one.group} for one in conditions]


def _raise_version(session: Session, before: int) -> None:
    # Triggers do this for every writer of these tables; a rebuilt table may have lost its triggers.
    if not before:
        session.execute(insert_ignoring_conflicts(session, CatalogVersion, "id").values(id=1, version=0))
    session.execute(
        update(CatalogVersion)
        .where(CatalogVersion.id == 1, CatalogVersion.version == before)
        .values(version=CatalogVersion.version + 1)
        .execution_options(synchronize_session=False)
    )
