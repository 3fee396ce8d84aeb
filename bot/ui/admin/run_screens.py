"""What runs that pay or write to many look like: live, and when they have ended."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from ...services.gamification.mass_payments import KIND as PAYMENTS
from ...services.gamification.rules.publishing import content_of
from ...services.gamification.rules.segments import segment_of
from ...services.jobs import Run, RunStatus
from ..displayed_text import shortened
from ..keyboards import PREFIX, keyboard_of
from ..progress import bar, percent_of
from ..screens import Screen
from ..sweep_keyboards import ACTION_NAMES, ACTIONS, RunAction
from ..sweep_texts import MAX_REASON_LENGTH, STATES
from ..texts import Html, Texts
from .publish_texts import segment_name


class ControlRun(CallbackData, prefix=f"{PREFIX}run"):
    """A tap that pauses, resumes or cancels such a run."""

    action: RunAction
    run_id: int = Field(gt=0, lt=2**63)


def mass_run_screen(run: Run, texts: Texts) -> Screen:
    """Return such a run as it is now, or as it ended, with what can be done about it."""
    lines = [_title(run, texts), *_numbers(run, texts), texts.html(STATES[run.status])]
    if run.status is RunStatus.FAILED:
        lines.append(texts.html("sweep-reason", reason=shortened(run.error or "?", MAX_REASON_LENGTH)))
    return Screen(Html("\n".join(lines)), _keyboard(run, texts))


def _title(run: Run, texts: Texts) -> Html:
    segment = segment_name(segment_of(run.params["segment"]), texts)
    if run.kind == PAYMENTS:
        amount = run.params["amount"]
        return texts.html(
            "admin-publish-run-debit" if run.params["debit"] else "admin-publish-run-credit",
            id=run.id, amount=amount, segment=segment, reason=run.params["reason"],
        )  # fmt: skip
    excerpt = content_of(run.params["content"]).excerpt or "🖼"
    return texts.html("admin-publish-run-message", id=run.id, segment=segment, excerpt=excerpt)


def _numbers(run: Run, texts: Texts) -> list[Html]:
    if run.started_at is None or run.total is None:
        return []
    done = 100 if run.status is RunStatus.SUCCEEDED else percent_of(run.processed, 0, max(run.total, 1))
    pays = run.kind == PAYMENTS
    left_out = run.processed - run.changed
    lines = [
        texts.html("sweep-progress", bar=bar(done), percent=done),
        texts.html(
            "admin-publish-run-paid" if pays else "admin-publish-run-sent", count=run.changed, total=run.total
        ),
    ]
    if left_out:
        key = "admin-publish-run-lacking" if pays else "admin-publish-run-unreached"
        lines.append(texts.html(key, count=left_out))
    return lines


def _keyboard(run: Run, texts: Texts) -> InlineKeyboardMarkup | None:
    return keyboard_of(
        [
            InlineKeyboardButton(
                text=texts.plain(ACTION_NAMES[action]),
                callback_data=ControlRun(action=action, run_id=run.id).pack(),
            )
            for action in ACTIONS[run.status]
        ]
    )
