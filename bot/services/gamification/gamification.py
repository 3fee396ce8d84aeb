"""All services of the economy in one object, which handlers and host bots use."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...database import Database
from ...database.host_session import HostSessions
from ..clock import Clock, system_clock
from ..jobs import DEFAULT_DUTY_CYCLE, JobRunner, RunMessages, pace_for
from ..tasks import TaskSupervisor
from .anomalies import Anomalies
from .audit_log import AuditLog
from .catalog.edits import AdminCatalog
from .conditions import Conditions
from .daily_gift import DailyGift
from .economy import Economy
from .events.context import Context
from .events.durable_hooks import DurableHooks
from .events.hooks import E, Hooks, Registration
from .events.to_tell import TellsByOutbox
from .events.unlocks import Unlocks
from .in_force import level_of
from .job_kinds.kinds import job_kinds, kinds_of_admins
from .job_kinds.new_level_formula import RecomputeAsJob
from .leaderboard import Leaderboard
from .mass_messages import MassMessages
from .mass_payments import MassPayments
from .member_admin.member_admin import MemberAdmin
from .members.admins import Admins
from .members.host_vip import HostVip, IsVip
from .members.profiles import GamificationProfileService
from .membership import Members
from .outbox.outbox import Outbox
from .posts import Posts
from .profile_card import ProfileCards
from .reactions.channel_settings import ReactionSettings
from .reactions.channels import Channels
from .reactions.reactions import Reactions
from .reward_reviews.reviews import RewardReviews
from .rewards import Rewards
from .screens import NoScreens, Screens
from .segments import Segments
from .shop.shop import Shop
from .start_here import StartHere
from .statistics.statistics import Statistics
from .sweep import Sweep
from .wallet import Wallet
from .within import Within

NO_SCREENS = NoScreens("these services belong to no bot")


@dataclass(frozen=True, slots=True)
class Gamification:
    """The services of docs/api.md. They share one database and one clock."""

    profiles: GamificationProfileService
    members: Members
    member_admin: MemberAdmin
    economy: Economy
    anomalies: Anomalies
    catalog: AdminCatalog
    admins: Admins
    profile_cards: ProfileCards
    wallet: Wallet
    reactions: Reactions
    reaction_settings: ReactionSettings
    channels: Channels
    start_here: StartHere
    daily_gift: DailyGift
    rewards: Rewards
    reward_reviews: RewardReviews
    shop: Shop
    leaderboard: Leaderboard
    jobs: JobRunner
    sweep: Sweep
    segments: Segments
    mass_payments: MassPayments
    mass_messages: MassMessages
    posts: Posts
    run_messages: RunMessages
    unlocks: Unlocks
    hooks: Hooks
    outbox: Outbox
    within: Within
    durable_hooks: DurableHooks
    conditions: Conditions
    statistics: Statistics
    audit: AuditLog
    clock: Clock
    screens: Screens = NO_SCREENS

    def on(self, event_type: type[E], *, durable: bool = False, name: str | None = None) -> Registration[E]:
        """Register an async function for a type of event: `@gamification.on(LevelUp)`. It is called after the
        commit, in the background. With `durable=True, name="..."` it is called again until it succeeds, also
        after a crash, in any process of the bot that registers it. Raises ValueError for what is no type of
        event, no async function, or no new name.
        """
        return self.hooks.on(event_type, durable=durable, name=name)


def assemble(
    database: Database,
    *,
    clock: Clock = system_clock,
    admin_ids: Iterable[int] = (),
    profile_cache_size: int = 50_000,
    profile_cache_ttl_seconds: float = 3600.0,
    tasks: TaskSupervisor | None = None,
    job_duty_cycle: float = DEFAULT_DUTY_CYCLE,
    is_vip: IsVip | None = None,
) -> Gamification:
    """Build the services on a database, without connecting to it. `tasks` owns the job runner's background
    tasks, once it is opened; `job_duty_cycle` is the largest share of time that jobs may work. `is_vip` is
    the host's word on who is VIP, in addition to our tables."""
    admins, hooks = Admins(database, admin_ids), Hooks()
    database.after_commit(hooks.committed)
    conditions = Conditions()
    kinds = (*job_kinds(), *kinds_of_admins(conditions, host_decides_vip=is_vip is not None))
    jobs = JobRunner(
        database, kinds, clock=clock, tasks=tasks, pace=pace_for(database.dialect, job_duty_cycle)
    )
    catalog = AdminCatalog(database, clock, admins, conditions)
    context = Context(
        database=database,
        economy=Economy(database, clock, admins, RecomputeAsJob(jobs)),
        catalog=catalog,
        profiles=GamificationProfileService(
            database,
            clock=clock,
            cache_size=profile_cache_size,
            cache_ttl_seconds=profile_cache_ttl_seconds,
            level_of=level_of,
            levels_by_formula=True,
        ),
        admins=admins,
        clock=clock,
        host_vip=HostVip(is_vip, cache_size=profile_cache_size),
        conditions=conditions,
    )
    reaction_settings = ReactionSettings(database, clock, admins)
    outbox = Outbox(database, clock)
    wallet = Wallet(context)
    telling = TellsByOutbox(outbox, hooks, context.profiles, clock)
    database.before_commit(telling.committing)
    database.after_commit(telling.committed)
    return Gamification(
        profiles=context.profiles,
        members=Members(context),
        member_admin=MemberAdmin(context),
        economy=context.economy,
        anomalies=Anomalies(database, context.economy, admins, clock),
        catalog=catalog,
        admins=admins,
        profile_cards=ProfileCards(context),
        wallet=wallet,
        reactions=Reactions(context),
        reaction_settings=reaction_settings,
        channels=Channels(database, clock, admins, reaction_settings.invalidate),
        start_here=StartHere(database, admins),
        daily_gift=DailyGift(context),
        rewards=Rewards(context),
        reward_reviews=RewardReviews(context),
        shop=Shop(context),
        leaderboard=Leaderboard(context),
        jobs=jobs,
        sweep=Sweep(database, jobs, admins),
        segments=Segments(database, clock, admins),
        mass_payments=MassPayments(database, jobs, clock, admins),
        mass_messages=MassMessages(database, jobs, clock, admins),
        posts=Posts(database, clock, admins, reaction_settings),
        run_messages=RunMessages(database),
        unlocks=hooks.unlocks,
        hooks=hooks,
        outbox=outbox,
        within=Within(context, HostSessions(database)),
        durable_hooks=DurableHooks(hooks, outbox),
        conditions=conditions,
        statistics=Statistics(context),
        audit=AuditLog(context),
        clock=clock,
    )
