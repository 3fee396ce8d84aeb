"""Whether every setting of `bot_config` has an effect: a value out of its range counts as not set, and the
creator should know."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from bot.database.host_tables import BotConfig
from bot.services.gamification.doctor_findings import UNREADABLE, Finding, as_json
from bot.services.gamification.economy_settings import NAMES, EconomySettings, check
from bot.services.gamification.errors import InvalidSetting


def examine_settings(session: Session) -> list[Finding]:
    """A unit of work; one statement."""
    row = session.execute(
        select(
            *(getattr(BotConfig, name) for name in NAMES),
            BotConfig.vip_channel_id,
            BotConfig.free_channel_id,
            cast(BotConfig.vip_reactions, Text).label("vip_reactions"),
            cast(BotConfig.free_reactions, Text).label("free_reactions"),
        ).where(BotConfig.id == 1)
    ).one_or_none()
    if row is None:
        return [
            Finding(
                "bot_config has no row with id 1: no channel is configured, and the defaults hold",
                "set the host bot up, or change a setting once",
            )
        ]
    defaults = asdict(EconomySettings())
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    findings = []
    for name in NAMES:
        try:
            if values[name] is not None:
                check(name, values[name])
        except InvalidSetting as error:
            findings.append(
                Finding(
                    f"the setting {name} is ignored: {error.reason}",
                    f"set it to a legal value; until then the default holds, {defaults[name]!r}",
                )
            )
    for kind in ("vip", "free"):
        findings += _channel(kind, values[f"{kind}_channel_id"], values[f"{kind}_reactions"])
    return findings


def _channel(kind: str, channel_id: Any, reactions: str | None) -> list[Finding]:
    findings = []
    if channel_id is not None and str(channel_id).strip():
        try:
            int(str(channel_id).strip())
        except ValueError:
            findings.append(
                Finding(
                    f"{kind}_channel_id is no channel's number: {str(channel_id)!r:.40}",
                    "set the number of the channel (-100...); until then its posts get no buttons",
                )
            )
    emojis = as_json(reactions)
    good = emojis is None or (isinstance(emojis, list) and all(isinstance(emoji, str) for emoji in emojis))
    if emojis is UNREADABLE or not good:
        findings.append(
            Finding(
                f"{kind}_reactions is no list of emojis: {reactions!r:.60}",
                'set a list like ["❤", "🔥"]; until then what is no emoji has no button',
            )
        )
    return findings
