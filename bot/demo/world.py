"""The demo's Telegram: the named people, the crowd, two channels, a discussion group, and some posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from ..playground import acts
from ..playground.telegram import Telegram
from ..playground.world.chats import Chat, Message
from ..playground.world.people import Membership, Person
from .database import Found
from .people import ADMIN, CONTENT, FREE_POSTS, PEOPLE, STUDIO_POSTS, VIP_POSTS, Post, content_files


class NobodyToReact(LookupError):
    """There is no post with buttons to tap."""


@dataclass(slots=True)
class DemoWorld:
    """The chats of the demo, and the members who react at once."""

    telegram: Telegram
    free: Chat
    vip: Chat
    group: Chat
    studio: Chat
    """A channel of the creator's that the bot is not in yet."""
    crowd: dict[int, list[Person]]
    """The members without a role, by channel; those who reacted last are at the end."""

    def post_openers(self) -> None:
        """Publish the creator's first posts."""
        admin = self.telegram.world.person(ADMIN.id)
        for chat, posts in ((self.vip, VIP_POSTS), (self.free, FREE_POSTS)):
            for post in posts:
                _post(self.telegram, admin, chat, post)

    @property
    def bot_answers(self) -> bool:
        """True once the bot has added buttons to the first posts: then it answers."""
        return self.newest_post(self.free) is not None and self.newest_post(self.vip) is not None

    def newest_post(self, chat: Chat) -> Message | None:
        """The newest post of a channel with reaction buttons."""
        return next((message for message in reversed(chat.messages.values()) if message.keyboard), None)

    def react_at_once(self, chat: Chat, post: Message | None, wanted: int) -> int:
        """Let `wanted` members of a channel tap a reaction under a post (None: the newest one). Returns how
        many did. Raises NobodyToReact.
        """
        post = post or self.newest_post(chat)
        crowd = self.crowd.get(chat.id)
        if post is None or not post.keyboard or not crowd:
            raise NobodyToReact("no post with reaction buttons here")
        buttons = [button for row in post.keyboard for button in row if button.get("callback_data")]
        people = crowd[:wanted]
        crowd[:] = crowd[wanted:] + people  # next time others react
        for place, person in enumerate(people):
            acts.tap(self.telegram, person, post, buttons[place % len(buttons)])
        return len(people)


def build(telegram: Telegram, found: Found) -> DemoWorld:
    """Create all people and chats. The bot is only notified of the posts."""
    world = telegram.world
    for person in PEOPLE:
        world.add_person(
            person.first_name,
            id=person.id,
            username=person.username,
            language_code=person.language,
            has_started=person.standing != "NEW",
        )
    named = [world.people[person.id] for person in PEOPLE]
    vips = [world.people[person.id] for person in PEOPLE if person.is_vip]
    strangers = [
        (
            world.add_person(
                one.first_name,
                id=one.id,
                last_name=one.last_name,
                username=one.username,
                has_started=True,
            ),
            one.is_vip,
        )
        for one in found.strangers
    ]
    everybody = [person for person, _ in strangers]
    vip_crowd = [person for person, is_vip in strangers if is_vip]
    admin = world.people[ADMIN.id]

    def chat(title: str, members: Sequence[Person], number: int | None, *, is_group: bool = False) -> Chat:
        made = world.add_chat("supergroup" if is_group else "channel", title, id=number, owner=admin)
        for person in members:
            made.members.setdefault(person.id, Membership("member"))
        made.numbers = count(found.first_message)
        return made

    free = chat("Valeria · Free", [*named, *everybody], found.free_channel)
    vip = chat("Valeria · VIP", [*vips, *vip_crowd], found.vip_channel)
    group = chat("La charla", [*named, *everybody], None, is_group=True)
    acts.link_discussion(free, group)
    for channel in (free, vip):
        channel.reactions_allowed = ()  # there are buttons; Telegram's own are anonymous in channels
    for code in CONTENT:
        for number, (file_id, kind) in enumerate(content_files(code), 1):
            world.files.declare(file_id, kind, f"{code}-{number}")
    studio = world.add_chat("channel", "Valeria · Estudio", owner=admin, bot_status=Membership("left"))
    for post in STUDIO_POSTS:
        _post(telegram, admin, studio, post)
    return DemoWorld(
        telegram, free, vip, group, studio, {free.id: everybody.copy(), vip.id: vip_crowd.copy()}
    )


def _post(telegram: Telegram, admin: Person, chat: Chat, post: Post) -> None:
    if len(post.media) > 1:
        acts.write_album(telegram, admin, chat, post.text, list(post.media))
    else:
        acts.write(telegram, admin, chat, post.text, media=post.media[0] if post.media else None)
