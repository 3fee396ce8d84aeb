"""Translates violated constraints to domain errors. Our statements check the rules first; a constraint is
violated only if another program changed rows between two of our statements."""

from sqlalchemy.exc import IntegrityError

from ..errors import AlreadyOwned, GamificationError, IdempotencyConflict, InsufficientFunds


def domain_error_for(error: IntegrityError) -> GamificationError | None:
    """Return the domain error, or None if the constraint is not a rule of the economy. A missing reference is
    not one: only the database knows which row is missing."""
    said = _what_was_said(error)
    if "balance_not_negative" in said:
        return InsufficientFunds(balance=0, needed=0)
    if "idempotency_key" in said:
        return IdempotencyConflict("unknown")
    if "idx_user_content_access_user_content" in said or "user_content_access.user_id" in said:
        return AlreadyOwned()
    return None


def _what_was_said(error: IntegrityError) -> str:
    # asyncpg has the constraint's name; SQLite has only a message.
    origin: object = error.orig
    while origin is not None:
        name = getattr(origin, "constraint_name", None)
        if isinstance(name, str):
            return name.lower()
        origin = getattr(origin, "__cause__", None)
    return str(error.orig).lower()
