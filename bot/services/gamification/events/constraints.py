"""Constraints that stand behind the checks of our own statements. Our statements check the rules first; a
constraint is violated only if another program changed rows between two of our statements."""

from sqlalchemy.exc import IntegrityError

# As PostgreSQL names them, and in SQLite's words, which is all that it says.
GUARDED = {
    "ck_user_gamification_profiles_balance_not_negative": (
        "CHECK constraint failed: ck_user_gamification_profiles_balance_not_negative"
    ),
    "uq_transactions_idempotency_key": "UNIQUE constraint failed: transactions.idempotency_key",
    "idx_user_content_access_user_content": (
        "UNIQUE constraint failed: user_content_access.user_id, user_content_access.content_set_id"
    ),
}
_IN_WORDS = frozenset(GUARDED.values())


def is_guarded(error: IntegrityError) -> bool:
    """Return True if a second run of the unit of work will see what was changed and raise the domain error
    with its numbers. False for a missing reference, and for mistakes of ours."""
    name = _constraint_name(error)
    return str(error.orig) in _IN_WORDS if name is None else name in GUARDED


def _constraint_name(error: IntegrityError) -> str | None:
    origin: object = error.orig
    while origin is not None:  # asyncpg's own error, which has the name, is a cause of SQLAlchemy's
        name = getattr(origin, "constraint_name", None)
        if isinstance(name, str):
            return name
        origin = getattr(origin, "__cause__", None)
    return None
