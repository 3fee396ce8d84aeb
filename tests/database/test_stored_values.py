"""The values that a CHECK of the database accepts are those that the code writes and reads.

Rules know no tables and tables know no rules, so both say the values; here they are compared.
"""

import ast
import importlib
import inspect
import pkgutil
from enum import Enum
from types import ModuleType

import sqlalchemy as sa

from bot.database.tables import gamification, host, jobs, publishing
from bot.database.tables.metadata import Table
from bot.services.gamification import rules
from bot.services.gamification.events.streak_rows import GIFT, REACTION
from bot.services.gamification.members.admins import ADMIN_ROLE
from bot.services.gamification.rules.anomalies import AnomalyKind
from bot.services.gamification.rules.content_files import ContentType, FileKind
from bot.services.gamification.rules.prices import Tier
from bot.services.gamification.rules.publishing import ContentTrouble, PostState, SentState
from bot.services.gamification.rules.reward_logic import Remark
from bot.services.gamification.rules.rewards import ConditionType, RewardStatus, RewardType
from bot.services.gamification.rules.segments import SegmentKind
from bot.services.gamification.rules.settings import Form
from bot.services.gamification.rules.transaction_types import TransactionType
from bot.services.gamification.rules.vip import VIP_ROLES
from bot.services.jobs.states import RunStatus

STORED: dict[tuple[str, str], type[Enum]] = {
    ("transactions", "type"): TransactionType,
    ("content_sets", "content_type"): ContentType,
    ("content_sets", "tier"): Tier,
    ("shop_products", "tier"): Tier,
    ("rewards", "reward_type"): RewardType,
    ("reward_conditions", "condition_type"): ConditionType,
    ("user_rewards", "status"): RewardStatus,
    ("job_runs", "status"): RunStatus,
    ("gamification_sent_messages", "state"): SentState,
    ("gamification_posts", "state"): PostState,
}
"""The columns whose values are an enum of the code."""
CONSTANTS: dict[str, type[Enum]] = {
    "TRANSACTION_TYPES": TransactionType,
    "CONTENT_TYPES": ContentType,
    "CONTENT_TIERS": Tier,
    "REWARD_TYPES": RewardType,
    "REWARD_STATUSES": RewardStatus,
    "CONDITION_TYPES": ConditionType,
    "RUN_STATUSES": RunStatus,
    "SENT_STATES": SentState,
    "POST_STATES": PostState,
}
WITHOUT_ENUM = {
    ("user_streaks", "streak_type"): gamification.STREAK_TYPES,
    ("job_findings", "state"): jobs.FINDING_STATES,
    ("users", "role"): host.ROLES,
    ("content_packages", "category"): ("FREE_CONTENT", "VIP_CONTENT", "VIP_PREMIUM"),  # the host's own
    ("content_packages", "type"): ("STANDARD", "BUNDLE", "COLLECTION"),
}
NO_ENUM = {"STREAK_TYPES", "FINDING_STATES", "ROLES", "ACTIVE_STATUSES"}
"""ACTIVE_STATUSES are a part of an enum, see tests/jobs/test_states.py."""
NOT_CHECKED = {AnomalyKind, FileKind, ContentTrouble, SegmentKind, Form, Remark}
"""Enums of the rules that no CHECK names: a kind of file stands inside a JSON list."""


def values(enum: type[Enum]) -> tuple[str, ...]:
    """What is stored: a host's own types of entries are stored as ours, with a source."""
    stored = (getattr(member, "stored", member) for member in enum)
    return tuple(dict.fromkeys(str(member.value) for member in stored))


def checked() -> dict[tuple[str, str], tuple[str, ...]]:
    """The values of every CHECK of `one_of`, by table and column."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for table in Table.metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, sa.CheckConstraint) and " IN (" in str(constraint.sqltext):
                column, _, listed = str(constraint.sqltext).partition(" IN ")
                value = ast.literal_eval(listed)
                found[table.name, column] = value if isinstance(value, tuple) else (value,)
    return found


def enums_of(package: ModuleType) -> set[type[Enum]]:
    """Every enum that a module of the package defines."""
    return {
        found
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for _, found in inspect.getmembers(importlib.import_module(info.name), inspect.isclass)
        if issubclass(found, Enum) and found.__module__ == info.name
    }


def test_every_check_accepts_exactly_what_the_code_knows() -> None:
    assert checked() == {where: values(enum) for where, enum in STORED.items()} | WITHOUT_ENUM


def test_every_constant_of_the_tables_lists_its_enum_in_order() -> None:
    listed = {
        name: constant
        for module in (gamification, host, jobs, publishing)
        for name, constant in vars(module).items()
        if name.isupper() and name[0] != "_" and isinstance(constant, tuple) and name not in NO_ENUM
    }
    assert listed == {name: values(enum) for name, enum in CONSTANTS.items()}


def test_every_enum_of_the_rules_is_compared() -> None:
    assert enums_of(rules) == (set(STORED.values()) | NOT_CHECKED) - {RunStatus}


def test_words_without_an_enum_are_those_that_the_services_write() -> None:
    assert (GIFT, REACTION) == gamification.STREAK_TYPES
    assert {*VIP_ROLES, ADMIN_ROLE} <= set(host.ROLES)
