"""piecash: an account for each member in a GnuCash book; a credit is a transaction of two splits, saved."""

import piecash
from sqlalchemy import event
from sqlalchemy.engine import Engine

from .measured import AMOUNT, MEMBERS, PRAGMAS, file, measure


@event.listens_for(Engine, "connect")
def _as_ours(connection: object, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(pragma)  # type: ignore[attr-defined]


book = piecash.create_book(sqlite_file=str(file()), currency="EUR")
currency = book.default_currency
issued = piecash.Account("issued", "EXPENSE", currency, parent=book.root_account)
accounts = [
    piecash.Account(f"member {n}", "LIABILITY", currency, parent=book.root_account) for n in range(MEMBERS)
]
book.save()


def credit(member: int, number: int) -> None:
    piecash.Transaction(
        currency=currency,
        description="reaction",
        num=str(number),
        splits=[
            piecash.Split(account=accounts[member], value=-AMOUNT),
            piecash.Split(account=issued, value=AMOUNT),
        ],
    )
    book.save()


measure(credit, lambda: sum(int(account.get_balance()) for account in accounts))
