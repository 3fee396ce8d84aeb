"""Every kind of job of the economy, for the job runner of a process."""

from bot.services.gamification.jobs_expire_rewards import ExpireRewards
from bot.services.gamification.jobs_provision_profiles import ProvisionProfiles
from bot.services.gamification.jobs_recompute_levels import RecomputeLevels
from bot.services.gamification.jobs_reconcile_ledger import ReconcileLedger
from bot.services.gamification.jobs_tidy_streaks import TidyStreaks
from bot.services.jobs import Kind


def job_kinds() -> tuple[Kind, ...]:
    """One of each."""
    return (ProvisionProfiles(), RecomputeLevels(), ReconcileLedger(), ExpireRewards(), TidyStreaks())
