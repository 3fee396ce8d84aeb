"""Lists the kinds of jobs of the economy, for the job runner of a process."""

from ...jobs import Kind
from ..conditions import Conditions
from .daily_totals import CountDailyTotals
from .expire_rewards import ExpireRewards
from .pay_members import PayMembers
from .provision_profiles import ProvisionProfiles
from .recompute_levels import RecomputeLevels
from .reconcile_ledger import ReconcileLedger
from .send_messages import SendMessages
from .tidy_streaks import TidyStreaks


def job_kinds() -> tuple[Kind, ...]:
    """Return one instance of each kind that anybody may start, also in a terminal."""
    return (
        ProvisionProfiles(),
        RecomputeLevels(),
        ReconcileLedger(),
        ExpireRewards(),
        TidyStreaks(),
        CountDailyTotals(),
    )


def kinds_of_admins(conditions: Conditions, *, host_decides_vip: bool) -> tuple[Kind, ...]:
    """Return those that have parameters and tell members something: a service starts them, and only a process
    with the whole economy works them."""
    return (PayMembers(conditions, host_decides_vip=host_decides_vip), SendMessages())
