"""All services of the economy in one object: what handlers and host bots are given."""

from dataclasses import dataclass

from bot.database import Database
from bot.services.clock import Clock, system_clock
from bot.services.gamification.daily_gift import DailyGift
from bot.services.gamification.economy import Economy, level_of
from bot.services.gamification.profile_card import ProfileCards
from bot.services.gamification.profiles import GamificationProfileService
from bot.services.gamification.wallet import Wallet


@dataclass(frozen=True, slots=True)
class Gamification:
    """The services (api.md). They share one database and one clock."""

    profiles: GamificationProfileService
    economy: Economy
    profile_cards: ProfileCards
    wallet: Wallet
    daily_gift: DailyGift
    clock: Clock


def assemble(
    database: Database,
    *,
    clock: Clock = system_clock,
    profile_cache_size: int = 50_000,
    profile_cache_ttl_seconds: float = 3600.0,
) -> Gamification:
    """The services on a database; touches it only when they are called."""
    economy = Economy(database, clock)
    profiles = GamificationProfileService(
        database,
        clock=clock,
        cache_size=profile_cache_size,
        cache_ttl_seconds=profile_cache_ttl_seconds,
        level_of=level_of,
    )
    return Gamification(
        profiles=profiles,
        economy=economy,
        profile_cards=ProfileCards(database, economy, profiles, clock),
        wallet=Wallet(database, economy, profiles, clock),
        daily_gift=DailyGift(database, economy, profiles, clock),
        clock=clock,
    )
