"""The features of the bot: their names, screens and commands, which of them are on, and how texts mention
them. Routers, keyboards, texts and Telegram's command menus all follow this one table.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class Place(StrEnum):
    """The screens that a button can open. Each is a feature of the same name."""

    START = "start"
    PROFILE = "profile"
    HELP = "help"
    GIFT = "gift"
    HISTORY = "history"
    SHOP = "shop"
    PURCHASES = "purchases"
    REWARDS = "rewards"
    RANKING = "ranking"
    SWEEP = "sweep"
    """For admins; for others it acts like an unknown place."""
    PANEL = "panel"
    """For admins, as well."""


Commands = Sequence[str] | Mapping[str, Sequence[str]]
"""The commands of a feature, the one that texts mention first: the same in all languages, or by language."""

REACTIONS = "reactions"
NATIVE_REACTIONS = "native_reactions"
REACTION_GROUPS = "reaction_groups"
NEWS = "news"


@dataclass(frozen=True, slots=True)
class Feature:
    """What can be renamed, or switched off, as one."""

    commands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By language. All work in every language; texts and menus mention the first one of their language, and
    in a language of a host's own the first of all, the Spanish one."""
    description: str | None = None
    """The key of its text in Telegram's command menu."""
    of_admins: bool = False
    needs: str | None = None
    """The feature without which it is off too."""


def _commands(es: str, en: str, pt: str) -> Mapping[str, Sequence[str]]:
    return {"es": (es,), "en": (en,), "pt": (pt,)}


FEATURES: Mapping[str, Feature] = {
    Place.START: Feature(_commands("start", "start", "start"), "command-start"),
    Place.PROFILE: Feature(_commands("perfil", "profile", "perfil"), "command-profile"),
    Place.GIFT: Feature(_commands("regalo", "daily", "presente"), "command-gift"),
    Place.SHOP: Feature(_commands("tienda", "shop", "loja"), "command-shop"),
    Place.PURCHASES: Feature(_commands("compras", "purchases", "compras"), "command-purchases"),
    Place.REWARDS: Feature(_commands("recompensas", "rewards", "recompensas"), "command-rewards"),
    Place.RANKING: Feature(_commands("ranking", "leaderboard", "ranking"), "command-ranking"),
    Place.HISTORY: Feature(_commands("historial", "history", "historico"), "command-history"),
    Place.HELP: Feature(_commands("ayuda", "help", "ajuda"), "command-help"),
    REACTIONS: Feature(),
    NATIVE_REACTIONS: Feature(needs=REACTIONS),
    NEWS: Feature(),
    Place.PANEL: Feature(
        {"es": ("admin", "panel"), "en": ("admin", "panel"), "pt": ("admin", "panel")},
        "command-admin",
        of_admins=True,
    ),
    Place.SWEEP: Feature(_commands("barrido", "sweep", "varredura"), "command-sweep", of_admins=True),
    REACTION_GROUPS: Feature(
        _commands("reacciones_aqui", "reactions_here", "reacoes_aqui"),
        "command-reactions-here",
        of_admins=True,
        needs=NATIVE_REACTIONS,
    ),
}
"""In the order of Telegram's command menu."""

FORM = re.compile(r"[a-z0-9_]{1,32}")
"""https://core.telegram.org/bots/api#botcommand"""
LANGUAGE = re.compile(r"[a-z]{2,3}")
OFFERED_FIRST = (Place.PROFILE, Place.GIFT, Place.REWARDS, Place.SHOP, Place.HELP, Place.PURCHASES,
                 Place.RANKING, Place.HISTORY)  # fmt: skip
