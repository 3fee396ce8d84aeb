"""Decides who is a VIP member (docs/rules.md, Shop): by role, by a subscription that has not expired, or by
the host's word."""

from datetime import datetime

VIP_ROLES = ("VIP", "ADMIN")
ACTIVE, EXPIRED = "active", "expired"
"""The host's words in vip_subscribers.status for a subscription that runs, and one that is over."""


def is_vip(
    role: str | None, status: str | None, expiry: datetime | None, now: datetime, *, host_says: bool = False
) -> bool:
    """Return True for role VIP or ADMIN, for an active subscription that expires later than now, and where
    the host's own `is_vip` says so."""
    if host_says:
        return True
    if role is not None and role.upper() in VIP_ROLES:
        return True
    return status is not None and status.lower() == ACTIVE and expiry is not None and expiry > now
