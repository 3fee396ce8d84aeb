"""The days as a table for spreadsheets; a unit of work."""

from sqlalchemy.orm import Session

from ..rules.terms import ReadTerms
from ..rules.transaction_types import TransactionType, type_of
from .overview import overview_of, totals_until_today
from .stored import read_ledger
from .tally import KNOWN_TYPES

CsvRow = tuple[str | int, ...]
COLUMNS = (
    "day", "earned", "spent", "circulating", "active_members", "new_profiles", "claims", "purchases",
)  # fmt: skip


def read_csv_rows(session: Session, terms: ReadTerms, days: int) -> tuple[CsvRow, ...]:
    """Return the names of the columns, then a row a day. After the numbers of a day comes a column for each
    type and source: the sum of the amounts, negative where members paid."""
    ledger = read_ledger(session, terms)  # once: what is not counted yet may be 50,000 entries
    overview = overview_of(session, ledger, days)
    totals = totals_until_today(session, ledger, days)
    kinds = sorted({(type_, source) for _, type_, source in totals}, key=_order)
    names = (*COLUMNS, *(_name(type_, source) for type_, source in kinds))
    rows: list[CsvRow] = [names]
    for day in overview.days:
        amounts = (totals.get((day.day, *kind)) for kind in kinds)
        rows.append(
            (
                day.day.isoformat(), day.earned, day.spent,
                "" if day.circulating is None else day.circulating,
                day.active_members, day.new_profiles, day.claims, day.purchases,
                *(0 if total is None else total.amount for total in amounts),
            )
        )  # fmt: skip
    return tuple(rows)


def _order(kind: tuple[str, str]) -> tuple[int, str]:
    known = list(TransactionType)
    return (known.index(TransactionType(kind[0])) if kind[0] in KNOWN_TYPES else len(known), kind[1])


def _name(type_: str, source: str) -> str:
    if type_ not in KNOWN_TYPES:
        return type_
    return f"{type_of(type_, source)}:{source}" if source else type_
