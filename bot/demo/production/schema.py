"""The tables of the production database before the upgrade, as SQL, for each of its ages.

Facts of the running system: names, types and indexes are exactly those that an upgrade meets. In
braces stands what differs between SQLite and PostgreSQL, above all the native enums of the latter.
"""

from typing import Literal

State = Literal["unstamped", "stamped", "halfway", "played", "created", "drifted"]
Dialect = Literal["sqlite", "postgresql"]

STAMPS: dict[State, str | None] = {
    "unstamped": None,
    "stamped": "29019dace4c7",
    "halfway": "43b8b4e4a504",
    "played": "20260320_000002",
    "created": "29019dace4c7",
    "drifted": "20260320_000002",
}
HAS_ECONOMY_SETTINGS = {"halfway", "played", "drifted"}
HAS_GAMIFICATION = {"halfway", "played", "created", "drifted"}

HOST_ENUMS = {
    "userrole": "FREE VIP ADMIN",
    "rolechangereason": "ADMIN_GRANTED ADMIN_REVOKED VIP_PURCHASED VIP_REDEEMED VIP_EXPIRED VIP_EXTENDED "
    "VIP_ENTRY_COMPLETED MANUAL_CHANGE SYSTEM_AUTOMATIC",
    "contentcategory": "FREE_CONTENT VIP_CONTENT VIP_PREMIUM",
    "packagetype": "STANDARD BUNDLE COLLECTION",
}
GAMIFICATION_ENUMS = {
    "transactiontype": "EARN_REACTION EARN_DAILY EARN_STREAK EARN_REWARD EARN_ADMIN SPEND_SHOP SPEND_ADMIN",
    "streaktype": "DAILY_GIFT REACTION",
    "contenttype": "PHOTO_SET VIDEO AUDIO MIXED",
    "contenttier": "FREE VIP PREMIUM GIFT",
    "rewardtype": "BESITOS BADGE CONTENT VIP_EXTENSION",
    "rewardconditiontype": "STREAK_LENGTH TOTAL_POINTS LEVEL_REACHED BESITOS_SPENT FIRST_PURCHASE "
    "FIRST_DAILY_GIFT FIRST_REACTION NOT_VIP NOT_CLAIMED_BEFORE",
    "rewardstatus": "LOCKED UNLOCKED CLAIMED EXPIRED",
}
HOST = {
    "bot_config": """
        id INTEGER NOT NULL PRIMARY KEY, vip_channel_id VARCHAR(50), free_channel_id VARCHAR(50),
        wait_time_minutes INTEGER, vip_reactions JSON, free_reactions JSON, subscription_fees JSON,
        created_at {moment}, updated_at {moment}, social_instagram VARCHAR(200), social_tiktok VARCHAR(200),
        social_x VARCHAR(200), free_channel_invite_link VARCHAR(500)""",
    "users": """
        user_id BIGINT NOT NULL PRIMARY KEY, username VARCHAR(100), first_name VARCHAR(100) NOT NULL,
        last_name VARCHAR(100), role {userrole} NOT NULL, created_at {moment} NOT NULL,
        updated_at {moment} NOT NULL""",
    "subscription_plans": """
        {id}, name VARCHAR(100) NOT NULL, duration_days INTEGER NOT NULL, price FLOAT NOT NULL,
        currency VARCHAR(10) NOT NULL, active BOOLEAN NOT NULL, created_at {moment} NOT NULL,
        created_by BIGINT NOT NULL""",
    "invitation_tokens": """
        {id}, token VARCHAR(16) NOT NULL, generated_by BIGINT NOT NULL, created_at {moment} NOT NULL,
        duration_hours INTEGER NOT NULL, used BOOLEAN NOT NULL, used_by BIGINT, used_at {moment},
        plan_id INTEGER REFERENCES subscription_plans (id)""",
    "free_channel_requests": """
        {id}, user_id BIGINT NOT NULL REFERENCES users (user_id), request_date {moment} NOT NULL,
        processed BOOLEAN NOT NULL, processed_at {moment}""",
    "vip_subscribers": """
        {id}, user_id BIGINT NOT NULL REFERENCES users (user_id), join_date {moment} NOT NULL,
        expiry_date {moment} NOT NULL, status VARCHAR(20) NOT NULL, vip_entry_stage INTEGER,
        vip_entry_token VARCHAR(64), invite_link_sent_at {moment},
        token_id INTEGER NOT NULL REFERENCES invitation_tokens (id)""",
    "content_packages": """
        {id}, name VARCHAR(200) NOT NULL, description VARCHAR(500), price NUMERIC(10, 2),
        category {contentcategory} NOT NULL, type {packagetype} NOT NULL, media_url VARCHAR(500),
        is_active BOOLEAN NOT NULL, created_at {moment} NOT NULL, updated_at {moment} NOT NULL""",
    "user_interests": """
        {id}, user_id BIGINT {member}, package_id INTEGER NOT NULL REFERENCES content_packages (id)
        ON DELETE CASCADE, is_attended BOOLEAN NOT NULL, attended_at {moment},
        created_at {moment} NOT NULL""",
    "user_role_change_log": """
        {id}, user_id BIGINT NOT NULL, previous_role {userrole}, new_role {userrole} NOT NULL,
        changed_by BIGINT NOT NULL, reason {rolechangereason} NOT NULL, change_source VARCHAR(50) NOT NULL,
        change_metadata JSON, changed_at {moment} NOT NULL""",
    "alembic_version": "version_num VARCHAR(32) NOT NULL PRIMARY KEY",
}
ECONOMY_SETTINGS = """
    level_formula VARCHAR(255), besitos_per_reaction INTEGER, besitos_daily_gift INTEGER,
    besitos_daily_streak_bonus INTEGER, max_reactions_per_day INTEGER, besitos_daily_base INTEGER,
    besitos_streak_bonus_per_day INTEGER, besitos_streak_bonus_max INTEGER,
    streak_display_format VARCHAR(50)"""
