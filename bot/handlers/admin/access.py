"""Who sees what is for admins. To everybody else it is not there: their update goes on to the next
handler."""

from aiogram.types import CallbackQuery, Message

from ...services.gamification.gamification import Gamification
from ...services.gamification.members.identity import Member


async def is_admin(
    _event: Message | CallbackQuery, gamification: Gamification, member: Member | None = None
) -> bool:
    """A filter: True where an admin acts. Raises DatabaseUnavailable."""
    return member is not None and await gamification.admins.includes(member.id)
