"""How many days the windows of the section show."""

from aiogram_dialog import DialogManager

PERIODS = (7, 30, 90)
DEFAULT_DAYS = 30
DAYS = "days"


def days_of(manager: DialogManager) -> int:
    """Return the chosen number of days."""
    days = manager.dialog_data.get(DAYS)
    return days if days in PERIODS and isinstance(days, int) else DEFAULT_DAYS
