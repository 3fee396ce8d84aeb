"""What admins send in this section: files, prices for VIP members, end dates."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.types import Message

from ....services.gamification import ContentFile, FileKind
from ....services.gamification.rules.catalog import DISCOUNT, PRICE
from ..windows.inputs import whole_number
from ..windows.trouble import InvalidInput

_DATE = re.compile(
    r"(?:(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2}))"
    r"(?:[ T,]+(?P<hour>\d{1,2})[:.h](?P<minute>\d{2}))?"
)


def file_in(message: Message) -> ContentFile | None:
    """Return the file of a message with its kind, or None if it has none that content may hold."""
    if message.photo:
        largest = message.photo[-1]
        return ContentFile(largest.file_id, FileKind.PHOTO, largest.file_unique_id)
    kinds = (
        (message.animation, FileKind.ANIMATION),  # before the document, which it is as well
        (message.video, FileKind.VIDEO),
        (message.audio, FileKind.AUDIO),
        (message.voice, FileKind.VOICE),
        (message.video_note, FileKind.VIDEO_NOTE),
        (message.document, FileKind.DOCUMENT),
    )
    for file, kind in kinds:
        if file is not None:
            return ContentFile(file.file_id, kind, file.file_unique_id)
    return None


def vip_terms(text: str) -> dict[str, int | None]:
    """Parse "80" (a price) or "20 %" (a discount) into fields of a product."""
    if text.endswith("%"):
        percent = whole_number(*DISCOUNT)(text.removesuffix("%").strip())
        return {"vip_discount_percentage": percent, "vip_besitos_price": None}
    return {"vip_discount_percentage": 0, "vip_besitos_price": whole_number(*PRICE)(text)}


def end_of_sale(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Parse 31/12/2026, 2026-12-31 or either with a time such as 18:00, in the creator's zone; without a time
    it is the last minute of that day. Raises InvalidInput, also for what has passed."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise InvalidInput("admin-shop-bad-date")
    part = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    try:
        moment = datetime(
            part.get("year") or part["iso_year"],
            part.get("month") or part.get("iso_month", 0),
            part.get("day") or part.get("iso_day", 0),
            part.get("hour", 23),
            part.get("minute", 59),
            tzinfo=zone,
        )
    except (ValueError, KeyError):
        raise InvalidInput("admin-shop-bad-date") from None
    if moment <= now or moment.year >= 2100:
        raise InvalidInput("admin-shop-past-date")
    return moment


def end_in_days(days: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the last minute of the day that is so many days ahead."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone)
