"""The messages of one language, each parsed at its first use.

Parsing all of them takes a third of a second, and a process uses few of the admins' texts.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import cast

from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Message
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Transformer, Visitor

from .patterns import Pattern, plain_patterns

_BEGIN = re.compile(r"^(?=-?[a-zA-Z][a-zA-Z0-9_-]* *=)", re.MULTILINE)
"""Where an entry begins. Nothing else looks like it: lines of its text are indented, and in braces no name is
before a sign of equality (https://github.com/projectfluent/fluent/blob/main/spec/fluent.ebnf)."""


@lru_cache(maxsize=32)
def bundle_of(language: str, layers: tuple[str, ...]) -> "LateBundle":
    """Return the messages of these Fluent texts, which have no errors. Later ones replace earlier ones."""
    return LateBundle(language, {name: text for layer in layers for name, text in _entries(layer)})


def _entries(layer: str) -> Iterator[tuple[str, str]]:
    for text in _BEGIN.split(layer)[1:]:
        yield text.partition("=")[0].rstrip(), text


class LateBundle(FluentBundle):
    """Parses a message, and those that it refers to, when somebody asks for it."""

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        # No isolation marks around values: Telegram shows them as boxes in copied text, and all languages are
        # written left to right. The formatting functions of aiogram-i18n would be a second way to make HTML.
        super().__init__([language], use_isolating=False)
        self._language = language
        self._patterns: dict[str, Pattern] = {}
        self._parser = FluentParser(with_spans=False)
        self._unread = {name: text for name, text in entries.items() if not name.startswith("-")}
        terms = [self._parser.parse_entry(text) for name, text in entries.items() if name.startswith("-")]
        # Terms are written out once, because looking them up takes longer than all else in a short text.
        self._words = _WordsForTerms({term.id.name: term for term in terms if isinstance(term, ast.Term)})
        self._add(terms)

    def has_message(self, message_id: str) -> bool:
        """Return True if there is such a message."""
        return message_id in self._unread or super().has_message(message_id)

    def get_message(self, message_id: str) -> Message:
        """Return a message. Raises KeyError."""
        if message_id in self._unread:
            self._read(message_id)
        return super().get_message(message_id)

    def pattern(self, message_id: str) -> Pattern | None:
        """Return a message that is plain; None for one that needs Fluent, and if there is none."""
        if message_id in self._unread:
            self._read(message_id)
        return self._patterns.get(message_id)

    def _read(self, message_id: str) -> None:
        self._add([self._parser.parse_entry(self._unread[message_id])])
        self._unread.pop(message_id, None)

    def _add(self, entries: list[ast.EntryType]) -> None:
        added: list[ast.EntryType] = []
        names: set[str] = set()
        while entries:
            entry = self._words.visit(entries.pop())
            added.append(entry)
            references = _References()
            references.visit(entry)
            new = (references.names & self._unread.keys()) - names
            entries += [self._parser.parse_entry(self._unread[name]) for name in new]
            names |= new
        self.add_resource(ast.Resource(added))
        messages = [entry for entry in added if isinstance(entry, ast.Message)]
        self._patterns |= plain_patterns(self._language, messages)
        for name in names:
            del self._unread[name]


class _References(Visitor):
    """Collects the names of the messages that others refer to."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - Fluent's name
        self.names.add(node.id.name)


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
