"""A change of the audit log in words: who, what, and what it was before. Kinds that no text knows, a newer
version's for instance, are shown as they are stored."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...services.gamification.audit_log import AuditedChange
from ..displayed_text import shortened
from ..moments import day_and_time
from ..texts import Html, Texts
from .reward_sentence import recorded_sentence

MAX_VALUE_LENGTH = 60
DOCTOR = "besitos doctor --fix"
MAX_SENTENCE_LENGTH = 200
MAX_FIELDS = 6
KIND = re.compile(r"([a-z][a-z _-]*[a-z]) (.+)", re.DOTALL)
WORD = re.compile(r"[^a-z0-9]+")


def changes_text(changes: Sequence[AuditedChange], texts: Texts) -> Html:
    """Return the changes, one after the other."""
    if not changes:
        return texts.html("admin-audit-empty")
    return Html("\n\n".join(change_text(one, texts) for one in changes))


def change_text(audited: AuditedChange, texts: Texts) -> Html:
    """Return one change in two lines: when, who and what; before and after."""
    when = day_and_time(audited.at, texts.language)
    line = texts.html(
        "admin-audit-line",
        when=when,
        who=_who(audited, texts),
        what=_what(audited.change.what, texts),
        subject=_subject(audited, texts),
    )
    values = _values(audited.change.before, audited.change.after, texts)
    return Html("\n".join([line, *values]))


def _who(audited: AuditedChange, texts: Texts) -> str:
    if audited.who_name is not None:
        return texts.name(audited.who_name)
    kind, _, number = audited.who.partition(" ")
    if audited.who == DOCTOR:  # not by its first word, which is the name of the currency too
        kind = "doctor"
    return texts.plain("admin-audit-word-who", kind=_word(kind), number=number, stored=audited.who)


def _what(what: str, texts: Texts) -> str:
    return texts.plain("admin-audit-word-what", kind=_word(what), stored=what)


def _subject(audited: AuditedChange, texts: Texts) -> str:
    subject = audited.change.subject
    parts = KIND.fullmatch(subject)
    if parts is None:
        return subject
    name = audited.subject_name or _own_name(audited.change.before) or _own_name(audited.change.after)
    if name:
        shown = f"{shortened(name, MAX_VALUE_LENGTH)} ({parts[2]})"
    elif parts[1] == "member":
        shown = texts.plain("admin-audit-word-somebody", number=parts[2])
    else:
        shown = parts[2]
    return texts.plain("admin-audit-word-subject", kind=_word(parts[1]), which=shown, stored=subject)


def _own_name(value: object) -> str | None:
    name = value.get("name") if isinstance(value, Mapping) else None
    return name if isinstance(name, str) else None


def _values(before: Any, after: Any, texts: Texts) -> list[str]:
    if before is None and after is None:
        return []
    if isinstance(before, Mapping | None) and isinstance(after, Mapping | None):
        was, now = before or {}, after or {}
        names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
        lines = [
            texts.html(
                "admin-audit-field",
                field=str(name).replace("_", " "),
                before=_field_value(name, was.get(name), texts),
                after=_field_value(name, now.get(name), texts),
            )
            for name in names[:MAX_FIELDS]
        ]
        if len(names) > MAX_FIELDS:
            lines.append(texts.html("admin-audit-more", count=len(names) - MAX_FIELDS))
        return list(lines)
    return [texts.html("admin-audit-values", before=_value(before, texts), after=_value(after, texts))]


def _field_value(name: str, value: Any, texts: Texts) -> str:
    said = recorded_sentence(value, texts) if name == "conditions" else None
    return said if said is not None and len(said) <= MAX_SENTENCE_LENGTH else _value(value, texts)


def _value(value: Any, texts: Texts) -> str:
    if value is None:
        return texts.plain("admin-audit-word-nothing")
    if isinstance(value, bool):
        return texts.plain("admin-audit-word-yes-no", value="yes" if value else "no")
    if isinstance(value, str):
        return shortened(value, MAX_VALUE_LENGTH)
    return shortened(json.dumps(value, ensure_ascii=False), MAX_VALUE_LENGTH)


def _word(text: str) -> str:
    """Return the text as a key of Fluent's selectors."""
    return WORD.sub("-", text.lower()).strip("-") or "other"
