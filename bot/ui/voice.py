"""The voice of one application: its texts in every language, and which of them a member reads."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import cast

import structlog
from aiogram_i18n.cores import FluentRuntimeCore
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, FluentSerializer, ast
from fluent.syntax.visitor import Transformer

from ..currency import Currencies, Currency
from ..languages import DEFAULT_LANGUAGE, LOCALES, InvalidTexts, languages_in, texts_in
from .menu import Menu
from .overrides import Overrides, read_overrides
from .patterns import Pattern, plain_patterns
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
        plain: dict[str, Mapping[str, Pattern]] = {}
        for language in self.languages:
            base = _our_texts(language) if language in ours else _our_terms(fallback)
            terms = _terms(currencies[language]) if language in currencies else ""
            layers = (base, overrides.texts.get(language, ""), terms, self.menu.terms(language))
            core.locales[language], plain[language] = _compiled(language, layers)
        self._texts = {
            language: Texts(language, core, self.menu, plain[language]) for language in self.languages
        }
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


@lru_cache(maxsize=32)
def _compiled(language: str, layers: tuple[str, ...]) -> tuple[FluentBundle, Mapping[str, Pattern]]:
    """Return the messages of these Fluent texts, of which later ones replace earlier ones; and those that are
    plain, once more."""
    # No isolation marks around values: Telegram shows them as boxes in copied text, and all languages are
    # written left to right. The formatting functions of aiogram-i18n would be a second way to make HTML.
    bundle = FluentBundle([language], use_isolating=False)
    entries = {
        (type(entry), entry.id.name): entry
        for layer in layers
        for entry in FluentParser(with_spans=False).parse(layer).body
        if isinstance(entry, ast.Message | ast.Term)
    }
    # Terms are written out once, because looking them up takes longer than all else in a short text.
    words = _WordsForTerms(
        {entry.id.name: entry for entry in entries.values() if isinstance(entry, ast.Term)}
    )
    resource = ast.Resource([words.visit(entry) for entry in entries.values()])
    bundle.add_resource(resource)
    messages = [entry for entry in resource.body if isinstance(entry, ast.Message)]
    for entry in messages:
        bundle.get_message(entry.id.name)  # compiles it
    return bundle, plain_patterns(language, messages)


class _WordsForTerms(Transformer):
    """Replaces references to terms that are only words by these words, and a choice by an attribute of a term
    by the variant that is chosen."""

    def __init__(self, terms: Mapping[str, ast.Term]) -> None:
        self._words = {
            name: words for name, term in terms.items() if (words := _words_of(term.value)) is not None
        }
        self._attributes = {
            (name, attribute.id.name): _words_of(attribute.value)
            for name, term in terms.items()
            for attribute in term.attributes
        }

    def visit_Placeable(self, node: ast.Placeable) -> ast.SyntaxNode:  # noqa: N802 - Fluent's name
        reference = node.expression
        if isinstance(reference, ast.SelectExpression) and (chosen := self._chosen(reference)) is not None:
            return cast(ast.SyntaxNode, self.visit(chosen.value))
        if isinstance(reference, ast.TermReference) and reference.attribute is None:
            words = self._words.get(reference.id.name)
            if words is not None:
                return ast.TextElement(words)
        return self.generic_visit(node)

    def visit_Pattern(self, node: ast.Pattern) -> ast.Pattern:  # noqa: N802 - Fluent's name
        self.generic_visit(node)
        joined: list[ast.TextElement | ast.Placeable] = []
        elements = chain.from_iterable(
            one.elements if isinstance(one, ast.Pattern) else [one] for one in node.elements
        )
        for element in elements:
            if isinstance(element, ast.TextElement) and joined and isinstance(joined[-1], ast.TextElement):
                joined[-1] = ast.TextElement(joined[-1].value + element.value)
            else:
                joined.append(element)
        node.elements = joined
        return node

    def _chosen(self, choice: ast.SelectExpression) -> ast.Variant | None:
        by = choice.selector
        if not isinstance(by, ast.TermReference) or by.attribute is None:
            return None
        value = self._attributes.get((by.id.name, by.attribute.name))
        if value is None:
            return None
        named = (one for one in choice.variants if getattr(one.key, "name", None) == value)
        return next(named, next(one for one in choice.variants if one.default))


def _words_of(pattern: ast.Pattern) -> str | None:
    """Return the text of a pattern, or None if it is not fixed."""
    parts = []
    for element in pattern.elements:
        if isinstance(element, ast.Placeable) and isinstance(element.expression, ast.StringLiteral):
            parts.append(element.expression.parse()["value"])
        elif isinstance(element, ast.TextElement):
            parts.append(element.value)
        else:
            return None
    return "".join(parts)
