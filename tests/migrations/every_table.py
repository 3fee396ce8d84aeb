"""A row for every table, inserted through the models as services would."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import literal_column, text
from sqlalchemy.orm import Session

from bot.database.tables.conversations import ConversationRow
from bot.database.tables.gamification import (
    AuditEntry,
    CatalogVersion,
    ContentRight,
    ContentSet,
    GamificationProfile,
    LedgerEntry,
    ReactionGroup,
    Reward,
    RewardCondition,
    ShopProduct,
    UpgradeLogEntry,
    UserContentAccess,
    UserReaction,
    UserReward,
    UserStreak,
)
from bot.database.tables.host import (
    BotConfig,
    ContentPackage,
    FreeChannelRequest,
    InvitationToken,
    SubscriptionPlan,
    User,
    UserInterest,
    UserRoleChangeLog,
    VipSubscriber,
)
from bot.database.tables.jobs import JobFinding, JobMessage, JobRun
from bot.database.tables.outbox import OutboxRow
from bot.database.tables.publishing import Post, SentMessage
from bot.database.tables.totals import Cohort, DailyMembers, DailyTotal, DailyTotals, MemberActivity
from bot.demo.production.copy import State

NOW = datetime(2026, 5, 1, tzinfo=UTC)
TODAY = NOW.date()
MEMBER = 7
MORE_THAN_32_BITS = 5_000_000_000
made: dict[str, Any] = {"created_at": NOW, "updated_at": NOW}


def host_enum(label: str) -> Any:
    """A literal: on PostgreSQL the column may be the host's native enum, which takes no VARCHAR parameter."""
    return literal_column(f"'{label}'")


