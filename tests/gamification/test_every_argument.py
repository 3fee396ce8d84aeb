# ruff: noqa: E501 - a table
"""Every argument of every public call, with everything that is not one: the typed error or a normal answer,
the same on both databases, and nothing moves. Never an error of a driver, of SQLAlchemy or of Python."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import (
    Condition,
    ConditionType,
    ContentFile,
    Drafted,
    FileKind,
    Gamification,
    GamificationError,
    Identity,
    RewardType,
    TransactionType,
)
from bot.services.gamification.gamification import assemble
from tests.kit.catalog_rows import add_product
from tests.kit.clock import WallClock

EARN, SPEND = TransactionType.EARN_ADMIN, TransactionType.SPEND_ADMIN
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - what hosts hand over
MEMBER = 1001
ADMIN = 7


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def circle() -> Any:
    value: dict[str, Any] = {}
    value["again"] = value
    return value


STRANGE: list[Any] = [
    None, True, False, 0, -1, 2**31, 2**63 - 1, 2**63, -(2**63), 2**64, 10**30, 1.5, float("nan"),
    float("inf"), "", "1", "x\0y", "\ud800", "\udfff", "x" * 100_000, "🔥" * 60, b"1", [], [1], {}, {"a": 1},
    nested(5), object(), NAIVE, 10**9, -(10**9),
]  # fmt: skip
METADATA: list[Any] = [
    {"a": float("nan")}, {"a": float("inf")}, {"a": -float("inf")}, {"a": [1, {"b": float("nan")}]}, {"a": b"x"},
    {"a": object()}, {"a": {1, 2}}, {"a": NAIVE}, {"a": "\ud800"}, {"\ud800": 1}, {"a": "x\0"},
    {"x\0": 1}, {1: "a"}, {float("nan"): 1}, {None: 1}, {"a": nested(30)}, {"a": nested(100_000)}, circle(),
    {"a": 10**30}, {"a": 10**5000}, {"a": [0] * 100_000}, {"a": "x" * 1_000_000}, [], [1], "x", 5, True,
]  # fmt: skip

Case = tuple[str, Callable[[Gamification, Any], Awaitable[Any]]]
CASES: list[Case] = [
    ("credit user_id", lambda g, x: g.wallet.credit(x, 5, EARN, reason="x", key="k")),
    ("credit amount", lambda g, x: g.wallet.credit(MEMBER, x, EARN, reason="x", key="k")),
    ("credit type", lambda g, x: g.wallet.credit(MEMBER, 5, x, reason="x", key="k")),
    ("credit reason", lambda g, x: g.wallet.credit(MEMBER, 5, EARN, reason=x, key="k")),
    ("credit key", lambda g, x: g.wallet.credit(MEMBER, 5, EARN, reason="x", key=x)),
    ("credit metadata", lambda g, x: g.wallet.credit(MEMBER, 5, EARN, reason="x", key="k", metadata=x)),
    ("credit metadata value", lambda g, x: g.wallet.credit(MEMBER, 5, EARN, reason="x", key="k", metadata={"a": x})),
    ("debit user_id", lambda g, x: g.wallet.debit(x, 5, SPEND, reason="x", key="k")),
    ("debit amount", lambda g, x: g.wallet.debit(MEMBER, x, SPEND, reason="x", key="k")),
    ("debit type", lambda g, x: g.wallet.debit(MEMBER, 5, x, reason="x", key="k")),
    ("debit reason", lambda g, x: g.wallet.debit(MEMBER, 5, SPEND, reason=x, key="k")),
    ("debit key", lambda g, x: g.wallet.debit(MEMBER, 5, SPEND, reason="x", key=x)),
    ("debit metadata", lambda g, x: g.wallet.debit(MEMBER, 5, SPEND, reason="x", key="k", metadata=x)),
    ("balance", lambda g, x: g.wallet.balance(x)),
    ("history user_id", lambda g, x: g.wallet.history(x)),
    ("history before", lambda g, x: g.wallet.history(MEMBER, before=x)),
    ("history limit", lambda g, x: g.wallet.history(MEMBER, limit=x)),
    ("profile", lambda g, x: g.profiles.get(x)),
    ("card", lambda g, x: g.profile_cards.of(x)),
    ("member status", lambda g, x: g.members.status(x)),
    ("vip user_id", lambda g, x: g.members.set_vip(x, until=None)),
    ("vip until", lambda g, x: g.members.set_vip(MEMBER, until=x)),
    ("role user_id", lambda g, x: g.members.set_role(x, "FREE")),
    ("role", lambda g, x: g.members.set_role(MEMBER, x)),
    ("search text", lambda g, x: g.member_admin.search(ADMIN, x)),
    ("search limit", lambda g, x: g.member_admin.search(ADMIN, "ana", limit=x)),
    ("search after", lambda g, x: g.member_admin.search(ADMIN, "ana", after=x)),
    *(
        (f"members {name}", call)
        for name, call in (
            ("search admin_id", lambda g, x: g.member_admin.search(x, "ana")),
            ("file admin_id", lambda g, x: g.member_admin.file(x, MEMBER)),
            ("file user_id", lambda g, x: g.member_admin.file(ADMIN, x)),
            ("ledger user_id", lambda g, x: g.member_admin.ledger(ADMIN, x)),
            ("ledger before", lambda g, x: g.member_admin.ledger(ADMIN, MEMBER, before=x)),
            ("ledger limit", lambda g, x: g.member_admin.ledger(ADMIN, MEMBER, limit=x)),
            ("credit user_id", lambda g, x: g.member_admin.credit(ADMIN, x, 5, reason="x", once="k")),
            ("credit amount", lambda g, x: g.member_admin.credit(ADMIN, MEMBER, x, reason="x", once="k")),
            ("credit reason", lambda g, x: g.member_admin.credit(ADMIN, MEMBER, 5, reason=x, once="k")),
            ("credit once", lambda g, x: g.member_admin.credit(ADMIN, MEMBER, 5, reason="x", once=x)),
            ("debit amount", lambda g, x: g.member_admin.debit(ADMIN, MEMBER, x, reason="x", once="k")),
            ("streak user_id", lambda g, x: g.member_admin.repair_streak(ADMIN, x, 5)),
            ("streak days", lambda g, x: g.member_admin.repair_streak(ADMIN, MEMBER, x)),
            ("streak shown", lambda g, x: g.member_admin.repair_streak(ADMIN, MEMBER, 5, shown=x)),
            ("grantable limit", lambda g, x: g.member_admin.grantable(ADMIN, limit=x)),
            ("grantable after", lambda g, x: g.member_admin.grantable(ADMIN, after=x)),
            ("content user_id", lambda g, x: g.member_admin.grant_content(ADMIN, x, 1)),
            ("content content_set_id", lambda g, x: g.member_admin.grant_content(ADMIN, MEMBER, x)),
            ("vip user_id", lambda g, x: g.member_admin.set_vip(ADMIN, x, until=None)),
            ("vip until", lambda g, x: g.member_admin.set_vip(ADMIN, MEMBER, until=x)),
            ("vip shown", lambda g, x: g.member_admin.set_vip(ADMIN, MEMBER, until=None, shown=x)),
            ("export user_id", lambda g, x: g.member_admin.export(ADMIN, x)),
            ("erase admin_id", lambda g, x: g.member_admin.erase(x, 5)),
            ("erase user_id", lambda g, x: g.member_admin.erase(ADMIN, x)),
        )
    ),
    ("react user_id", lambda g, x: g.reactions.react(x, -100, 1, "🔥")),
    ("react channel_id", lambda g, x: g.reactions.react(MEMBER, x, 1, "🔥")),
    ("react message_id", lambda g, x: g.reactions.react(MEMBER, -100, x, "🔥")),
    ("react emoji", lambda g, x: g.reactions.react(MEMBER, -100, 1, x)),
    ("remove user_id", lambda g, x: g.reactions.remove(x, -100, 1)),
    ("remove channel_id", lambda g, x: g.reactions.remove(MEMBER, x, 1)),
    ("remove message_id", lambda g, x: g.reactions.remove(MEMBER, -100, x)),
    ("counts channel_id", lambda g, x: g.reactions.counts(x, 1)),
    ("counts message_id", lambda g, x: g.reactions.counts(-100, x)),
    ("gift", lambda g, x: g.daily_gift.claim(x)),
    ("gift status", lambda g, x: g.daily_gift.status(x)),
    ("shop", lambda g, x: g.shop.catalog(x)),
    ("product user_id", lambda g, x: g.shop.product(x, 1)),
    ("product product_id", lambda g, x: g.shop.product(MEMBER, x)),
    ("buy user_id", lambda g, x: g.shop.buy(x, 3, price=30)),
    ("buy product_id", lambda g, x: g.shop.buy(MEMBER, x, price=30)),
    ("buy price", lambda g, x: g.shop.buy(MEMBER, 3, price=x)),
    ("owned", lambda g, x: g.shop.owned(x)),
    ("files user_id", lambda g, x: g.shop.files(x, 1)),
    ("files content_set_id", lambda g, x: g.shop.files(MEMBER, x)),
    ("refund admin_id", lambda g, x: g.shop.refund(x, 1)),
    ("refund purchase_id", lambda g, x: g.shop.refund(ADMIN, x)),
    ("rewards", lambda g, x: g.rewards.available(x)),
    ("reward user_id", lambda g, x: g.rewards.claim(x, 1)),
    ("reward reward_id", lambda g, x: g.rewards.claim(MEMBER, x)),
    ("grant admin_id", lambda g, x: g.rewards.grant(x, MEMBER, 1)),
    ("grant user_id", lambda g, x: g.rewards.grant(ADMIN, x, 1)),
    ("grant reward_id", lambda g, x: g.rewards.grant(ADMIN, MEMBER, x)),
    ("top", lambda g, x: g.leaderboard.top(x)),
    ("rank", lambda g, x: g.leaderboard.rank(x)),
    ("ranking user_id", lambda g, x: g.leaderboard.ranking(x)),
    ("ranking limit", lambda g, x: g.leaderboard.ranking(MEMBER, x)),
    ("is admin", lambda g, x: g.admins.includes(x)),
    ("channels admin_id", lambda g, x: g.channels.connect(x, -1001234567890, "free")),
    ("channels channel_id", lambda g, x: g.channels.connect(ADMIN, x, "free")),
    ("channels kind", lambda g, x: g.channels.connect(ADMIN, -1001234567890, x)),
    ("channels disconnect", lambda g, x: g.channels.disconnect(ADMIN, x)),
    ("channels emojis", lambda g, x: g.channels.set_emojis(ADMIN, "free", x)),
    ("channels emoji", lambda g, x: g.channels.set_emojis(ADMIN, "free", [x])),
    ("start_here admin_id", lambda g, x: g.start_here.progress(x)),
    ("settings admin_id", lambda g, x: g.economy.update(x, besitos_per_reaction=5)),
    *(
        (f"setting {name}", lambda g, x, name=name: g.economy.update(ADMIN, **{name: x}))
        for name in (
            "level_formula", "besitos_per_reaction", "max_reactions_per_day", "reaction_cooldown_seconds",
            "besitos_daily_gift", "besitos_daily_streak_bonus", "besitos_streak_bonus_per_day",
            "besitos_streak_bonus_max", "besitos_daily_base", "streak_display_format", "day_timezone", "unheard_of",
        )
    ),
    ("reward admin_id", lambda g, x: g.catalog.update_reward(x, 1, sort_order=1)),
    ("reward id", lambda g, x: g.catalog.update_reward(ADMIN, x, sort_order=1)),
    *(
        (f"reward {name}", lambda g, x, name=name: g.catalog.update_reward(ADMIN, 1, **{name: x}))
        for name in (
            "name", "description", "code", "reward_type", "reward_value", "is_repeatable", "is_secret",
            "claim_window_hours", "is_active", "sort_order", "conditions", "unheard_of",
        )
    ),
    ("condition", lambda g, x: g.catalog.set_conditions(ADMIN, 1, [x])),
    ("condition type", lambda g, x: g.catalog.set_conditions(ADMIN, 1, [Condition(x, 1)])),
    (
        "condition value",
        lambda g, x: g.catalog.set_conditions(ADMIN, 1, [Condition(ConditionType.TOTAL_POINTS, x)]),
    ),
    (
        "condition group",
        lambda g, x: g.catalog.set_conditions(ADMIN, 1, [Condition(ConditionType.TOTAL_POINTS, 1, x)]),
    ),
    *(
        (f"reward value {kind}", lambda g, x, kind=kind, field=field: g.catalog.update_reward(
            ADMIN, 1, reward_type=kind, reward_value={"emoji": "🔥", field: x} if kind == "BADGE" else {field: x}
        ))
        for kind, field in (
            ("BESITOS", "amount"), ("BADGE", "badge_name"), ("CONTENT", "content_set_id"), ("VIP_EXTENSION", "days"),
        )
    ),
    ("delete_reward id", lambda g, x: g.catalog.delete_reward(ADMIN, x if x is not True and x != 1 else 99)),
    ("delete_reward admin_id", lambda g, x: g.catalog.delete_reward(x, 99)),
    ("delete_reward expected", lambda g, x: g.catalog.delete_reward(ADMIN, 1, expected={"name": x, "conditions": x})),
    ("delete_reward conditions", lambda g, x: g.catalog.delete_reward(ADMIN, 1, expected={"conditions": x})),
    ("move_reward id", lambda g, x: g.catalog.move_reward(ADMIN, x, up=True)),
    ("holders admin_id", lambda g, x: g.reward_reviews.holders(x, 1)),
    ("holders reward_id", lambda g, x: g.reward_reviews.holders(ADMIN, x)),
    ("review admin_id", lambda g, x: g.reward_reviews.review(x, Drafted([]))),
    ("review drafted", lambda g, x: g.reward_reviews.review(ADMIN, x)),
    ("review reward_id", lambda g, x: g.reward_reviews.review(ADMIN, Drafted([]), reward_id=x)),
    ("review off", lambda g, x: g.reward_reviews.review(ADMIN, Drafted([]), off=x)),
    ("review conditions", lambda g, x: g.reward_reviews.review(ADMIN, Drafted(x))),
    ("review condition", lambda g, x: g.reward_reviews.review(ADMIN, Drafted([x]))),
    ("review condition type", lambda g, x: g.reward_reviews.review(ADMIN, Drafted([Condition(x, 1)]))),
    (
        "review condition value",
        lambda g, x: g.reward_reviews.review(ADMIN, Drafted([Condition(ConditionType.TOTAL_POINTS, x)])),
    ),
    ("review type", lambda g, x: g.reward_reviews.review(ADMIN, Drafted([], x))),
    ("review value", lambda g, x: g.reward_reviews.review(ADMIN, Drafted([], RewardType.CONTENT, x))),
    (
        "review content_set_id",
        lambda g, x: g.reward_reviews.review(ADMIN, Drafted([], RewardType.CONTENT, {"content_set_id": x})),
    ),
    ("content set id", lambda g, x: g.catalog.update_content_set(ADMIN, x, name="x")),
    *(
        (f"content set {name}", lambda g, x, name=name: g.catalog.update_content_set(ADMIN, 1, **{name: x}))
        for name in ("name", "description", "code", "content_type", "tier", "category", "file_ids", "is_active")
    ),
    ("content set file", lambda g, x: g.catalog.update_content_set(ADMIN, 1, file_ids=[x])),
    ("content set file id", lambda g, x: g.catalog.update_content_set(ADMIN, 1, file_ids=[{"file_id": x}])),
    (
        "content set file field",
        lambda g, x: g.catalog.update_content_set(ADMIN, 1, file_ids=[{"file_id": "A", "type": x}]),
    ),
    ("product id", lambda g, x: g.catalog.update_product(ADMIN, x, sort_order=1)),
    *(
        (f"product {name}", lambda g, x, name=name: g.catalog.update_product(ADMIN, 1, **{name: x}))
        for name in (
            "name", "description", "code", "content_set_id", "besitos_price", "vip_discount_percentage",
            "vip_besitos_price", "tier", "is_active", "sort_order", "stock", "ends_at", "expected",
        )
    ),
    ("product expected field", lambda g, x: g.catalog.update_product(ADMIN, 1, expected={"name": x}, stock=1)),
    ("product delete", lambda g, x: g.catalog.delete_product(ADMIN, x)),
    ("product move", lambda g, x: g.catalog.move_product(ADMIN, x, up=True)),
    ("product page offset", lambda g, x: g.catalog.product_page(x, 5)),
    ("product page limit", lambda g, x: g.catalog.product_page(0, x)),
    ("product card", lambda g, x: g.catalog.product(x)),
    ("product preview", lambda g, x: g.shop.preview(ADMIN, x, vip=True)),
    ("content page offset", lambda g, x: g.catalog.content_set_page(x, 5)),
    ("content page limit", lambda g, x: g.catalog.content_set_page(0, x)),
    ("content card", lambda g, x: g.catalog.content_set(x)),
    ("content delete", lambda g, x: g.catalog.delete_content_set(ADMIN, x)),
    ("content add", lambda g, x: g.catalog.add_files(ADMIN, x, [ContentFile("A", FileKind.PHOTO)])),
    ("content add files", lambda g, x: g.catalog.add_files(ADMIN, 1, x)),
    ("content add file", lambda g, x: g.catalog.add_files(ADMIN, 1, [x])),
    ("content add file id", lambda g, x: g.catalog.add_files(ADMIN, 1, [ContentFile(x, FileKind.PHOTO)])),
    ("content add file kind", lambda g, x: g.catalog.add_files(ADMIN, 1, [ContentFile("A", x)])),
    ("content add unique id", lambda g, x: g.catalog.add_files(ADMIN, 1, [ContentFile("B", FileKind.PHOTO, x)])),
    ("content add before", lambda g, x: g.catalog.add_files(ADMIN, 1, [ContentFile("C", FileKind.PHOTO)], before=x)),
    ("content move", lambda g, x: g.catalog.move_file(ADMIN, 1, x, 0)),
    ("content move position", lambda g, x: g.catalog.move_file(ADMIN, 1, "C", x)),
    ("content remove", lambda g, x: g.catalog.remove_file(ADMIN, 1, x)),
    ("new reward", lambda g, x: g.catalog.create_reward(ADMIN, name=x, reward_type="BESITOS", reward_value={"amount": 1})),
    ("new content set", lambda g, x: g.catalog.create_content_set(ADMIN, name=x, content_type="VIDEO")),
    ("new product", lambda g, x: g.catalog.create_product(ADMIN, name="x", content_set_id=x, besitos_price=1)),
    ("sweep admin_id", lambda g, x: g.sweep.start(x, dry_run=True)),
    ("sweep registered_before", lambda g, x: g.sweep.start(ADMIN, registered_before=x)),
    ("sweep limit", lambda g, x: g.sweep.start(ADMIN, limit=x)),
    ("sweep origin", lambda g, x: g.sweep.start(ADMIN, origin=x)),
    ("sweep once_key", lambda g, x: g.sweep.start(ADMIN, once_key=x)),
    ("sweep pause", lambda g, x: g.sweep.pause(x)),
    ("sweep resume", lambda g, x: g.sweep.resume(x)),
    ("sweep cancel", lambda g, x: g.sweep.cancel(x)),
    ("sweep status", lambda g, x: g.sweep.status(x)),
    ("sweep wait", lambda g, x: g.sweep.wait(x)),
    ("sweep history", lambda g, x: g.sweep.history(x)),
    ("findings run_id", lambda g, x: g.jobs.findings(x)),
    ("findings limit", lambda g, x: g.jobs.findings(1, limit=x)),
    ("emojis", lambda g, x: g.reaction_settings.emojis_of(x)),
]  # fmt: skip


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.ensure([Identity(MEMBER, "Ana")])
    await gamification.wallet.credit(MEMBER, 500, EARN, reason="x", key="start")
    assert await add_product(database, "fotos", 30) == 3
    run = await gamification.jobs.queue("provision_profiles", once_key="x")
    await gamification.jobs.cancel(run.id)
    return gamification


async def entries(database: Database) -> int:
    return await database.read(
        lambda session: int(session.execute(text("SELECT count(*) FROM transactions")).scalar_one())
    )


@pytest.mark.parametrize("service", sorted({name.split()[0] for name, _ in CASES}))
async def test_every_invalid_argument_has_its_typed_error(
    gamification: Gamification, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    monkeypatch.setattr(gamification.jobs, "open", lambda: None)  # nothing works in the background
    raw = []
    for name, call in CASES:
        if name.split()[0] != service:
            continue
        for value in [*STRANGE, *(METADATA if name.endswith("metadata") else ())]:
            try:
                await call(gamification, value)
            except (GamificationError, ValueError) as error:
                if isinstance(error, UnicodeError):
                    raw.append(f"{name} {type(value)}: {type(error).__name__}: {error!s:.200}")
            except Exception as error:  # noqa: BLE001 - whatever it is
                raw.append(f"{name} {type(value)}: {type(error).__name__}: {error!s:.200}")
    assert raw == []


@pytest.mark.parametrize("before", [True, False, -1, 2**63, "1", 1.0, float("nan")], ids=repr)
async def test_an_invalid_before_is_refused(gamification: Gamification, before: Any) -> None:
    with pytest.raises(ValueError, match="before is the id of a ledger entry"):
        await gamification.wallet.history(MEMBER, before=before)


@pytest.mark.parametrize("limit", [True, "1", 1.0, None], ids=repr)
async def test_an_invalid_limit_is_refused(gamification: Gamification, limit: Any) -> None:
    with pytest.raises(ValueError, match="a limit is a whole number"):
        await gamification.wallet.history(MEMBER, limit=limit)
    with pytest.raises(ValueError, match="a limit is a whole number"):
        await gamification.leaderboard.top(limit)


async def test_a_limit_beyond_the_most_is_the_most(gamification: Gamification) -> None:
    assert len(await gamification.wallet.history(MEMBER, limit=2**63)) == 1


@pytest.mark.parametrize("key", ["", "\ud800", "a\0", "x" * 201, 5, None, b"k"], ids=ascii)
async def test_a_key_that_cannot_be_stored(gamification: Gamification, database: Database, key: Any) -> None:
    with pytest.raises(ValueError, match="an idempotency key is a text"):
        await gamification.wallet.credit(MEMBER, 5, EARN, reason="x", key=key)
    assert await entries(database) == 1


@pytest.mark.parametrize("number", range(len(METADATA)))
async def test_metadata_that_is_not_json(gamification: Gamification, database: Database, number: int) -> None:
    with pytest.raises(ValueError, match="metadata"):
        await gamification.wallet.credit(MEMBER, 5, EARN, reason="x", key="k", metadata=METADATA[number])
    assert await entries(database) == 1


async def test_metadata_comes_back_as_it_was(gamification: Gamification) -> None:
    metadata = {"a": [1, 2.5, True, None, "ñ🔥"], "b": {"c": {"d": -(2**63 - 1)}}}
    await gamification.wallet.credit(MEMBER, 5, EARN, reason="x", key="k", metadata=metadata)
    assert (await gamification.wallet.history(MEMBER))[0].metadata == metadata
