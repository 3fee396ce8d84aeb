"""What admins write in this section: prices for VIP members, end dates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ....services.gamification.rules.catalog import DISCOUNT, PRICE
from ..windows.dates import written_date
from ..windows.inputs import whole_number
from ..windows.trouble import InvalidInput

LAST_MINUTE = (23, 59)


def vip_terms(text: str) -> dict[str, int | None]:
    """Parse "80" (a price) or "20 %" (a discount) into fields of a product."""
    if text.endswith("%"):
        percent = whole_number(*DISCOUNT)(text.removesuffix("%").strip())
        return {"vip_discount_percentage": percent, "vip_besitos_price": None}
    return {"vip_discount_percentage": 0, "vip_besitos_price": whole_number(*PRICE)(text)}


def end_of_sale(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Parse 31/12/2026, 2026-12-31 or either with a time such as 18:00, in the creator's zone; without a time
    it is the last minute of that day. Raises InvalidInput, also for what has passed."""
    day = written_date(text)
    if day is None or day.year is None:
        raise InvalidInput("admin-shop-bad-date")
    try:
        moment = day.at(day.year, day.clock or LAST_MINUTE, zone)
    except ValueError:
        raise InvalidInput("admin-shop-bad-date") from None
    if moment <= now or moment.year >= 2100:
        raise InvalidInput("admin-shop-past-date")
    return moment


def end_in_days(days: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the last minute of the day that is so many days ahead."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, *LAST_MINUTE, tzinfo=zone)
