"""Decides who is a VIP member (docs/rules.md, Shop): by role, or by a subscription that has not expired."""

from datetime import datetime

VIP_ROLES = ("VIP", "ADMIN")
ACTIVE = "active"
"""The host's word for a running subscription in vip_subscribers.status."""


def is_vip(role: str | None, status: str | None, expiry: datetime | None, now: datetime) -> bool:
    """Return True for role VIP or ADMIN, or an active subscription that expires later than now."""
    if role is not None and role.upper() in VIP_ROLES:
        return True
    return status is not None and status.lower() == ACTIVE and expiry is not None and expiry > now