GAMIFICATION = {
    "user_gamification_profiles": """
        {id}, user_id BIGINT {member}, balance INTEGER NOT NULL, total_earned INTEGER NOT NULL,
        total_spent INTEGER NOT NULL, level INTEGER NOT NULL, created_at {moment} NOT NULL,
        updated_at {moment} NOT NULL""",
    "transactions": """
        {id}, user_id BIGINT {member}, amount INTEGER NOT NULL, type {transactiontype} NOT NULL,
        reason VARCHAR(255) NOT NULL, transaction_metadata JSON, created_at {moment} NOT NULL""",
    "user_reactions": """
        {id}, user_id BIGINT {member}, content_id BIGINT NOT NULL, channel_id VARCHAR(50) NOT NULL,
        emoji VARCHAR(10) NOT NULL, created_at {moment} NOT NULL""",
    "user_streaks": """
        {id}, user_id BIGINT {member}, streak_type {streaktype} NOT NULL, current_streak INTEGER NOT NULL,
        longest_streak INTEGER NOT NULL, last_claim_date {moment}, last_reaction_date {moment},
        created_at {moment} NOT NULL, updated_at {moment} NOT NULL""",
    "content_sets": """
        {id}, name VARCHAR(200) NOT NULL, description VARCHAR(1000), file_ids JSON NOT NULL,
        content_type {contenttype} NOT NULL, tier {contenttier} NOT NULL, category VARCHAR(50),
        is_active BOOLEAN NOT NULL, created_at {moment} NOT NULL, updated_at {moment} NOT NULL""",
    "shop_products": """
        {id}, name VARCHAR(200) NOT NULL, description VARCHAR(1000),
        content_set_id INTEGER NOT NULL REFERENCES content_sets (id), besitos_price INTEGER NOT NULL,
        vip_discount_percentage INTEGER NOT NULL, vip_besitos_price INTEGER, tier VARCHAR(20) NOT NULL,
        is_active BOOLEAN NOT NULL, sort_order INTEGER NOT NULL, purchase_count INTEGER NOT NULL,
        created_at {moment} NOT NULL, updated_at {moment} NOT NULL""",
    "user_content_access": """
        {id}, user_id BIGINT {member}, content_set_id INTEGER NOT NULL REFERENCES content_sets (id),
        shop_product_id INTEGER REFERENCES shop_products (id), access_type VARCHAR(50) NOT NULL,
        besitos_paid INTEGER, is_active BOOLEAN NOT NULL, accessed_at {moment} NOT NULL, expires_at {moment},
        access_metadata JSON""",
    "rewards": """
        {id}, name VARCHAR(100) NOT NULL, description VARCHAR(500), reward_type {rewardtype} NOT NULL,
        reward_value JSON NOT NULL, is_repeatable BOOLEAN NOT NULL, is_secret BOOLEAN NOT NULL,
        claim_window_hours INTEGER NOT NULL, is_active BOOLEAN NOT NULL, sort_order INTEGER NOT NULL,
        created_at {moment} NOT NULL, updated_at {moment} NOT NULL""",
    "reward_conditions": """
        {id}, reward_id INTEGER NOT NULL REFERENCES rewards (id) ON DELETE CASCADE,
        condition_type {rewardconditiontype} NOT NULL, condition_value INTEGER,
        condition_group INTEGER NOT NULL, sort_order INTEGER NOT NULL, created_at {moment} NOT NULL""",
    "user_rewards": """
        {id}, user_id BIGINT {member}, reward_id INTEGER NOT NULL REFERENCES rewards (id) ON DELETE CASCADE,
        status {rewardstatus} NOT NULL, unlocked_at {moment}, claimed_at {moment}, expires_at {moment},
        claim_count INTEGER NOT NULL, last_claimed_at {moment}, created_at {moment} NOT NULL,
        updated_at {moment} NOT NULL""",
}
HOST_INDEXES = """
    UNIQUE ix_invitation_tokens_token ON invitation_tokens (token)
    idx_token_used_created ON invitation_tokens (used, created_at)
    idx_user_date ON free_channel_requests (user_id, request_date)
    idx_processed_date ON free_channel_requests (processed, request_date)
    UNIQUE ix_vip_subscribers_user_id ON vip_subscribers (user_id)
    idx_status_expiry ON vip_subscribers (status, expiry_date)
    UNIQUE idx_interest_user_package ON user_interests (user_id, package_id)
    idx_role_log_user_changed_at ON user_role_change_log (user_id, changed_at)
"""
GAMIFICATION_INDEXES = """
    UNIQUE ix_user_gamification_profiles_user_id ON user_gamification_profiles (user_id)
    ix_user_gamification_profiles_level ON user_gamification_profiles (level)
    idx_gamification_level_balance ON user_gamification_profiles (level, balance)
    idx_transaction_user_created ON transactions (user_id, created_at)
    idx_transaction_type_created ON transactions (type, created_at)
    idx_transaction_user_type ON transactions (user_id, type)
    UNIQUE idx_user_content ON user_reactions (user_id, content_id)
    idx_user_reactions_recent ON user_reactions (user_id, created_at)
    idx_content_reactions ON user_reactions (channel_id, content_id, emoji)
    UNIQUE idx_user_streak_type ON user_streaks (user_id, streak_type)
    idx_shop_product_sort ON shop_products (sort_order)
    UNIQUE idx_user_content_access_user_content ON user_content_access (user_id, content_set_id)
    UNIQUE uq_rewards_name ON rewards (name)
    idx_condition_reward ON reward_conditions (reward_id)
    UNIQUE idx_user_reward_user_reward ON user_rewards (user_id, reward_id)
"""
# What a long chain of somebody's migrations lost on its way, or made instead.
NOT_IN = {
    "created": ("uq_rewards_name",),
    "drifted": ("idx_user_content_access_user_content", "idx_user_reward_user_reward", "idx_user_content"),
}
ONLY_IN = {
    "stamped": "UNIQUE uq_vip_entry_token ON vip_subscribers (vip_entry_token)",
    "drifted": "UNIQUE idx_user_content_emoji ON user_reactions (user_id, content_id, emoji)",
}


