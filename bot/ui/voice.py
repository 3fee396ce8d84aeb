"""The voice of one application: its texts in every language, and which of them a member reads."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import structlog
from aiogram_i18n.cores import FluentRuntimeCore
from fluent.syntax import FluentParser, FluentSerializer, ast

from ..currency import Currencies, Currency
from ..languages import DEFAULT_LANGUAGE, LOCALES, InvalidTexts, languages_in, texts_in
from .bundle import bundle_of
from .menu import Menu
from .overrides import Overrides, read_overrides
from .texts import Texts

log = structlog.get_logger(__name__)


class Voice:
    """The texts of one application. It is built once, at start."""

    def __init__(
        self,
        default_language: str = DEFAULT_LANGUAGE,
        *,
        currency: Currencies | None = None,
        locales: Path | str | None = None,
        menu: Menu | None = None,
    ) -> None:
        """`default_language` is for people whose own language we do not speak. `currency` replaces besitos;
        `locales` is a folder of texts that replace ours, or add a language; `menu` has the commands that
        texts mention. Raises InvalidTexts."""
        overrides = read_overrides(Path(locales)) if locales is not None else Overrides()
        ours = languages_in(LOCALES)
        known = sorted({*ours, *overrides.texts})
        if default_language not in known:
            there = ", ".join(known)
            raise InvalidTexts([f"default language {default_language!r}: unknown; there are: {there}"])
        self.default_language = default_language
        self.languages = (default_language, *(code for code in known if code != default_language))
        """Every language, the default one first."""
        self.menu = menu or Menu()
        currencies = _by_language(currency, self.languages)
        # A language that only the host has may be incomplete.
        fallback = default_language if default_language in ours else DEFAULT_LANGUAGE
        core = FluentRuntimeCore(LOCALES, locales_map={code: fallback for code in known if code not in ours})
        self._texts: dict[str, Texts] = {}
        for language in self.languages:
            base = _our_texts(language) if language in ours else _our_terms(fallback)
            terms = _terms(currencies[language]) if language in currencies else ""
            layers = (base, overrides.texts.get(language, ""), terms, self.menu.terms(language))
            bundle = core.locales[language] = bundle_of(language, layers)
            self._texts[language] = Texts(language, core, self.menu, bundle.pattern)
        for language, missing in overrides.missing.items():
            if missing:
                log.warning("texts_missing", language=language, shown_in=fallback, keys=list(missing))

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


def _by_language(currency: Currencies | None, languages: Sequence[str]) -> Mapping[str, Currency]:
    if currency is None:
        return {}
    if isinstance(currency, Currency):
        return dict.fromkeys(languages, currency)
    default, given = languages[0], dict[str, object](currency)
    problems = [
        f"currency: there are no texts in {language!r}; there are: {', '.join(sorted(languages))}"
        for language in given
        if language not in languages
    ]
    problems += [
        f"currency: for {language!r}, write Currency(one=..., many=...), not {one!r:.40}"
        for language, one in given.items()
        if not isinstance(one, Currency)
    ]
    if default not in currency:
        problems.append(f"currency: add one for the default language, {default!r}; others may use it")
    if problems:
        raise InvalidTexts(problems)
    return {language: currency.get(language, currency[default]) for language in languages}


def _terms(currency: Currency) -> str:
    sign = f"{currency.emoji} " if currency.emoji else ""
    return (
        f'-currency-one = {{ "{currency.one}" }}\n'
        f'-currency-many = {{ "{currency.many}" }}\n'
        f'-currency-sign = {{ "{sign}" }}\n'
    )


@lru_cache
def _our_texts(language: str) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in texts_in(LOCALES / language))


@lru_cache
def _our_terms(language: str) -> str:
    body = FluentParser().parse(_our_texts(language)).body
    return str(FluentSerializer().serialize(ast.Resource([one for one in body if isinstance(one, ast.Term)])))
