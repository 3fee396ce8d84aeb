"""A kind of job that compares every member's wallet with the ledger and reports differences. It repairs
nothing: a person must decide."""

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.orm import Session

from ....database.tables.host import User
from ...jobs import Done, Page, Step
from ..earned import EARNED_SQL
from .pages import count_rows, page_by


class ReconcileLedger:
    """Reports the members whose wallet is not the sum of their ledger entries; `changed` counts them."""

    name = "reconcile_ledger"
    purpose = "Compares every wallet with its ledger, in the background, and keeps what differs as findings."

    def total(self, session: Session, step: Step) -> int:
        """Count all users: entries without a wallet are a difference too."""
        return count_rows(session, User)

    def page(self, session: Session, step: Step, after: int, size: int) -> Page | None:
        """Return the next users."""
        return page_by(session, User.user_id, after, size)

    def change(self, session: Session, step: Step, page: Page) -> Done:
        """Report the differences of a page; one statement, so that both sides are read in one snapshot."""
        rows = session.execute(_DIFFERENCES, {"after": page.after, "last": page.last}).all()
        return Done(changed=len(rows), findings=[(row[0], _describe(*row[1:])) for row in rows])

    count = change


def _describe(balance: int | None, earned: int, spent: int, ledger_balance: int, ledger_earned: int) -> str:
    ledger_balance, ledger_earned = int(ledger_balance), int(ledger_earned)
    ledger = f"balance {ledger_balance}, earned {ledger_earned}, spent {ledger_earned - ledger_balance}"
    if balance is None:
        return f"no profile; the ledger says {ledger}"
    return f"the profile says balance {balance}, earned {earned}, spent {spent}; the ledger says {ledger}"


_DIFFERENCES = text(
    "SELECT u.user_id, p.balance, p.total_earned, p.total_spent, "  # noqa: S608 - our own text
    "COALESCE(l.balance, 0), COALESCE(l.earned, 0) "
    "FROM users u LEFT JOIN user_gamification_profiles p ON p.user_id = u.user_id "
    "LEFT JOIN (SELECT user_id, SUM(amount) AS balance, "
    f"SUM({EARNED_SQL}) AS earned FROM transactions "
    "WHERE user_id > :after AND user_id <= :last GROUP BY user_id) l ON l.user_id = u.user_id "
    "WHERE u.user_id > :after AND u.user_id <= :last "
    "AND (COALESCE(p.balance, 0) <> COALESCE(l.balance, 0) "
    "OR COALESCE(p.total_earned, 0) <> COALESCE(l.earned, 0) "
    "OR COALESCE(p.total_spent, 0) <> COALESCE(l.earned, 0) - COALESCE(l.balance, 0)) "
    "ORDER BY u.user_id"
).bindparams(bindparam("after", type_=BigInteger), bindparam("last", type_=BigInteger))