def table_names(state: State) -> list[str]:
    """The tables of this age, in the order of their foreign keys."""
    return [*HOST, *(GAMIFICATION if state in HAS_GAMIFICATION else ())]


def statements(state: State, dialect: Dialect) -> list[str]:
    """The DDL that makes the tables and indexes of this age."""
    enums = HOST_ENUMS | (GAMIFICATION_ENUMS if state in HAS_GAMIFICATION else {})
    tables = dict(HOST)
    if state in HAS_ECONOMY_SETTINGS:
        tables["bot_config"] += "," + ECONOMY_SETTINGS
    if state in HAS_GAMIFICATION:
        tables |= GAMIFICATION
    if state == "drifted":
        tables["free_channel_requests"] += ", pending_request BOOLEAN NOT NULL"
        tables["vip_subscribers"] += (
            ", kicked_from_channel_at {moment}, last_kick_notification_sent_at {moment}"
        )
    spelling = {"member": "NOT NULL REFERENCES users (user_id) ON DELETE CASCADE"}
    made = []
    if dialect == "postgresql":
        spelling |= {"id": "id SERIAL PRIMARY KEY", "moment": "TIMESTAMP"} | {name: name for name in enums}
        for name, labels in enums.items():
            made.append(f"CREATE TYPE {name} AS ENUM ({', '.join(map(repr, labels.split()))})")
    else:
        spelling |= {"id": "id INTEGER NOT NULL PRIMARY KEY", "moment": "DATETIME"}
        for name, labels in enums.items():
            spelling[name] = f"VARCHAR({max(map(len, labels.split()))})"
    made += [f"CREATE TABLE {name} ({body.format(**spelling)})" for name, body in tables.items()]
    return made + _indexes(state)


def _indexes(state: State) -> list[str]:
    lines = (
        HOST_INDEXES + (GAMIFICATION_INDEXES if state in HAS_GAMIFICATION else "") + ONLY_IN.get(state, "")
    )
    made = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        unique, name = line.startswith("UNIQUE "), line.removeprefix("UNIQUE ")
        if name.split()[0] not in NOT_IN.get(state, ()):
            made.append(f"CREATE {'UNIQUE ' if unique else ''}INDEX {name}")
    return made
