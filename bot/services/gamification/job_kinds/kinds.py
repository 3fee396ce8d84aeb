"""Lists the kinds of jobs of the economy, for the job runner of a process."""

from ...jobs import Kind
from .expire_rewards import ExpireRewards
from .provision_profiles import ProvisionProfiles
from .recompute_levels import RecomputeLevels
from .reconcile_ledger import ReconcileLedger
from .tidy_streaks import TidyStreaks


def job_kinds() -> tuple[Kind, ...]:
    """Return one instance of each kind."""
    return (ProvisionProfiles(), RecomputeLevels(), ReconcileLedger(), ExpireRewards(), TidyStreaks())
