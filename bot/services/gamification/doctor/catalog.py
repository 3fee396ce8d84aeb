"""Checks that the catalog works: that rewards can unlock and be paid, and that products can be bought."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, String, Text, case, cast, exists, func, select
from sqlalchemy.orm import Session

from ....database.tables.gamification import (
    ContentRight,
    ContentSet,
    Reward,
    RewardCondition,
    ShopProduct,
    UserContentAccess,
)
from ..errors import InvalidSetting
from ..events.content_access import LEDGER_KEY
from ..events.facts import SHOP_PURCHASE
from ..in_force import formula_in_force
from ..rules.catalog import check_content_set, check_product, check_reward
from ..rules.content_files import files_of
from ..rules.prices import Tier
from ..rules.rewards import RewardType
from .conditions import RawCondition, examine_conditions
from .findings import UNREADABLE, Finding, as_json

EDIT = "edit it in the catalog"
Row = dict[str, Any]
# Replaces an illegal value, so that further illegal values of the same row are found too.
LEGAL_REWARD: Row = {
    "name": "x", "description": None, "code": None, "claim_window_hours": 168, "sort_order": 0,
    "is_repeatable": False, "is_secret": False, "is_active": True,
    "reward_type": "BADGE", "reward_value": {"badge_name": "x", "emoji": "x"},
}  # fmt: skip
LEGAL_SET: Row = {
    "name": "x", "description": None, "code": None, "category": None, "content_type": "MIXED", "tier": "FREE",
    "is_active": True, "file_ids": [],
}  # fmt: skip
LEGAL_PRODUCT: Row = {
    "name": "x", "description": None, "code": None, "tier": "FREE", "besitos_price": 0, "sort_order": 0,
    "vip_discount_percentage": 0, "vip_besitos_price": None, "is_active": True, "stock": None,
    "ends_at": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Set:
    name: str
    active: bool
    tier: str
    files: int


def examine_catalog(session: Session) -> list[Finding]:
    """A unit of work; six statements."""
    sets: dict[int, _Set] = {}
    findings: list[Finding] = []
    for row in _rows(session, ContentSet, "file_ids", "content_type", "tier"):
        findings += _content_set(row)
        files = files_of(row["file_ids"], row["content_type"])
        sets[row["id"]] = _Set(row["name"], bool(row["is_active"]), row["tier"], len(files))
    findings += _rewards(session, sets)
    findings += _products(session, sets)
    return findings


def _rows(session: Session, table: Any, json_column: str | None, *as_text: str) -> Iterator[Row]:
    # Adopted databases have native enums, and JSON columns with text that is not JSON.
    columns = []
    for column in table.__table__.columns:
        if column.name == json_column:
            columns.append(cast(column, Text).label(column.name))
        elif column.name in as_text:
            columns.append(cast(column, String).label(column.name))
        elif column.name not in ("created_at", "updated_at"):
            columns.append(column)
    for row in session.execute(select(*columns).order_by(table.id)).mappings():
        read = dict(row)
        if json_column is not None:
            read[json_column] = as_json(read[json_column])
        yield read


def _illegal(check: Callable[[Mapping[str, Any]], None], row: Row, legal: Row) -> Iterator[tuple[str, str]]:
    """Yield the name of each illegal value of a row, and why it is illegal."""
    row = dict(row)
    for _ in row:
        try:
            check(row)
        except InvalidSetting as error:
            yield error.name, error.reason
            # A name that is not a column belongs to the value, which depends on the type.
            names = [error.name] if error.name in legal else ["reward_type", "reward_value"]
            row |= {name: legal[name] for name in names if name in legal}
        else:
            return


def _content_set(row: Row) -> Iterator[Finding]:
    title = f"content set {row['id']} {row['name']!r:.40}"
    if row["file_ids"] is UNREADABLE:
        yield Finding(
            "content_files", f"{title}: its files are not JSON", f"{EDIT}; opening it fails until then"
        )
        row["file_ids"] = []
    for name, reason in _illegal(check_content_set, row, LEGAL_SET):
        yield Finding("content_set_value", f"{title}: {name} {reason}", EDIT)


def _rewards(session: Session, sets: Mapping[int, _Set]) -> Iterator[Finding]:
    conditions: dict[int, list[RawCondition]] = {}
    for read in session.execute(
        select(
            RewardCondition.reward_id,
            cast(RewardCondition.condition_type, String),
            RewardCondition.condition_value,
            RewardCondition.condition_group,
            RewardCondition.host_type,
            RewardCondition.host_value,
        ).order_by(RewardCondition.reward_id, RewardCondition.sort_order, RewardCondition.id)
    ):
        raw = (
            RawCondition(read[1], read[2], read[3])
            if read.host_type is None
            else RawCondition(read.host_type, read.host_value, read[3], of_host=True)
        )
        conditions.setdefault(read[0], []).append(raw)
    formula = formula_in_force(session)
    for row in _rows(session, Reward, "reward_value", "reward_type"):
        title = f"reward {row['id']} {row['name']!r:.40}"
        yield from _reward_values(title, row, sets)
        own = conditions.pop(row["id"], [])
        yield from examine_conditions(
            title,
            own,
            formula,
            active=row["is_active"],
            again=row["is_repeatable"],
            vip_days=row["reward_type"] == RewardType.VIP_EXTENSION,
        )
    for reward_id in conditions:
        yield Finding(
            "conditions_without_reward",
            f"conditions of reward {reward_id}, which does not exist",
            "delete them",
        )


def _reward_values(title: str, row: Row, sets: Mapping[int, _Set]) -> Iterator[Finding]:
    if row["reward_value"] is UNREADABLE:
        yield Finding(
            "reward_json", f"{title}: its value is not JSON, so the whole catalog cannot be read", EDIT
        )
        return
    if row["reward_type"] == RewardType.BADGE and isinstance(row["reward_value"], Mapping):
        # A badge is shown even if its value has other fields.
        badge = row["reward_value"]
        row = row | {"reward_value": {name: badge.get(name) for name in ("badge_name", "emoji")}}
    illegal = list(_illegal(lambda given: check_reward(given, ()), row, LEGAL_REWARD))
    for name, reason in illegal:
        yield Finding("reward_value", f"{title}: {name} {reason}", EDIT)
    if row["reward_type"] == RewardType.CONTENT and not illegal:
        number = row["reward_value"]["content_set_id"]
        if number not in sets:
            yield Finding(
                "reward_without_content", f"{title}: gives content set {number}, which does not exist", EDIT
            )
        elif not sets[number].files:
            yield Finding("reward_without_files",
                f"{title}: content set {number} has no files yet", "add them: the claim gives nothing to see",
                wrong=False,
            )  # fmt: skip


def _products(session: Session, sets: Mapping[int, _Set]) -> Iterator[Finding]:
    purchases: dict[int | None, list[int]] = {}
    for query in (_bought(), _bought_of_older_bots()):
        for product_id, bought, by_us in session.execute(query):
            known = purchases.setdefault(product_id, [0, 0])
            known[0] += bought
            known[1] += int(by_us)
    for row in _rows(session, ShopProduct, None, "tier"):
        title = f"product {row['id']} {row['name']!r:.40}"
        for name, reason in _illegal(check_product, row, LEGAL_PRODUCT):
            yield Finding("product_value", f"{title}: {name} {reason}", EDIT)
        yield from _sold(title, row["purchase_count"], *purchases.get(row["id"], [0, 0]))
        if row["content_set_id"] not in sets:
            yield Finding(
                "product_without_content",
                f"{title}: sells content set {row['content_set_id']}, which does not exist",
                EDIT,
            )
        elif row["is_active"]:
            yield from _on_sale(title, row, sets[row["content_set_id"]])


def _bought() -> Executable:
    """By product: the purchases that were not refunded, and how many of them were certainly made by us."""
    by_us = ContentRight.adopted_from.is_(None) | ContentRight.charge_id.is_not(None)
    return (
        select(ContentRight.shop_product_id, func.count(), func.sum(case((by_us, 1), else_=0)))
        .where(ContentRight.source == SHOP_PURCHASE, ContentRight.refunded_at.is_(None))
        .group_by(ContentRight.shop_product_id)
    )


def _bought_of_older_bots() -> Executable:
    """The same for rows of access that are not rights yet."""
    by_us = cast(UserContentAccess.access_metadata, Text).like(f'%"{LEDGER_KEY}"%')
    is_a_right = exists().where(
        ContentRight.user_id == UserContentAccess.user_id,
        ContentRight.shop_product_id == UserContentAccess.shop_product_id,
        ContentRight.source == SHOP_PURCHASE,
        ContentRight.refunded_at.is_(None),
    )
    return (
        select(UserContentAccess.shop_product_id, func.count(), func.sum(case((by_us, 1), else_=0)))
        .where(UserContentAccess.access_type == SHOP_PURCHASE, UserContentAccess.is_active, ~is_a_right)
        .group_by(UserContentAccess.shop_product_id)
    )


def _sold(title: str, count: Any, owned: int, charged_by_us: int) -> Iterator[Finding]:
    if not isinstance(count, int) or count < charged_by_us:
        yield Finding(
            "purchase_count",
            f"{title}: purchase_count is {count}, but {owned} members own it by purchase",
            f"set purchase_count to {owned}",
        )
    elif count != owned:
        yield Finding(
            "purchase_count_differs",
            f"{title}: purchase_count is {count}, and {owned} members own it by purchase now",
            "lapsed and deleted ones are counted, those of an older bot may not be",
            wrong=False,
        )


def _on_sale(title: str, row: Row, content: _Set) -> Iterator[Finding]:
    reasons: Iterable[tuple[bool, str, str]] = (
        (content.files == 0, "has no files yet: shown as coming soon", "add files to its content set"),
        (not content.active, "is not shown: its content set is inactive", "activate the content set"),
        (
            Tier.GIFT.value in (row["tier"], content.tier),
            "is not shown: the tier GIFT is never sold",
            "deactivate it, or change the tier of the product and its content set",
        ),
        (
            isinstance(row["vip_besitos_price"], int) and row["vip_besitos_price"] > row["besitos_price"],
            "costs VIP members more than others",
            "lower vip_besitos_price, if that is not meant",
        ),
    )
    for applies, what, to_do in reasons:
        if applies:
            yield Finding("product_not_sold", f"{title} {what}", to_do, wrong=False)
