"""The texts of the panel's section of numbers, and its file for spreadsheets."""

import csv
from collections.abc import Sequence
from io import StringIO

from ...services.gamification import (
    BestSeller,
    Overview,
    SourceTotal,
    StreakCount,
    TopMember,
    TransactionType,
)
from ..charts.paper import CORAL, GREEN
from ..charts.shares import MAX_BARS, Bar
from ..charts.words import number
from ..displayed_text import displayed
from ..texts import Html, Texts

SOURCES = {
    TransactionType.EARN_REACTION: "admin-numbers-word-reaction",
    TransactionType.EARN_DAILY: "admin-numbers-word-gift",
    TransactionType.EARN_STREAK: "admin-numbers-word-streak",
    TransactionType.EARN_REWARD: "admin-numbers-word-reward",
    TransactionType.EARN_ADMIN: "admin-numbers-word-from-admin",
    TransactionType.EARN_SHOP_REFUND: "admin-numbers-word-refund",
    TransactionType.SPEND_SHOP: "admin-numbers-word-purchase",
    TransactionType.SPEND_ADMIN: "admin-numbers-word-to-admin",
}


TYPES = frozenset(type_.value for type_ in TransactionType)


def overview_variables(overview: Overview, texts: Texts) -> dict[str, str | int]:
    """Return the variables of `admin-numbers-overview`."""
    days = overview.days
    return {
        "days": len(days),
        "earned": overview.earned,
        "spent": overview.spent,
        "inflation": _inflation(overview, texts),
        "circulating": overview.circulating,
        "members": overview.members,
        "active": round(sum(day.active_members for day in days) / len(days)),
        "today": days[-1].active_members,
        "new": overview.new_profiles,
        "claims": overview.claims,
        "purchases": overview.purchases,
        "behind": _behind(overview, texts),
    }


def sellers_text(sold: Sequence[BestSeller], days: int, texts: Texts) -> Html:
    """Return the best sellers, as the text of a window."""
    lines = [
        texts.html(
            "admin-numbers-seller",
            place=place,
            name=one.name if one.name is not None else texts.plain("admin-numbers-word-deleted-product"),
            purchases=one.purchases,
            amount=one.besitos,
        )
        for place, one in enumerate(sold, 1)
    ]
    shown = Html("\n".join(lines)) if lines else texts.html("admin-numbers-no-sales")
    return texts.html("admin-numbers-sellers-page", days=days, lines=shown)


def top_text(best: Sequence[TopMember], *, this_month: bool, texts: Texts) -> Html:
    """Return the members who earned most, as the text of a window."""
    lines = [
        texts.html("admin-numbers-top-line", place=place, name=texts.name(one.name), amount=one.earned)
        for place, one in enumerate(best, 1)
    ]
    shown = Html("\n".join(lines)) if lines else texts.html("admin-numbers-top-empty")
    return texts.html("admin-numbers-top-page", period="month" if this_month else "ever", lines=shown)


def source_bars(sources: Sequence[SourceTotal], texts: Texts) -> list[Bar]:
    """Return a bar for each source, the largest first: what was earned, then what was spent."""
    rows = sorted(sources, key=lambda one: (not one.type.earns, -one.besitos))[:MAX_BARS]
    return [Bar(_source(one, texts), one.besitos, GREEN if one.type.earns else CORAL) for one in rows]


def streak_bars(counts: Sequence[StreakCount], texts: Texts) -> list[Bar]:
    """Return a bar for each group of streaks."""
    return [Bar(_streak(one, texts), one.members) for one in counts]


def csv_file(rows: Sequence[Sequence[str | int]], texts: Texts) -> bytes:
    """Return a file that spreadsheets open; with the mark by which they know UTF-8. `rows` begin with the
    names of the columns, which become words."""
    names, *days = rows
    written = StringIO(newline="")
    csv.writer(written).writerows([[_column(str(name), texts) for name in names], *days])
    return written.getvalue().encode("utf-8-sig")


def _column(name: str, texts: Texts) -> str:
    type_, _, source = name.partition(":")
    if type_ in TYPES:
        said = source or texts.plain(SOURCES[TransactionType(type_)])
        return texts.plain("admin-numbers-word-column-besitos", source=said)
    return texts.plain("admin-numbers-word-column", name=name.replace("_", "-"), stored=name)


def _inflation(overview: Overview, texts: Texts) -> Html:
    if overview.spent_of_100 is None:
        return texts.html("admin-numbers-nothing-earned")
    return texts.html("admin-numbers-inflation", spent=overview.spent_of_100)


def _behind(overview: Overview, texts: Texts) -> Html:
    if overview.counted_share >= 1:
        return Html("")
    percent = int(100 * overview.counted_share)
    return Html("\n\n" + texts.html("admin-numbers-behind", percent=percent))


def _source(one: SourceTotal, texts: Texts) -> str:
    if one.source is not None:
        return str(displayed(texts.plain("admin-numbers-word-source", source=one.source)))
    return texts.plain(SOURCES[one.type])


def _streak(one: StreakCount, texts: Texts) -> str:
    if one.least == one.most == 1:
        return texts.plain("admin-numbers-word-streak-day")
    if one.most is None:
        return texts.plain("admin-numbers-word-streak-days", days=f"{number(one.least, texts.language)}+")
    return texts.plain("admin-numbers-word-streak-days", days=f"{one.least}–{one.most}")
