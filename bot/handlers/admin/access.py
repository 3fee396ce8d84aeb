"""The filter for admins. For everybody else admin handlers do not exist: their update goes to the next
handler."""

from aiogram.types import CallbackQuery, Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member


async def is_admin(
    _event: Message | CallbackQuery, gamification: Gamification, member: Member | None = None
) -> bool:
    """A filter: True if an admin acts. Raises DatabaseUnavailable."""
    return member is not None and await gamification.admins.includes(member.id)
