"""A morning of a bot's life: updates of all kinds as Telegram sends them, for the first bot or the second."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

Raw = dict[str, Any]
DATE = 1_795_600_000
ANA, BEA, CID, BANNED = 1, 2, 3, 13
GROUP_ID = -100
GROUP = {"id": GROUP_ID, "type": "supergroup", "title": "Friends"}
CHANNEL = {"id": -200, "type": "channel", "title": "News"}


@dataclass(frozen=True)
class Arrival:
    """An update that arrives at one of the bots. `answered_by_us`: where the host leaves it to others."""

    raw: Raw
    bot: int = 0
    answered_by_us: bool = False


def updates() -> list[Arrival]:
    """All of them, in order; some arrive twice."""
    return list(_updates())


def _user(number: int, **more: Any) -> Raw:
    names = {ANA: "Ana", BEA: "Bea", CID: "Cid", BANNED: "Ban"}
    language = {ANA: "es", BEA: "en", CID: "pt"}.get(number)
    said = {"id": number, "is_bot": False, "first_name": names.get(number, f"U{number}"), **more}
    return said | ({"language_code": language} if language else {})


def _private(number: int) -> Raw:
    return {"id": number, "type": "private", "first_name": _user(number)["first_name"]}


_ids = count(1)


def _message(who: int, text: str | None, chat: Raw | None = None, **more: Any) -> Raw:
    said: Raw = {
        "message_id": next(_ids),
        "date": DATE,
        "chat": chat or _private(who),
        "from": _user(who),
        **more,
    }
    if text is not None:
        said["text"] = text
    if text is not None and text.startswith("/"):
        said["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return said


def _tap(who: int, data: str, chat: Raw | None = None, bot: int = 42) -> Raw:
    sender = {"id": bot, "is_bot": True, "first_name": "Bot", "username": "bot1_bot"}
    under = {"message_id": 5, "date": DATE, "chat": chat or _private(who), "from": sender, "text": "before"}
    return {"id": str(next(_ids)), "from": _user(who), "chat_instance": "1", "message": under, "data": data}


def _membership(chat: Raw, who: int, was: str, now: str) -> Raw:
    by = {"chat": chat, "from": _user(BEA), "date": DATE}
    left = {"status": was, "user": _user(who)} | ({"until_date": 0} if was == "kicked" else {})
    joined = {"status": now, "user": _user(who)} | ({"until_date": 0} if now == "kicked" else {})
    return by | {"old_chat_member": left, "new_chat_member": joined}


def _reaction(chat: Raw, who: Raw, message_id: int, *emojis: str) -> Raw:
    return {"chat": chat, "message_id": message_id, "date": DATE, "old_reaction": [], **who,
            "new_reaction": [{"type": "emoji", "emoji": emoji} for emoji in emojis]}  # fmt: skip


def _updates() -> Iterator[Arrival]:
    numbers = count(5000)

    def arrive(kind: str, event: Raw, bot: int = 0, *, ours: bool = False, **more: Any) -> Arrival:
        return Arrival({"update_id": next(numbers), kind: event, **more}, bot, ours)

    # The host's own commands, from people it never met; the same people at its second bot.
    for bot in (0, 1):
        for who in (ANA, BEA, CID, BANNED):
            for text in ("/start", "/start ref_17", "/shop", "/help_me", "hello", "👍"):
                yield arrive("message", _message(who, text), bot)
        for data in ("host:open", "host:", "other", "form:yes"):
            yield arrive("callback_query", _tap(ANA, data), bot)
            yield arrive("callback_query", _tap(BANNED, data), bot)
    # A form, with our commands and buttons in between; two people at once, one of them at both bots.
    yield arrive("message", _message(ANA, "/register"))
    yield arrive("message", _message(BEA, "/register"))
    yield arrive("message", _message(ANA, "/register"), 1)
    yield arrive("message", _message(ANA, "/perfil"))  # her name, as far as the form knows
    yield arrive("message", _message(BEA, "Beatriz"))
    yield arrive("message", _message(ANA, "/regalo"), ours=True)  # no number
    yield arrive("callback_query", _tap(ANA, "bs.open:profile"), ours=True)
    yield arrive("message", _message(ANA, "33"))
    yield arrive("message", _message(BEA, "thirty"))
    yield arrive("callback_query", _tap(ANA, "bs.gone:1"), ours=True)
    yield arrive("callback_query", _tap(ANA, "form:yes"))
    yield arrive("callback_query", _tap(ANA, "form:yes"))  # too late
    yield arrive("message", _message(BEA, "30"))
    yield arrive("message", _message(BEA, "/cancel"))
    yield arrive("message", _message(ANA, "Ana at the second bot"), 1)
    yield arrive("callback_query", _tap(BEA, "form:yes"))
    # Ours, at both bots; in a group too.
    for bot in (0, 1):
        for text in ("/perfil", "/profile", "/regalo", "/ranking", "/recompensas", "/historial", "/ayuda"):
            yield arrive("message", _message(ANA, text), bot, ours=True)
        for data in ("bs.open:profile", "bs.open:shop", "bs.open:rewards", "bs.nonsense", "bs.open:ranking"):
            yield arrive("callback_query", _tap(BEA, data, bot=42 + bot), bot, ours=True)
    yield arrive("message", _message(CID, "/perfil", GROUP), ours=True)
    yield arrive("message", _message(BANNED, "/perfil"))
    yield arrive("callback_query", _tap(BANNED, "bs.open:profile"))
    yield arrive("callback_query", _tap(BEA, "bs.open:profile", GROUP), ours=True)
    # Errors and control flow of the host's handlers.
    for text in ("/boom", "/bang", "/skip", "/cancel_update"):
        yield arrive("message", _message(BEA, text))
    # Groups, senders that are no people, content of all kinds.
    for text in ("good morning", "/start", "/shop@bot1_bot", "/shop@other_bot"):
        yield arrive("message", _message(CID, text, GROUP))
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    yield arrive("message", _message(CID, "from an admin", GROUP) | {"from": anonymous, "sender_chat": GROUP})
    yield arrive("message", _message(CID, "from a channel", GROUP, sender_chat=CHANNEL))
    yield arrive("message", _message(CID, None, GROUP, new_chat_members=[_user(77), _user(78)]))
    yield arrive("message", _message(CID, None, GROUP, left_chat_member=_user(77)))
    yield arrive("message", _message(CID, None, GROUP, pinned_message=_message(BEA, "pinned", GROUP)))
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    yield arrive("message", _message(ANA, None, photo=photo, caption="/start"))
    yield arrive("message", _message(ANA, None, contact={"phone_number": "1", "first_name": "Ana"}))
    yield arrive("message", _message(ANA, None, location={"latitude": 1.0, "longitude": 2.0}))
    yield arrive("message", _message(ANA, None, dice={"emoji": "🎲", "value": 3}))
    payment = {"currency": "XTR", "total_amount": 5, "invoice_payload": "host",
               "telegram_payment_charge_id": "t", "provider_payment_charge_id": "p"}  # fmt: skip
    yield arrive("message", _message(ANA, None, successful_payment=payment))
    yield arrive("edited_message", _message(ANA, "/perfil", edit_date=DATE + 1))
    yield arrive("edited_message", _message(CID, "edited", GROUP, edit_date=DATE + 1))
    # Channels.
    for kind in ("channel_post", "edited_channel_post"):
        for text in ("host: news", "news", "/start"):
            post = {
                "message_id": next(_ids),
                "date": DATE,
                "chat": CHANNEL,
                "sender_chat": CHANNEL,
                "text": text,
            }
            yield arrive(kind, post)
    # Memberships, join requests, reactions, polls, payments, inline, business, boosts.
    for was, now in (("left", "member"), ("member", "left"), ("left", "kicked"), ("member", "kicked")):
        yield arrive("chat_member", _membership(GROUP, 90, was, now))
        yield arrive("my_chat_member", _membership(_private(ANA), 42, was, now))
    request = {"chat": CHANNEL, "from": _user(91), "user_chat_id": 91, "date": DATE}
    yield arrive("chat_join_request", request)
    for chat in (GROUP, _private(BEA), CHANNEL):
        for person in (ANA, CID, 92):
            yield arrive("message_reaction", _reaction(chat, {"user": _user(person)}, 9, "❤"))
            yield arrive("message_reaction", _reaction(chat, {"user": _user(person)}, 9))
    yield arrive("message_reaction", _reaction(GROUP, {"actor_chat": CHANNEL}, 9, "👍"))
    total = {"chat": CHANNEL, "message_id": 9, "date": DATE,
             "reactions": [{"type": {"type": "emoji", "emoji": "❤"}, "total_count": 3}]}  # fmt: skip
    yield arrive("message_reaction_count", total)
    option = {"text": "yes", "voter_count": 0, "persistent_id": "1"}
    poll = {"id": "1", "question": "Tea?", "options": [option],
            "total_voter_count": 0, "is_closed": False, "is_anonymous": False, "type": "regular",
            "allows_multiple_answers": False, "allows_revoting": False, "members_only": False}  # fmt: skip
    yield arrive("poll", poll)
    chosen = {"option_ids": [0], "option_persistent_ids": ["1"]}
    yield arrive("poll_answer", {"poll_id": "1", "user": _user(ANA), **chosen})
    yield arrive("poll_answer", {"poll_id": "1", "voter_chat": CHANNEL, **chosen})
    for who in (ANA, BANNED, 93):
        yield arrive("inline_query", {"id": "1", "from": _user(who), "query": "cats", "offset": ""})
        yield arrive("chosen_inline_result", {"result_id": "1", "from": _user(who), "query": "cats"})
        checkout = {
            "id": "1",
            "from": _user(who),
            "currency": "XTR",
            "total_amount": 5,
            "invoice_payload": "host",
        }
        yield arrive("pre_checkout_query", checkout)
    address = {"country_code": "ES", "state": "", "city": "M", "street_line1": "1", "street_line2": "",
               "post_code": "1"}  # fmt: skip
    shipping = {"id": "1", "from": _user(ANA), "invoice_payload": "host", "shipping_address": address}
    yield arrive("shipping_query", shipping)
    yield arrive("business_message", _message(94, "/perfil", _private(94), business_connection_id="b"))
    boost = {"boost_id": "1", "add_date": DATE, "expiration_date": DATE + 9,
             "source": {"source": "premium", "user": _user(ANA)}}  # fmt: skip
    yield arrive("chat_boost", {"chat": CHANNEL, "boost": boost})
    yield arrive("a_kind_of_next_year", {"id": 1, "from": _user(ANA)})
    # Delivered twice: the host works each, as it always did.
    for ours, event in (
        (False, _message(BEA, "/start")),
        (True, _message(BEA, "/daily")),
        (False, _message(BEA, "nothing")),
    ):
        again = arrive("message", event, ours=ours)
        yield again
        yield again
    tapped = arrive("callback_query", _tap(BEA, "bs.open:profile"), ours=True)
    yield tapped
    yield tapped