def insert_everywhere(session: Session, state: State) -> set[str]:
    """Insert one row into each table; the names of the tables."""
    tables: set[str] = set()

    def insert(row: Any) -> Any:
        session.add(row)
        session.flush()
        tables.add(row.__tablename__)
        return row

    insert(BotConfig(id=2))
    insert(User(user_id=MEMBER, first_name="Ana", role=host_enum("FREE"), **made))
    plan = insert(
        SubscriptionPlan(
            name="Plan", duration_days=30, price=1.5, currency="$", active=True, created_at=NOW, created_by=1
        )
    )
    token = insert(
        InvitationToken(
            token="a token", generated_by=1, created_at=NOW, duration_hours=1, used=False, plan_id=plan.id
        )
    )
    insert(
        VipSubscriber(
            user_id=MEMBER, join_date=NOW, expiry_date=NOW, status="active", token_id=token.id,
            vip_entry_token="one",
        )
    )  # fmt: skip
    if state == "drifted":  # the host's own column, which has no default and which we do not know
        session.execute(
            text(
                "INSERT INTO free_channel_requests (user_id, request_date, processed, pending_request) "
                "VALUES (7, '2026-05-01 00:00:00', false, true)"
            )
        )
        tables.add(FreeChannelRequest.__tablename__)
    else:
        insert(FreeChannelRequest(user_id=MEMBER, request_date=NOW, processed=False))
    package = insert(
        ContentPackage(
            name="Package",
            category=host_enum("VIP_PREMIUM"),
            type=host_enum("BUNDLE"),
            is_active=True,
            **made,
        )
    )
    insert(UserInterest(user_id=MEMBER, package_id=package.id, is_attended=False, created_at=NOW))
    insert(
        UserRoleChangeLog(
            user_id=MEMBER, previous_role=host_enum("FREE"), new_role=host_enum("VIP"), changed_by=1,
            reason=host_enum("MANUAL_CHANGE"), change_source="TEST", changed_at=NOW,
        )
    )  # fmt: skip
    insert(
        GamificationProfile(
            user_id=MEMBER, balance=MORE_THAN_32_BITS, total_earned=MORE_THAN_32_BITS, total_spent=0, level=1,
            **made,
        )
    )  # fmt: skip
    insert(
        LedgerEntry(
            user_id=MEMBER, amount=MORE_THAN_32_BITS, type="EARN_SHOP_REFUND", reason="A test",
            idempotency_key="a key", created_at=NOW,
        )
    )  # fmt: skip
    for channel_id in ("-1", "-2"):  # the same message number in two channels is two messages
        insert(
            UserReaction(
                user_id=MEMBER,
                content_id=1,
                channel_id=channel_id,
                emoji="a custom emoji 1",
                created_at=NOW,
            )
        )
    insert(CatalogVersion(id=2, version=MORE_THAN_32_BITS))
    insert(ReactionGroup(chat_id=-MORE_THAN_32_BITS, added_by=MORE_THAN_32_BITS, created_at=NOW))
    insert(UserStreak(user_id=MEMBER, streak_type="DAILY_GIFT", current_streak=1, longest_streak=1, **made))
    content_set = insert(
        ContentSet(name="Set", file_ids=["a"], content_type="MIXED", tier="GIFT", is_active=True, **made)
    )
    product = insert(
        ShopProduct(
            name="Product", content_set_id=content_set.id, besitos_price=1, vip_discount_percentage=0,
            tier="PREMIUM", is_active=True, sort_order=0, purchase_count=0, stock=1, ends_at=NOW, **made,
        )
    )  # fmt: skip
    insert(
        UserContentAccess(
            user_id=MEMBER, content_set_id=content_set.id, shop_product_id=product.id, access_type="gift",
            is_active=True, accessed_at=NOW,
        )
    )  # fmt: skip
    insert(
        ContentRight(
            user_id=MEMBER, content_set_id=content_set.id, shop_product_id=product.id, source="shop_purchase",
            price=MORE_THAN_32_BITS, charge_id=MORE_THAN_32_BITS, granted_at=NOW,
        )
    )  # fmt: skip
    reward = insert(
        Reward(
            name="A name of more than a hundred letters " * 4, reward_type="VIP_EXTENSION",
            reward_value={"days": 1}, is_repeatable=True, is_secret=True, claim_window_hours=1,
            is_active=True, sort_order=0, **made,
        )
    )  # fmt: skip
    insert(
        RewardCondition(
            reward_id=reward.id, condition_type="NOT_CLAIMED_BEFORE", condition_group=1, sort_order=0,
            created_at=NOW,
        )
    )  # fmt: skip
    insert(UserReward(user_id=MEMBER, reward_id=reward.id, status="EXPIRED", claim_count=0, **made))
    insert(
        UpgradeLogEntry(revision="0000", table_name="users", reason="a test", row={"id": 1}, created_at=NOW)
    )
    insert(AuditEntry(at=NOW, who="a test", what="a change", subject="member 7", before={"level": 1}))
    run = insert(
        JobRun(
            kind="a_kind", status="paused", dry_run=False, params={}, processed=0, changed=0, bad_rows=0,
            bad_row_limit=1, batch_size=1, batches=0, work_seconds=0.5, origin="test", created_at=NOW,
            generation=0, log=[],
        )
    )  # fmt: skip
    insert(JobFinding(run_id=run.id, row_key=MORE_THAN_32_BITS, state="BAD", reason="a test", created_at=NOW))
    insert(
        JobMessage(
            run_id=run.id, chat_id=-MORE_THAN_32_BITS, message_id=1, language="es", final=False,
            next_edit_at=NOW,
        )
    )  # fmt: skip
    insert(
        OutboxRow(
            user_id=MEMBER, kind="level_up", payload={"level": 3}, once_key="level_up:1", created_at=NOW,
            tries=0,
        )
    )  # fmt: skip
    insert(
        ConversationRow(
            bot_id=MORE_THAN_32_BITS, chat_id=MEMBER, user_id=MEMBER, thread_id=0, destiny="aiogd:stack:",
            data={"intents": []}, updated_at=NOW,
        )
    )  # fmt: skip
    insert(
        DailyTotals(
            id=2, zone="UTC", count_number=1, counted_to=MORE_THAN_32_BITS, counts_to=MORE_THAN_32_BITS,
            entries=1, counted_at=NOW,
        )
    )  # fmt: skip
    insert(DailyTotal(day=TODAY, type="EARN_DAILY", source="", amount=MORE_THAN_32_BITS, entries=1))
    insert(DailyMembers(day=TODAY, members=1))
    insert(Cohort(first_week=TODAY, week=TODAY, members=1))
    insert(
        MemberActivity(
            user_id=MEMBER, count_number=1, first_day=739_737, days=b"\1", month=24_317,
            earned=MORE_THAN_32_BITS,
        )
    )  # fmt: skip
    insert(SentMessage(run_id=run.id, user_id=MEMBER, state="UNREACHABLE", at=NOW))
    insert(
        Post(
            channel_id=-MORE_THAN_32_BITS, content={"text": "Hola"}, buttons=True, protected=False,
            state="SCHEDULED", due_at=NOW, at_once=False, created_by=MORE_THAN_32_BITS, language="es",
            created_at=NOW,
        )
    )  # fmt: skip
    return tables
