"""How a reward is earned, as a sentence: "Se gana al llegar al nivel 5 y, además, con 7 días de racha o al
gastar 500 besitos"."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from babel.lists import format_list

from ...services.gamification import Condition, ConditionType, HostCondition, Remark, Remarked
from ..texts import Html, Texts

Labels = Callable[[str], Mapping[str, str]]
"""What the host calls a condition of its own, by language: `gamification.conditions.labels`."""
HOW = {
    ConditionType.TOTAL_POINTS: "admin-rewards-by-points",
    ConditionType.BESITOS_SPENT: "admin-rewards-by-spending",
    ConditionType.LEVEL_REACHED: "admin-rewards-by-level",
    ConditionType.STREAK_LENGTH: "admin-rewards-by-streak",
    ConditionType.FIRST_REACTION: "admin-rewards-by-reaction",
    ConditionType.FIRST_DAILY_GIFT: "admin-rewards-by-gift",
    ConditionType.FIRST_PURCHASE: "admin-rewards-by-purchase",
    ConditionType.NOT_VIP: "admin-rewards-by-no-vip",
    ConditionType.NOT_CLAIMED_BEFORE: "admin-rewards-by-not-claimed",
}
REMARKS = {
    Remark.LEVEL_NEVER: "admin-rewards-says-level-never",
    Remark.BESITOS_NEVER: "admin-rewards-says-besitos-never",
    Remark.STREAK_NEVER: "admin-rewards-says-streak-never",
    Remark.NO_CONDITIONS: "admin-rewards-says-no-conditions",
    Remark.EVERYBODY: "admin-rewards-says-everybody",
    Remark.FIRST_BESITOS: "admin-rewards-says-first-besitos",
    Remark.ALWAYS_MET: "admin-rewards-says-always-met",
    Remark.IMPLIED: "admin-rewards-says-implied",
    Remark.IMPLIED_GROUP: "admin-rewards-says-implied-group",
    Remark.NEEDLESS_ALTERNATIVE: "admin-rewards-says-needless-alternative",
    Remark.ONLY_ONCE: "admin-rewards-says-only-once",
    Remark.LAPSED_ONLY: "admin-rewards-says-lapsed-only",
    Remark.NOTHING_FOR_SALE: "admin-rewards-says-nothing-for-sale",
    Remark.VIP_SHOP: "admin-rewards-says-vip-shop",
    Remark.NO_GIFT: "admin-rewards-says-no-gift",
    Remark.NO_REACTIONS: "admin-rewards-says-no-reactions",
    Remark.NO_FILES: "admin-rewards-says-no-files",
    Remark.NOT_REGISTERED: "admin-rewards-says-not-registered",
    Remark.FAR: "admin-rewards-says-far",
}


def sentence(conditions: Sequence[Condition], labels: Labels, texts: Texts) -> Html:
    """Return how a reward with these conditions is earned, without a full stop."""
    parts = _parts(conditions, lambda one: phrase(one, labels, texts), texts)
    if not parts:
        return texts.html("admin-rewards-not-earned")
    whole = parts[0]
    for part in parts[1:]:
        whole = texts.html("admin-rewards-and-also", first=whole, then=part)
    return texts.html("admin-rewards-earned", how=whole)


def recorded_sentence(recorded: object, texts: Texts) -> Html | None:
    """Return the sentence for conditions as the audit log keeps them, or None for anything else. A condition
    of the host's own is called by its name."""
    if not isinstance(recorded, list):
        return None
    try:
        conditions = [Condition(_kind(one["type"]), one["value"], int(one["group"])) for one in recorded]
    except (KeyError, TypeError, ValueError):
        return None
    return sentence(conditions, lambda name: {"": name.replace("_", " ").lower()}, texts)


def _kind(name: str) -> ConditionType | HostCondition:
    return ConditionType(name) if name in ConditionType.__members__ else HostCondition(name)


def phrase(condition: Condition, labels: Labels, texts: Texts) -> Html:
    """Return one condition as a part of the sentence."""
    key, variables = _phrase(condition, labels, texts)
    return texts.html(key, **variables)


def plain_phrase(condition: Condition, labels: Labels, texts: Texts) -> str:
    """The same for a button or an alert."""
    key, variables = _phrase(condition, labels, texts)
    return texts.plain(key, **variables)


def host_label(kind: HostCondition, labels: Labels, texts: Texts) -> str:
    """Return what a condition of the host's own is called in the admin's language, or in another one."""
    names = labels(kind)
    return names.get(texts.language) or names.get("") or next(iter(names.values()), str(kind))


def remark_text(remarked: Remarked, labels: Labels, texts: Texts) -> Html:
    """Return what there is to say about a reward, and what to do."""
    return texts.html(
        REMARKS[remarked.remark],
        **{
            name: phrase(one, labels, texts)
            for name, one in (("what", remarked.condition), ("by", remarked.by))
            if one is not None
        },
        **({} if remarked.years is None else {"years": remarked.years}),
    )


def plain_remark(remarked: Remarked, labels: Labels, texts: Texts) -> str:
    """The same for an alert."""
    variables: dict[str, Any] = {
        name: plain_phrase(one, labels, texts)
        for name, one in (("what", remarked.condition), ("by", remarked.by))
        if one is not None
    }
    if remarked.years is not None:
        variables["years"] = remarked.years
    return texts.plain(REMARKS[remarked.remark], **variables)


def _parts(conditions: Iterable[Condition], phrased: Callable[[Condition], Html], texts: Texts) -> list[Html]:
    """Return what must be met together: all that stand alone in one part, and each choice in its own."""
    groups: dict[int, list[Html]] = {}
    for one in conditions:
        groups.setdefault(max(0, one.group), []).append(phrased(one))
    alone = groups.pop(0, [])
    choices = []
    for _, group in sorted(groups.items()):
        if len(group) == 1:
            alone += group
        else:
            choices.append(_joined(group, "or", texts))
    return ([_joined(alone, "standard", texts)] if alone else []) + choices


def _joined(parts: Sequence[Html], style: Any, texts: Texts) -> Html:
    return Html(format_list(parts, style=style, locale=texts.language))


def _phrase(condition: Condition, labels: Labels, texts: Texts) -> tuple[str, dict[str, str | int]]:
    kind = condition.type
    if isinstance(kind, HostCondition):
        return "admin-rewards-by-host", {
            "value": condition.value or 1,
            "what": host_label(kind, labels, texts),
        }
    return HOW[kind], {"value": condition.value or 1} if kind.has_value else {}
