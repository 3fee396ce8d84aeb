"""How a reward is earned, as a sentence that a person would write."""

from collections.abc import Mapping

import pytest

from bot.services.gamification import Condition, ConditionType, HostCondition, Remark, Remarked
from bot.ui.admin.reward_sentence import (
    HOW,
    REMARKS,
    plain_phrase,
    plain_remark,
    recorded_sentence,
    remark_text,
    sentence,
)
from tests.kit.voice import LANGUAGES, texts_in

C = ConditionType
LEVEL = Condition(C.LEVEL_REACHED, 5)
STREAK = Condition(C.STREAK_LENGTH, 7)
POINTS = Condition(C.TOTAL_POINTS, 1_500)
QUIZZES = Condition(HostCondition("QUIZZES_WON"), 3)


def in_group(group: int, *conditions: Condition) -> list[Condition]:
    return [Condition(one.type, one.value, group) for one in conditions]


def labels(_name: str) -> Mapping[str, str]:
    return {"es": "quizzes <ganados>", "": "quizzes won"}


SPENT = Condition(C.BESITOS_SPENT, 500)
SENTENCES = [
    ([], "Nadie la gana por sí sola: la das tú a quien quieras",
     "Nobody earns it on their own: you give it to whom you like",
     "Ninguém ganha sozinho: você dá para quem quiser"),
    ([LEVEL], "Se gana al llegar al nivel 5", "Earned by reaching level 5", "Ganha-se ao chegar ao nível 5"),
    ([LEVEL, STREAK, Condition(C.NOT_VIP)],
     "Se gana al llegar al nivel 5, con 7 días de racha y sin ser VIP",
     "Earned by reaching level 5, with a 7-day streak, and without being a VIP",
     "Ganha-se ao chegar ao nível 5, com 7 dias de sequência e sem ser VIP"),
    ([LEVEL, *in_group(1, STREAK, SPENT)],
     "Se gana al llegar al nivel 5 y, además, con 7 días de racha o al gastar 500 besitos",
     "Earned by reaching level 5 and, on top of that, with a 7-day streak or by spending 500 besitos",
     "Ganha-se ao chegar ao nível 5 e, além disso, com 7 dias de sequência ou ao gastar 500 besitos"),
    (in_group(3, LEVEL, STREAK, Condition(C.FIRST_PURCHASE)),
     "Se gana al llegar al nivel 5, con 7 días de racha o con la primera compra",
     "Earned by reaching level 5, with a 7-day streak, or with the first purchase",
     "Ganha-se ao chegar ao nível 5, com 7 dias de sequência ou com a primeira compra"),
    ([*in_group(1, LEVEL, STREAK), *in_group(2, POINTS, Condition(C.FIRST_REACTION))],
     "Se gana al llegar al nivel 5 o con 7 días de racha y, además, al ganar 1.500 besitos o con la primera "
     "reacción",
     "Earned by reaching level 5 or with a 7-day streak and, on top of that, by earning 1,500 besitos or "
     "with the first reaction",
     "Ganha-se ao chegar ao nível 5 ou com 7 dias de sequência e, além disso, ao ganhar 1.500 besitos ou com "
     "a primeira reação"),
    (in_group(4, LEVEL), "Se gana al llegar al nivel 5", "Earned by reaching level 5",
     "Ganha-se ao chegar ao nível 5"),
    ([Condition(C.STREAK_LENGTH, 1), Condition(C.TOTAL_POINTS, 1)],
     "Se gana con 1 día de racha y al ganar 1 besito", "Earned with a 1-day streak and by earning 1 besito",
     "Ganha-se com 1 dia de sequência e ao ganhar 1 besito"),
    ([QUIZZES], "Se gana con 3 quizzes &lt;ganados&gt;", "Earned with 3 quizzes won",
     "Ganha-se com 3 quizzes won"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["es", "en", "pt"])
@pytest.mark.parametrize("case", SENTENCES, ids=[case[1][:40] for case in SENTENCES])
def test_a_reward_is_a_sentence(case: tuple[list[Condition], str, str, str], language: str) -> None:
    conditions, *expected = case
    said = sentence(conditions, labels, texts_in(language))
    assert said == expected[["es", "en", "pt"].index(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_and_every_remark_has_words(language: str) -> None:
    texts = texts_in(language)
    assert set(HOW) == set(ConditionType)
    assert set(REMARKS) == set(Remark)
    for kind in ConditionType:
        condition = Condition(kind, 2 if kind.has_value else None)
        assert plain_phrase(condition, labels, texts)
        for remark in Remark:
            remarked = Remarked(remark, condition, LEVEL, 12)
            assert "{" not in remark_text(remarked, labels, texts)
            assert len(plain_remark(remarked, labels, texts)) <= 200, "it must fit into an alert"


def test_a_hosts_label_is_plain_on_a_button_and_escaped_in_a_text() -> None:
    texts = texts_in("es")
    assert plain_phrase(QUIZZES, labels, texts) == "con 3 quizzes <ganados>"
    needless = Remarked(Remark.IMPLIED, STREAK, QUIZZES)
    assert remark_text(needless, labels, texts) == (
        "«con 7 días de racha» sobra: quien la gana con 3 quizzes &lt;ganados&gt; ya lo cumple."
    )


def test_conditions_of_the_audit_log_are_the_same_sentence() -> None:
    recorded = [
        {"type": "LEVEL_REACHED", "value": 5, "group": 0}, {"type": "QUIZZES_WON", "value": 3, "group": 0},
    ]  # fmt: skip
    texts = texts_in("es")
    assert recorded_sentence(recorded, texts) == "Se gana al llegar al nivel 5 y con 3 quizzes won"
    assert recorded_sentence([], texts) == texts.html("admin-rewards-not-earned")
    strange: list[object] = [None, "x", 5, ["x"], [{"type": "LEVEL_REACHED"}], [{}], {"type": 1}]
    for other in strange:
        assert recorded_sentence(other, texts) is None
