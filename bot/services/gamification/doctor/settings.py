"""Checks that every setting of `bot_config` has an effect: a value out of its range counts as not set, and
the creator should know."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from ....database.tables.host import BotConfig
from ..errors import InvalidSetting
from ..reactions.channel_settings import channel_of, emojis_for
from ..rules.settings import NAMES, EconomySettings, check
from .findings import Finding

UNTIL_THEN = {
    "channel_id": "set the number of the channel (-100...); until then its posts get no buttons",
    "reactions": 'set a list like ["❤", "🔥"]; until then what cannot be used has no button',
}


def examine_settings(session: Session) -> list[Finding]:
    """Examine the settings; a unit of work of one statement."""
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
                "missing_settings",
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
                    "setting_value",
                    f"the setting {name} is ignored: {error.reason}",
                    f"set it to a legal value; until then the default holds, {defaults[name]!r}",
                )
            )
    findings += _channels(values)
    return findings


def _channels(values: Mapping[str, Any]) -> list[Finding]:
    findings: list[Finding] = []

    def ignored(setting: str, value: object, reason: str) -> None:
        findings.append(
            Finding(setting, f"{setting} {reason}: {value!r:.60}", UNTIL_THEN[setting.partition("_")[2]])
        )

    numbers = {}
    for kind in ("vip", "free"):
        # Read in the same way as the bot reads it.
        numbers[kind] = channel_of(kind, values[f"{kind}_channel_id"], ignored)
        list(emojis_for(kind, values[f"{kind}_reactions"], ignored))
    if numbers["vip"] is not None and numbers["vip"] == numbers["free"]:
        findings.append(
            Finding(
                "same_channel",
                f"free_channel_id is the VIP channel too, {numbers['vip']}: its posts get the VIP emojis",
                "set another one, if that is not meant",
                wrong=False,
            )
        )
    return findings
