"""python-accounting: a journal entry with one line item, posted to the ledger with its chain of hashes."""

from datetime import datetime

from python_accounting.database.session import get_session
from python_accounting.models import Account, Base, Currency, Entity, LineItem
from python_accounting.transactions import JournalEntry
from sqlalchemy import create_engine, event

from .measured import AMOUNT, MEMBERS, PRAGMAS, file, measure

engine = create_engine(f"sqlite:///{file()}")


@event.listens_for(engine, "connect")
def _as_ours(connection: object, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(pragma)  # type: ignore[attr-defined]


Base.metadata.create_all(engine)
session = get_session(engine)
entity = Entity(name="Club")
session.add(entity)
session.commit()
currency = Currency(name="Besitos", code="BES", entity_id=entity.id)
session.add(currency)
session.commit()


def account(name: str, kind: str) -> int:
    made = Account(
        name=name,
        account_type=Account.AccountType[kind],
        currency_id=currency.id,
        entity_id=entity.id,
    )
    session.add(made)
    session.commit()
    return int(made.id)


entity_id = entity.id
issued = account("issued", "OPERATING_EXPENSE")
accounts = [account(f"member {n}", "CURRENT_LIABILITY") for n in range(MEMBERS)]
now = datetime.now()  # noqa: DTZ005 - the library's own form; it takes no other


def credit(member: int, number: int) -> None:
    entry = JournalEntry(
        narration="reaction",
        reference=str(number),
        transaction_date=now,
        account_id=accounts[member],
        entity_id=entity_id,
    )
    session.add(entry)
    session.flush()
    item = LineItem(narration="reaction", account_id=issued, amount=AMOUNT, entity_id=entity_id)
    session.add(item)
    session.flush()
    entry.line_items.add(item)
    session.add(entry)
    entry.post(session)


def total() -> int:
    return -sum(int(session.get(Account, one).closing_balance(session)) for one in accounts)


measure(credit, total)
