"""Which rule a broken constraint stands for. The guards of our statements come first; a constraint only
speaks when somebody changed rows behind our back, between two statements of ours."""

from sqlalchemy.exc import IntegrityError

from ..errors import AlreadyOwned, GamificationError, IdempotencyConflict, InsufficientFunds


def domain_error_for(error: IntegrityError) -> GamificationError | None:
    """The domain error, or None where no rule of the economy was broken but something of ours. A missing
    reference is no rule: who is missing, only the database can say."""
    said = _what_was_said(error)
    if "balance_not_negative" in said:
        return InsufficientFunds(balance=0, needed=0)
    if "idempotency_key" in said:
        return IdempotencyConflict("unknown")
    if "idx_user_content_access_user_content" in said or "user_content_access.user_id" in said:
        return AlreadyOwned()
    return None


def _what_was_said(error: IntegrityError) -> str:
    # asyncpg carries the constraint's name; SQLite only has its message.
    origin: object = error.orig
    while origin is not None:
        name = getattr(origin, "constraint_name", None)
        if isinstance(name, str):
            return name.lower()
        origin = getattr(origin, "__cause__", None)
    return str(error.orig).lower()
