"""Each error that a text must say."""

from datetime import UTC, datetime, timedelta

from bot.services.gamification import DatabaseUnavailable, errors
from bot.services.gamification.rules.publishing import ContentTrouble, InvalidContent

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


ALL_ERRORS: list[Exception] = [
    DatabaseUnavailable("work", 1, 0.1, OSError("away")),
    errors.GamificationError(),
    errors.UnknownMember(1),
    errors.InvalidAmount(0),
    errors.InsufficientFunds(balance=0, needed=50),
    errors.InsufficientFunds(balance=1, needed=50),
    errors.InsufficientFunds(balance=1_234, needed=5_000),
    errors.IdempotencyConflict("key"),
    errors.AlreadyClaimed(),
    errors.AlreadyClaimed(NOW + timedelta(minutes=4, seconds=1)),
    errors.AlreadyClaimed(NOW + timedelta(hours=5, minutes=12)),
    errors.AlreadyOwned(),
    errors.NotForSale("no_files"),
    errors.VipOnly(),
    errors.OfferChanged(1),
    errors.PriceChanged(1),
    errors.PriceChanged(2_500),
    errors.RewardLocked(),
    errors.ClaimExpired(),
    errors.SubscriptionRequired(),
    errors.InvalidSetting("besitos_daily_gift", "0 to 1,000"),
    errors.InvalidSetting(
        "besitos_price", "0 to 1,000", errors.SettingTrouble.WHOLE_NUMBER, {"least": 0, "most": 1_000}
    ),
    errors.ImpossibleReward("LEVEL_REACHED 200000 (level-never)"),
    errors.ChangedMeanwhile("besitos_daily_gift", 30),
    errors.RunConflict(),
    errors.NotAllowed(),
    *(InvalidContent(trouble) for trouble in ContentTrouble),
]
