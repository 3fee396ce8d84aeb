"""Levels: a safe expression of `total_earned`, and where each level starts.

The expression is the creator's (setting `level_formula`). It is parsed by Python, held against a list
of what it may contain, and evaluated by simpleeval, so that nothing but arithmetic can happen.
"""

import ast
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from simpleeval import InvalidExpression, SimpleEval

from bot.services.gamification.errors import InvalidSetting

SETTING = "level_formula"
DEFAULT_FORMULA = "floor(sqrt(total_earned / 100)) + 1"
LONGEST = 255
MOST_PARTS = 100
DEEPEST = 30
WIDEST_BITS = 4096
"""Size of the largest intermediate number; keeps an evaluation below a millisecond."""
TOP = 10**12
"""Besitos up to which a level is computed; who earned more has the level of this sum."""
MOST_LEVELS = 10_000


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * exponent > WIDEST_BITS:
        raise _TooLarge
    return _bounded(base**exponent)


def _bounded(value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > WIDEST_BITS:
        raise _TooLarge
    return value


class _TooLarge(ArithmeticError):
    """An intermediate number outgrew WIDEST_BITS."""


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: lambda a, b: _bounded(a + b),
    ast.Sub: lambda a, b: _bounded(a - b),
    ast.Mult: lambda a, b: _bounded(a * b),
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
    ast.Pow: _power,
    ast.USub: lambda a: -a,
    ast.UAdd: lambda a: +a,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
    "log": math.log,
    "min": min,
    "max": max,
}
NAME = "total_earned"


class LevelFormula:
    """A legal formula. `level(total_earned)` is a whole number of at least 1."""

    def __init__(self, expression: str) -> None:
        """Raises InvalidSetting, with a reason for the creator, for anything that rules.md does not allow.

        That the level never falls cannot be proven for any expression; it is checked at every sum up to
        2,000, at sums that grow by 4 % up to 10^12, and on both sides of each of them.
        """
        self.expression = expression
        self._tree = _parse(expression)
        self._evaluator = SimpleEval(operators=OPERATORS, functions=FUNCTIONS)
        self._start_of: dict[int, int] = {}
        self._check()

    def level(self, total_earned: int) -> int:
        """The level of a member who earned so many besitos in all."""
        return self._evaluate(min(max(total_earned, 0), TOP))

    def starts_at(self, level: int) -> int | None:
        """The smallest `total_earned` with at least this level; None where 10^12 besitos do not reach it."""
        if level not in self._start_of:
            if self.level(TOP) < level:
                return None
            low, high = 0, TOP
            while low < high:
                middle = (low + high) // 2
                if self.level(middle) >= level:
                    high = middle
                else:
                    low = middle + 1
            self._start_of[level] = low
        return self._start_of[level]

    def _evaluate(self, total_earned: int) -> int:
        self._evaluator.names = {NAME: total_earned}
        try:
            value = self._evaluator.eval(self.expression, previously_parsed=self._tree)
            level: int = math.floor(value)
        except ZeroDivisionError:
            reason = "divides by zero"
        except _TooLarge:
            reason = "makes numbers that are too large"
        except OverflowError:
            reason = "makes numbers that are too large"
        except (
            ValueError,
            TypeError,
            InvalidExpression,
        ):  # log(0), sqrt(-1), a complex power, nan, floor() of two things
            reason = "has no value"
        else:
            return level
        raise InvalidSetting(SETTING, f"{reason} at {NAME} = {total_earned:,}")

    def _check(self) -> None:
        first = self._evaluate(0)
        if first < 1:
            raise InvalidSetting(SETTING, f"gives level {first} at 0; it must give at least 1")
        before, at = first, 0
        for total in _samples():
            level = self._evaluate(total)
            if level < before:
                raise InvalidSetting(
                    SETTING,
                    f"falls from level {before:,} at {at:,} to {level:,} at {total:,}; it must not fall",
                )
            before, at = level, total
        # The default passes the limit itself (100,001 at 10^12) and is legal by definition: decision 0006.
        if before >= MOST_LEVELS and ast.dump(self._tree) != ast.dump(_parse(DEFAULT_FORMULA)):
            raise InvalidSetting(
                SETTING, f"gives level {before:,} at {TOP:,} besitos; it must stay under {MOST_LEVELS:,}"
            )


@lru_cache(maxsize=32)
def level_formula(expression: str) -> LevelFormula:
    """The formula of this text, checked once. Raises InvalidSetting."""
    return LevelFormula(expression)


def _samples() -> list[int]:
    samples = set(range(1, 2_001)) | {TOP}
    total = 2_000.0
    while total < TOP:
        samples |= {int(total) - 1, int(total), int(total) + 1}
        total *= 1.04
    return sorted(sample for sample in samples if sample <= TOP)


def _parse(expression: str) -> ast.expr:
    if not expression.strip():
        raise InvalidSetting(SETTING, "is empty")
    if len(expression) > LONGEST:
        raise InvalidSetting(SETTING, f"has {len(expression)} characters; at most {LONGEST}")
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InvalidSetting(SETTING, f"is not an expression like {DEFAULT_FORMULA}") from None
    parts = list(ast.walk(tree))
    if len(parts) > MOST_PARTS * 3 or _depth(tree) > DEEPEST:
        raise InvalidSetting(SETTING, "is too long or too deeply nested")
    for part in parts:
        _allow(part)
    return tree


def _allow(part: ast.AST) -> None:
    match part:
        case ast.Constant(value=value):
            # not isinstance: True and False are ints; the comparison refuses nan and infinity as well
            if type(value) not in (int, float) or not abs(cast(float, value)) <= TOP * TOP:
                raise InvalidSetting(SETTING, "may only hold numbers of ordinary size")
        case ast.Name(id=name):
            if name != NAME and name not in FUNCTIONS:
                raise InvalidSetting(SETTING, f"does not know {name[:30]!r}; only {NAME} and {_known()}")
        case ast.Call(func=ast.Name(), keywords=[]):  # the name is a part of its own
            pass
        case ast.BinOp() | ast.UnaryOp() | ast.Load():
            pass
        case _ if type(part) in OPERATORS:
            pass
        case _:
            raise InvalidSetting(
                SETTING, f"may only hold numbers, {NAME}, + - * / // % ** ( ) and {_known()}"
            )


def _known() -> str:
    return ", ".join(FUNCTIONS)


def _depth(tree: ast.AST) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for part in level for child in ast.iter_child_nodes(part)]
    return deepest
