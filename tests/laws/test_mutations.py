"""The tests of money notice when its safeguards are taken out: each is removed from a copy, and the copy's
own tests must fail."""

from datetime import date
from pathlib import Path

import pytest

from tests.kit.mutation import mutated_copy, output_of_failing_tests

LEDGER = "bot/services/gamification/events/ledger.py"
CHAIN = "alembic/versions/0002_gamification_tables.py"
REWARDS = "bot/services/gamification/rewards.py"
FACTS = "bot/services/gamification/events/facts.py"
ACCESS = "bot/services/gamification/events/content_access.py"
RECOMPUTE = "bot/services/gamification/job_kinds/recompute_levels.py"
TERMS = "bot/services/gamification/rules/terms.py"
RULES = "bot/services/gamification/rules/rewards.py"
REFUND = "bot/services/gamification/shop/refunds.py"
WALLET_TESTS = ("tests/gamification/test_wallet.py", "tests/laws/test_money_laws.py")
# Plain Python decides here: a PostgreSQL to start in each copy would prove nothing more.
REWARD_TESTS = ("tests/gamification/test_rewards.py", "-k", "sqlite")
PURCHASES = "bot/services/gamification/shop/purchases.py"
RIGHTS_TESTS = ("tests/gamification/shop/test_content_rights.py", "-k", "sqlite and not at_once")
SHARED = "bot/database/shared_transactions.py"
LOOP = "bot/database/loop_units.py"
RACES = "tests/laws/test_races.py"
# What is taken out of which file, and the tests that must notice.
MUTATIONS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "the guard against a negative balance": (LEDGER, "AND balance + :amount >= 0 ", "", WALLET_TESTS),
    "the key in the UPDATE": (
        LEDGER,
        'f"AND NOT EXISTS (SELECT 1 FROM transactions WHERE idempotency_key IN ({keys})) "',
        "f\"AND '' NOT IN ({keys}) \"",
        WALLET_TESTS,
    ),
    "the unique key": (
        CHAIN,
        'sa.Index("uq_transactions_idempotency_key", "idempotency_key", unique=True)',
        'sa.Index("uq_transactions_idempotency_key", "idempotency_key")',
        WALLET_TESTS,
    ),
    "the undoing of a lost race": (LEDGER, "if len(entered) < len(movements):", "if False:", WALLET_TESTS),
    "the look whether the wallet moved meanwhile": (
        FACTS, "if before != (facts.total_earned, facts.total_spent):", "if False:",
        (RACES, "-k", "different_reactions"),
    ),
    "the look whether the settings are those in force": (
        TERMS, "if version != self.current.version:", "if False:",
        ("tests/gamification/events/test_terms.py", "-k", "pays_by_it_at_once"),
    ),
    "the look whether the catalog is the one in force": (
        TERMS, "if row.catalog_version != self.catalog.version:", "if False:",
        ("tests/gamification/events/test_terms.py", "-k", "switched_off"),
    ),
    "the look at the moment of the entry": (
        LEDGER, "terms.check(entered[0])", "pass",
        ("tests/gamification/events/test_terms.py", "-k", "before_the_wallet_moves"),
    ),
    "the locks of a pass over the levels": (
        RECOMPUTE, "query.with_for_update(key_share=True) if lock else query", "query",
        ("tests/gamification/events/test_terms.py", "-k", "waits_for_who_is_earning"),
    ),
    "the count of claims in a reward's key": (
        REWARDS, "number = facts.state(reward.id).claim_count + 1", "number = 1", REWARD_TESTS,
    ),
    "the mark of a claimed reward": (
        REWARDS, '"claim_count": state.claim_count + 1,', '"claim_count": state.claim_count,', REWARD_TESTS,
    ),
    "the baseline that points count from": (
        RULES, "standing.total_earned - (state.baseline_earned or 0)", "standing.total_earned", REWARD_TESTS,
    ),
    "the guard of access": (
        ACCESS, ", where=ended", "", ("tests/gamification/shop/test_shop.py", "-k", "fifty"),
    ),
    "the refund once": (
        REFUND, "first_time = purchase.refunded_at is None", "first_time = True",
        ("tests/gamification/shop/test_refunds.py", "-k", "sqlite"),
    ),
    "the other rights that a refund leaves": (
        REFUND, "left = [right for right in held.rights if right.id != purchase_id]", "left = []",
        RIGHTS_TESTS,
    ),
    "the state that a purchase was shown in": (
        PURCHASES, "if shown_bought is not None and (", "if False and (", RIGHTS_TESTS,
    ),
    "the answer after the commit": (
        SHARED, "            # Nobody is answered before this: what is acknowledged is durable.\n",
        "            tell(done)\n", ("tests/database/test_shared_transactions.py", "-k", "killed"),
    ),
    "the answer after the commit, in the loop": (
        SHARED, "            # Nobody is answered before this: what is acknowledged is durable.\n",
        "            tell(done)\n", ("tests/database/test_loop_units.py", "-k", "commit_that_fails"),
    ),
    "the savepoint of each unit": (
        SHARED, "_run(connection.run_in_savepoint, unit)", "_run(connection.run, unit)",
        ("tests/database/test_shared_transactions.py", "-k", "alone"),
    ),
    "the thread's turn": (
        LOOP, "        if self._thread_writes:\n", "        if False:\n",
        ("tests/database/test_loop_units.py", "-k", "end_of_a_thread"),
    ),
    "what an older bot ended": (ACCESS, "elif in_force and not lets_in:", "elif False:", RIGHTS_TESTS),
}  # fmt: skip


TODAY = date.today().toordinal()  # noqa: DTZ011 - any clock will do
A_QUARTER_A_DAY = [
    pytest.param(safeguard, marks=() if number % 4 == TODAY % 4 else pytest.mark.exhaustive)
    for number, safeguard in enumerate(MUTATIONS)
]
"""In `make test`, another quarter each day; all of them in `make test-slow`."""


@pytest.mark.slow
@pytest.mark.parametrize("safeguard", A_QUARTER_A_DAY)
def test_without_this_safeguard_the_tests_of_money_fail(tmp_path: Path, safeguard: str) -> None:
    name, original, mutated, tests = MUTATIONS[safeguard]
    mutated_copy(tmp_path, name, [(original, mutated)])
    output_of_failing_tests(tmp_path, *tests)
