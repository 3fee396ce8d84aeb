"""Who may have the files of a content set: the one row per member and set, given once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.database.gamification_tables import UserContentAccess
from bot.database.upsert import insert_into

REWARD = "reward"
"""access_type of what a reward gave."""


def give_access(
    session: Session,
    user_id: int,
    content_set_id: int,
    access_type: str,
    now: datetime,
    *,
    product_id: int | None = None,
    paid: int | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> int | None:
    """Give access, also where an earlier one ended; the id of the row, or None where the member has access
    already. Of several at once one gets the id; one statement."""
    given = {
        "shop_product_id": product_id,
        "access_type": access_type,
        "besitos_paid": paid,
        "is_active": True,
        "accessed_at": now,
        "expires_at": None,
        "access_metadata": dict(metadata) if metadata is not None else None,
    }
    ended = UserContentAccess.is_active.is_(False) | (UserContentAccess.expires_at <= now)
    return session.execute(
        insert_into(session, UserContentAccess)
        .values(user_id=user_id, content_set_id=content_set_id, **given)
        .on_conflict_do_update(index_elements=["user_id", "content_set_id"], set_=given, where=ended)
        .returning(UserContentAccess.id)
    ).scalar_one_or_none()
