"""A change of the audit log in words: who, what, and what it was before. Kinds that no text knows, a newer
version's for instance, are shown as they are stored."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...services.gamification.audit_log import AuditedChange
from ...services.gamification.member_admin.erasure import NO_NAME
from ..displayed_text import shortened
from ..field_names import SETTINGS
from ..moments import day_and_time
from ..texts import Html, Texts
from .audit_values import HIDDEN, MAX_VALUE_LENGTH, field_title, field_value, role_name, setting_value

DOCTOR = "besitos doctor --fix"
MAX_FIELDS = 6
GRANTED = "reward granted"
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
    return Html("\n".join([line, *_values(audited, texts)]))


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
    name = audited.subject_name if audited.subject_name != NO_NAME else None
    if name is None and parts[1] != "member":  # what a member was given has a name too
        name = _own_name(audited.change.before) or _own_name(audited.change.after)
    if name:
        shown = f"{shortened(name, MAX_VALUE_LENGTH)} ({parts[2]})"
    elif parts[1] == "setting" and parts[2] in SETTINGS:
        shown = texts.plain("admin-audit-word-title", title=texts.plain(SETTINGS[parts[2]]))
    elif parts[1] == "member":
        shown = texts.plain("admin-audit-word-somebody", number=parts[2])
    else:
        shown = parts[2]
    what = _word(audited.change.what)
    return texts.plain(
        "admin-audit-word-subject", kind=_word(parts[1]), which=shown, stored=subject, what=what
    )


def _own_name(value: object) -> str | None:
    name = value.get("name") if isinstance(value, Mapping) else None
    return name if isinstance(name, str) else None


def _values(audited: AuditedChange, texts: Texts) -> list[Html]:
    before, after = audited.change.before, audited.change.after
    if before is None and after is None:
        return []
    if isinstance(before, Mapping | None) and isinstance(after, Mapping | None):
        if audited.change.what == GRANTED:
            before = None  # it has the reward's name too, and says whether the member had it
        return _fields(before or {}, after or {}, audited, texts)
    was, now = (_single(value, audited, texts) for value in (before, after))
    return [texts.html("admin-audit-values", before=was, after=now)]


def _fields(
    was: Mapping[str, Any], now: Mapping[str, Any], audited: AuditedChange, texts: Texts
) -> list[Html]:
    """Return a line for each field: before and after, or its only value where the change has no other."""
    lines = []
    for name in {**was, **now}:
        if name in HIDDEN or was.get(name) == now.get(name):
            continue
        values = [
            field_value(name, side[name], audited.at.tzinfo, texts) for side in (was, now) if name in side
        ]
        title = field_title(name, texts)
        if len(values) == 1:
            lines.append(texts.html("admin-audit-fact", field=title, value=values[0]))
        else:
            lines.append(texts.html("admin-audit-field", field=title, before=values[0], after=values[1]))
    if len(lines) > MAX_FIELDS:
        more = texts.html("admin-audit-more", count=len(lines) - MAX_FIELDS)
        return [*lines[:MAX_FIELDS], more]
    return lines


def _single(value: Any, audited: AuditedChange, texts: Texts) -> str | int:
    """Return the value of what has no fields: a setting, a role, a channel."""
    kind, _, name = audited.change.subject.partition(" ")
    if kind == "setting":
        return setting_value(name, value, texts)
    if audited.change.what == "role" and isinstance(value, str):
        return role_name(value, texts)
    return field_value(audited.change.what, value, audited.at.tzinfo, texts)


def _word(text: str) -> str:
    """Return the text as a key of Fluent's selectors."""
    return WORD.sub("-", text.lower()).strip("-") or "other"