"""What a member is told to type, in this order, where /start is not ours."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The features that are on, with their commands. `Menu()` is our own bot's: everything is on."""

    by_feature: Mapping[str, Mapping[str, Sequence[str]]] = field(
        default_factory=lambda: {name: feature.commands for name, feature in FEATURES.items()}
    )
    """The commands of the features that are on, by language."""
    own_bot: bool = True
    """False in a host's bot: its /start is the host's."""

    @classmethod
    def of(
        cls,
        commands: Mapping[str, Commands] | None = None,
        without: Iterable[str] = (),
        *,
        own_bot: bool = True,
    ) -> Self:
        """Return the menu with these commands in place of ours, and without these features. A feature with
        an empty list has no command, but can still be opened by buttons.

        Raises a ValueError of one line that names what is wrong: an unknown feature, a command that Telegram
        does not accept, one command for two features.
        """
        if isinstance(without, str):
            raise ValueError(  # noqa: TRY004
                f"without={without!r} is one text; write without={{{without!r}}}"
            )
        given, off = dict(commands or {}), set(without)
        if unknown := sorted({*given, *off} - set(FEATURES)):
            raise ValueError(
                f"unknown feature: {', '.join(unknown)}; the features are: {', '.join(FEATURES)}"
            )
        by_feature: dict[str, Mapping[str, Sequence[str]]] = {}
        for name, feature in FEATURES.items():
            if feature.needs in off:
                off.add(name)
            if name in given:
                by_feature[name] = _checked(name, feature, given[name])
            else:
                by_feature[name] = feature.commands
        menu = cls({name: taken for name, taken in by_feature.items() if name not in off}, own_bot)
        menu._check_that_commands_differ()
        return menu

    def has(self, feature: str) -> bool:
        """Return True if the feature is on."""
        return feature in self.by_feature

    def commands(self, feature: str) -> tuple[str, ...]:
        """Return every command of a feature, in all languages; none if it is off."""
        every = self.by_feature.get(feature, {}).values()
        return tuple(dict.fromkeys(command for commands in every for command in commands))

    def command(self, feature: str, language: str) -> str | None:
        """Return the command of a feature that texts in this language mention, or None."""
        in_language = self.by_feature.get(feature, {}).get(language)
        return next(iter(in_language or self.commands(feature)), None)

    def offered(self, language: str) -> str | None:
        """Return the command to type where a button is outdated. In a host's bot it is never /start, which is
        the host's."""
        start = self.command(Place.START, language)
        if start is not None and (self.own_bot or start != "start"):
            return start
        return next((found for one in OFFERED_FIRST if (found := self.command(one, language))), None)

    def listed(self, language: str, *, of_admins: bool) -> dict[str, str]:
        """Return the commands of Telegram's menu in this language, with the keys of their descriptions; those
        of admins or of all members."""
        return {
            command: feature.description
            for name, feature in FEATURES.items()
            if feature.description and feature.of_admins == of_admins
            if (command := self.command(name, language)) is not None
        }

    def terms(self, language: str) -> str:
        """Return the Fluent terms by which texts mention features: `-menu-shop` is the command, and its
        attribute `is` one of `command`, `buttons` (on, without a command) and `off`. `-menu-offered` is the
        command of `offered`: its `is` is `command` or `off`."""
        lines = []
        for name in FEATURES:
            command = self.command(name, language)
            state = "command" if command else "buttons" if self.has(name) else "off"
            lines += _term(name.replace("_", "-"), command, state)
        offered = self.offered(language)
        return "\n".join([*lines, *_term("offered", offered, "command" if offered else "off")])

    def _check_that_commands_differ(self) -> None:
        owners: dict[str, str] = {}
        for name in self.by_feature:
            for command in self.commands(name):
                if owners.setdefault(command, name) != name:
                    raise ValueError(
                        f"the command /{command} is given to two features: {owners[command]}, {name}"
                    )


def _checked(name: str, feature: Feature, given: Commands) -> Mapping[str, Sequence[str]]:
    if not feature.commands and given:
        raise ValueError(f"commands: {name} has no commands; switch it off with without={{{name!r}}}")
    by_language = given if isinstance(given, Mapping) else {"": given}
    for language, commands in by_language.items():
        if language and not LANGUAGE.fullmatch(language):
            raise ValueError(f"commands of {name}: {language!r} is not a language; write es, en ...")
        if isinstance(commands, str):
            raise ValueError(  # noqa: TRY004
                f"commands of {name}: {commands!r} is one text; write [{commands!r}]"
            )
        for command in commands:
            if not FORM.fullmatch(str(command)):
                raise ValueError(
                    f"commands of {name}: {command!r} is not a command; "
                    "Telegram accepts 1 to 32 of a-z, 0-9 and _, without the /"
                )
    return {language: tuple(map(str, commands)) for language, commands in by_language.items()}


def _term(name: str, command: str | None, state: str) -> list[str]:
    return [f"-menu-{name} = {f'/{command}' if command else '-'}", f"    .is = {state}"]
