"""The checklist of a new bot and the creator's channels, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..texts import Html, Texts


class Step(StrEnum):
    """The steps of a new bot, in their order."""

    CHANNEL = "channel"
    RIGHTS = "rights"
    EMOJIS = "emojis"
    PRODUCT = "product"
    REWARD = "reward"
    CLAIM = "claim"


STEPS = {
    Step.CHANNEL: "admin-start-step-channel",
    Step.RIGHTS: "admin-start-step-rights",
    Step.EMOJIS: "admin-start-step-emojis",
    Step.PRODUCT: "admin-start-step-product",
    Step.REWARD: "admin-start-step-reward",
    Step.CLAIM: "admin-start-step-claim",
}
LACKS = {
    "admin": "admin-start-lacks-admin",
    "post": "admin-start-lacks-post",
    "edit": "admin-start-lacks-edit",
    "unknown": "admin-start-lacks-unknown",
}
KINDS = {"free": "admin-start-kind-free", "vip": "admin-start-kind-vip"}


@dataclass(frozen=True, slots=True)
class SeenChannel:
    """A connected channel as the creator knows it; `lacks` are keys of LACKS."""

    kind: str
    channel_id: int
    title: str
    lacks: tuple[str, ...]
    emojis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Which steps are done, of those that this bot has."""

    steps: dict[Step, bool]
    channels: tuple[SeenChannel, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(self.steps.values())

    @property
    def is_done(self) -> bool:
        """True if nothing is left."""
        return all(self.steps.values())


def checklist_text(checklist: Checklist, texts: Texts) -> Html:
    """A line for each step, and below it what the bot lacks in a channel."""
    lines = []
    for step, is_done in checklist.steps.items():
        mark = "yes" if is_done else "no"
        lines.append(texts.html("admin-start-step", done=mark, what=texts.html(STEPS[step], done=mark)))
        if step is Step.RIGHTS:
            lines += [
                texts.html("admin-start-lacks-in", title=channel.title, what=what)
                for channel in checklist.channels
                for what in lacks_texts(channel.lacks, texts)
            ]
    return Html("\n".join(lines))


def lacks_texts(lacks: Sequence[str], texts: Texts) -> list[Html]:
    """What is missing, each with what to do."""
    return [texts.html(LACKS[lack]) for lack in lacks]


def channel_text(channel: SeenChannel, texts: Texts) -> Html:
    """One channel: its kind, its emojis, and what is missing."""
    lines = [
        texts.html("admin-start-channel", title=channel.title, kind=texts.html(KINDS[channel.kind])),
        emojis_text(channel.emojis, texts),
        *lacks_texts(channel.lacks, texts),
    ]
    return Html("\n".join(lines))


def emojis_text(emojis: Sequence[str], texts: Texts) -> Html:
    """The emojis of a channel's new posts."""
    if not emojis:
        return texts.html("admin-start-no-emojis")
    return texts.html("admin-start-emojis-now", emojis=" ".join(emojis))


def added_text(title: str, lacks: Sequence[str], texts: Texts) -> Html:
    """The question what a channel is that the bot was added to, with what is missing there."""
    return Html("\n".join([texts.html("admin-start-added", title=title), *lacks_texts(lacks, texts)]))


def connected_text(kind: str, texts: Texts) -> Html:
    """What is said when it is connected."""
    return texts.html("admin-start-connected", kind=texts.html(KINDS[kind]))
