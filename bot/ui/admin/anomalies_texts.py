"""Anomalies in words: a sentence for each, and what happened."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from ...services.gamification import Anomaly, AnomalyEvent, AnomalyKind, AnomalyReport, FoundAnomaly
from ..moments import weekday_and_time
from ..texts import Html, Texts

SOURCES: Mapping[str, str] = {
    "reaction": "admin-anomalies-word-reactions",
    "gift": "admin-anomalies-word-gifts",
    "reward": "admin-anomalies-word-rewards",
    "other": "admin-anomalies-word-elsewhere",
}
"""Where besitos come from. A host's own word is shown as it is."""
WINDOWS: Mapping[int, str] = {
    1: "admin-anomalies-button-day",
    7: "admin-anomalies-button-week",
    30: "admin-anomalies-button-month",
}
"""The days that a report may be of."""
EVENTS: Mapping[AnomalyKind, str] = {
    AnomalyKind.REFUNDS: "admin-anomalies-event-refund",
    AnomalyKind.REFUNDED: "admin-anomalies-event-refunded",
}
PRIVATE = "-100"
"""How the ids of channels and supergroups begin, whose messages have links."""


def report_text(report: AnomalyReport, shown: Sequence[FoundAnomaly], zone: tzinfo, texts: Texts) -> Html:
    """Return the sentences of a page, and how far back the report looks."""
    since = weekday_and_time(report.since.astimezone(zone), texts.language)
    lines = [texts.html("admin-anomalies-since", since=since)]
    lines += [
        texts.html("admin-anomalies-line", number=number, sentence=sentence(one, texts))
        for number, one in enumerate(shown, 1)
    ]
    if not shown:
        lines.append(texts.html("admin-anomalies-none"))
    if report.more:
        lines.append(texts.html("admin-anomalies-more", count=report.more))
    if report.seen:
        lines.append(texts.html("admin-anomalies-seen-before", count=report.seen))
    return Html("\n\n".join(lines))


def sentence(found: FoundAnomaly, texts: Texts) -> Html:
    """Return what there is to look at, in one sentence."""
    one, name = found.anomaly, name_of(found, texts)
    match one.kind:
        case AnomalyKind.EARNED:
            return texts.html(
                "admin-anomalies-earned",
                name=name,
                amount=one.amount,
                source=source_of(one, texts),
                others=one.others,
                most=one.others_at_most,
            )
        case AnomalyKind.REACTIONS:
            return texts.html("admin-anomalies-reactions", name=name, most=one.in_a_second, amount=one.amount)
        case AnomalyKind.REFUNDS:
            return texts.html("admin-anomalies-refunds", name=name, times=one.times, amount=one.amount)
        case AnomalyKind.REFUNDED:
            return texts.html("admin-anomalies-refunded", name=name, times=one.times, amount=one.amount)


def name_of(found: FoundAnomaly, texts: Texts) -> str:
    """Return the name of a member or an admin; of one who is not known the id."""
    if found.name is not None:
        return texts.name(found.name)
    if found.anomaly.user_id == 0:
        return texts.html("admin-anomalies-by-program")
    return texts.html("admin-anomalies-nameless", id=str(found.anomaly.user_id))


def source_of(anomaly: Anomaly, texts: Texts) -> str:
    """Return where the besitos come from."""
    key = SOURCES.get(anomaly.source)
    return anomaly.source if key is None else texts.plain(key)


def facts_text(anomaly: Anomaly, zone: tzinfo, texts: Texts) -> Html:
    """Return how often, and from when to when."""
    first, last = (_moment(at).astimezone(zone) for at in (anomaly.first_at, anomaly.last_at))
    return texts.html(
        "admin-anomalies-facts",
        times=anomaly.times,
        first=weekday_and_time(first, texts.language),
        last=weekday_and_time(last, texts.language),
    )


def event_text(event: AnomalyEvent, kind: AnomalyKind, zone: tzinfo, texts: Texts) -> Html:
    """Return one thing that happened."""
    when = weekday_and_time(event.at.astimezone(zone), texts.language)
    if (key := EVENTS.get(kind)) is not None:
        whom = event.user_id if kind is AnomalyKind.REFUNDED else event.admin_id or 0
        return texts.html(key, when=when, amount=event.amount, whom=str(whom))
    if event.message_id is not None:
        return texts.html(
            "admin-anomalies-event-message",
            when=when, amount=event.amount, message=_link(event.channel_id or "", event.message_id, texts),
        )  # fmt: skip
    return texts.html("admin-anomalies-event", when=when, amount=event.amount, reason=event.reason)


def _link(channel_id: str, message_id: int, texts: Texts) -> Html:
    message = texts.html("admin-anomalies-message", message=str(message_id))
    inner = channel_id.removeprefix(PRIVATE)
    if inner == channel_id or not (inner.isascii() and inner.isdecimal()):
        return message
    return Html(f'<a href="https://t.me/c/{inner}/{message_id}">{message}</a>')


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
