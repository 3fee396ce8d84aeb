"""a-ledger: a portfolio of two accounts for each member, since a posting replays its whole portfolio; a
credit is a journal batch whose command key makes it idempotent."""

from a_ledger import Ledger
from a_ledger.domain.journal import (
    CommandKey,
    JournalBatch,
    Post,
    PostingInput,
    SourceIdentity,
    TransactionInput,
)
from a_ledger.schema import install
from a_ledger.sqlite import create_sqlite_engine, write_transaction

from .measured import AMOUNT, MEMBERS, PRAGMAS, file, measure

engine = create_sqlite_engine(file())
connection = engine.connect()
for pragma in PRAGMAS:
    connection.connection.driver_connection.execute(pragma)
ledger = Ledger(connection)
with write_transaction(connection):
    install(connection)
    for n in range(MEMBERS):
        ledger.accounts.create_portfolio(f"member {n}", code=f"member {n}", currency="EUR")
        for code, category in (("wallet", "ASSET"), ("issued", "EQUITY")):
            ledger.accounts.create_account(
                f"{code} {n}", portfolio_id=f"member {n}", code=code, category=category
            )


def credit(member: int, number: int) -> None:
    postings = (
        PostingInput("to", f"wallet {member}", AMOUNT),
        PostingInput("from", f"issued {member}", -AMOUNT),
    )
    facts = TransactionInput("reaction", "2026-01-05", "2026-01-05T12:00:00Z", postings)
    batch = JournalBatch(
        f"member {member}",
        CommandKey("reaction", str(number)),
        (Post("credit", SourceIdentity("reaction", str(number)), facts),),
    )
    with write_transaction(connection):
        ledger.journal.execute(batch)


def total() -> int:
    with write_transaction(connection):
        return sum(ledger.queries.account_balances(f"member {n}")[f"wallet {n}"] for n in range(MEMBERS))


measure(credit, total)
