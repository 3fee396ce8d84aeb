"""django-ledger: `commit_txs` makes, checks and posts a journal entry of two transactions."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import django
from django.conf import settings

from .measured import AMOUNT, MEMBERS, PRAGMAS, file, measure

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(file()),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": ";".join(PRAGMAS)},
        }
    },
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_ledger"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    DJANGO_LEDGER_USE_DEPRECATED_BEHAVIOR=False,
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - Django must be set up before
from django.core.management import call_command  # noqa: E402
from django_ledger.io import roles  # noqa: E402
from django_ledger.models import EntityModel, TransactionModel  # noqa: E402

call_command("migrate", verbosity=0)
entity = EntityModel.create_entity(
    name="Club",
    use_accrual_method=True,
    admin=get_user_model().objects.create_user("creator"),
    fy_start_month=1,
)
entity.create_chart_of_accounts(assign_as_default=True, commit=True)
ledger = entity.create_ledger("besitos", posted=True)


def account(code: int, role: str, balance: str) -> object:
    return entity.create_account(
        code=str(code), role=role, name=f"account {code}", balance_type=balance, active=True
    )


issued = account(60_000, roles.EXPENSE_OPERATIONAL, "debit")
accounts = [account(20_000 + n, roles.LIABILITY_CL_OTHER, "credit") for n in range(MEMBERS)]
start = datetime.now(UTC) - timedelta(days=1)


def credit(member: int, number: int) -> None:
    ledger.commit_txs(
        je_timestamp=start + timedelta(seconds=number),
        je_txs=[
            {
                "account": accounts[member],
                "amount": Decimal(AMOUNT),
                "tx_type": "credit",
                "description": "reaction",
            },
            {"account": issued, "amount": Decimal(AMOUNT), "tx_type": "debit", "description": "reaction"},
        ],
        je_posted=True,
    )


def total() -> int:
    rows = TransactionModel.objects.filter(account__in=accounts, journal_entry__posted=True)
    return int(sum(row.amount for row in rows))


measure(credit, total)
