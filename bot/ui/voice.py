"""The voice of one application: its texts in every language, and which of them a member reads."""

from collections.abc import Sequence
from functools import cache

from aiogram_i18n.cores import FluentRuntimeCore

from ..languages import DEFAULT_LANGUAGE, LOCALES, languages_in
from .texts import Texts


class InvalidTexts(Exception):
    """The texts cannot be used. The message has one line for each problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Voice:
    """The texts of one application. It is built once, at start."""

    def __init__(self, default_language: str = DEFAULT_LANGUAGE) -> None:
        """`default_language` is for people whose own language we do not speak. Raises InvalidTexts."""
        known = languages_in(LOCALES)
        if default_language not in known:
            there = ", ".join(known)
            raise InvalidTexts([f"default language {default_language!r}: unknown; there are: {there}"])
        self.default_language = default_language
        self.languages = (default_language, *(code for code in known if code != default_language))
        """Every language, the default one first."""
        core = _core()
        self._texts = {language: Texts(language, core) for language in self.languages}

    def texts(self, language: str) -> Texts:
        """Return the texts in one of `languages`. Raises KeyError for any other."""
        return self._texts[language]

    def language_of(self, code: str | None) -> str:
        """Return the language for a code of Telegram such as `pt-br`; the default one if we do not speak
        it."""
        if code is None or code in self._texts:
            return code or self.default_language
        language = code.partition("-")[0]
        return language if language in self._texts else self.default_language


@cache
def _core() -> FluentRuntimeCore:
    # No isolation marks around values: Telegram shows them as boxes in copied text, and all languages are
    # written left to right. The formatting functions of aiogram-i18n would be a second way to make HTML.
    core = FluentRuntimeCore(LOCALES / "{locale}", use_isolating=False, use_td=False)
    core.locales.update(core.find_locales())
    return core
