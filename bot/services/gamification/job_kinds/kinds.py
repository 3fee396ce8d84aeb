"""Every kind of job of the economy, for the job runner of a process."""

from ...jobs import Kind
from .expire_rewards import ExpireRewards
from .provision_profiles import ProvisionProfiles
from .recompute_levels import RecomputeLevels
from .reconcile_ledger import ReconcileLedger
from .tidy_streaks import TidyStreaks


def job_kinds() -> tuple[Kind, ...]:
    """One of each."""
    return (ProvisionProfiles(), RecomputeLevels(), ReconcileLedger(), ExpireRewards(), TidyStreaks())
