"""Who acts, and on whom: what every step of the section reads from its dialog."""

from aiogram_dialog import DialogManager

from ....services.gamification import Gamification, MemberFile
from ....services.gamification.member_admin.member_admin import MemberAdmin
from .states import MemberCard


async def open_member_card(manager: DialogManager, user_id: int) -> None:
    """Open the card of a member above what is open now, from any section of the panel."""
    await manager.start(MemberCard.card, data={"member": user_id})


def member_of(manager: DialogManager) -> int:
    """Return the id of the member that the dialog is about."""
    assert isinstance(manager.start_data, dict)
    return int(manager.start_data["member"])


def admin_of(manager: DialogManager) -> int:
    """Return the id of the admin who acts."""
    return int(manager.middleware_data["member"].id)


async def file_of(manager: DialogManager) -> MemberFile:
    """Return what is known of that member now. Raises NotAllowed, UnknownMember."""
    return await member_admin_of(manager).file(admin_of(manager), member_of(manager))


def services_of(manager: DialogManager) -> Gamification:
    """Return the services."""
    gamification: Gamification = manager.middleware_data["gamification"]
    return gamification


def member_admin_of(manager: DialogManager) -> MemberAdmin:
    """Return the service that this section asks."""
    return services_of(manager).member_admin
