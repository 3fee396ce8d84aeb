"""The answer to a tap on a reaction button: what was paid, or why not, and when a reaction is paid again."""

from datetime import datetime

from ..services.gamification.reactions.reactions import ReactionOutcome, Refusal
from .moments import clock_time, hours_and_minutes
from .texts import Texts

COUNTED_IN_SECONDS = 120


def answer_text(outcome: ReactionOutcome, emoji: str, now: datetime, texts: Texts) -> str:
    """Return the text of the toast, at most 200 characters."""
    if outcome.refusal is None:
        return texts.plain("reaction-paid", paid=outcome.paid, emoji=emoji, balance=outcome.balance)
    if outcome.changed:
        stands = texts.plain("reaction-counts", emoji=emoji)
    else:
        stands = texts.plain("reaction-unchanged", emoji=emoji)
    return f"{stands} {_why(outcome, now, texts)}"


def _why(outcome: ReactionOutcome, now: datetime, texts: Texts) -> str:
    again = outcome.retry_at
    if again is None and outcome.refusal is Refusal.DAILY_LIMIT:
        return texts.plain("reaction-never-paid")
    if again is None:
        key = "reaction-paid-before" if outcome.changed else "reaction-nothing-changes"
        return texts.plain(key)
    wait = _wait(again, now, texts)
    if outcome.refusal is Refusal.DAILY_LIMIT:
        return texts.plain("reaction-daily-limit", time=clock_time(again), wait=wait)
    return texts.plain("reaction-cooldown", wait=wait)


def _wait(until: datetime, now: datetime, texts: Texts) -> str:
    seconds = max(1, -int(-(until - now).total_seconds() // 1))
    if seconds < COUNTED_IN_SECONDS:
        return texts.plain("reaction-wait-seconds", seconds=seconds)
    hours, minutes = hours_and_minutes(until, now)
    return texts.plain("reaction-wait", hours=hours, minutes=minutes)
