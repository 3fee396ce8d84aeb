"""The control interface, under /control: what members do and see, and faults, as JSON over HTTP.

    GET    /control                                     the bot, what is pending, webhook, commands
    GET    /control/events?after=N[&wait=S]             what happened; as a stream for an EventSource
    GET    /control/members                             everybody
    POST   /control/members                             {first_name, ...}: somebody new
    GET    /control/members/M/chats                     the chats of a member
    GET    /control/members/M/answers                   the last taps of a member and their answers
    POST   /control/members/M/block                     {blocked}
    GET    /control/queries/Q[?wait=S]                  a tap and its answer; waits for it
    POST   /control/chats                               {kind, title, ...}: a group or channel
    GET    /control/chats[/C]                           all, or one
    POST   /control/chats/C/join | leave                {member, link}
    POST   /control/chats/C/bot                         {status, rights, by}: the bot's place in it
    GET    /control/chats/C/messages[?as=M&after=N]     as that member sees them
    POST   /control/chats/C/messages                    {member, text, media, reply_to}: write or post;
                                                        media is a kind, or {kind, name, base64,
                                                        file_id}; several in a list are an album
    POST   /control/chats/C/forward                     {member, from, messages}: forward some into C
    POST   /control/chats/C/messages/N/edit             {text}
    DELETE /control/chats/C/messages/N
    POST   /control/chats/C/messages/N/tap              {member, button | data}
    POST   /control/chats/C/messages/N/react            {member, emojis}
    POST   /control/chats/C/messages/N/react_at_once    {count, emojis}: many members of the chat
    POST   /control/files                               {file_id, kind, name}: a file known from elsewhere
    GET    /control/files/F                             what is in an uploaded file, by its file_id
    GET, POST, DELETE /control/faults                   {kind, method, chat_id, seconds, times}
    POST   /control/flood                               {enabled}: switch flood control, and forget

A refusal is 400 (not understood), 404 (not there) or 409 (nobody could do this in Telegram), with
{"error": why}.
"""

from collections.abc import Iterable

from aiohttp import web

from ..faults import Faults
from ..telegram import Telegram
from .chats import ChatControl
from .messages import MessageControl
from .server import ServerControl


def control_routes(telegram: Telegram, faults: Faults) -> Iterable[web.AbstractRouteDef]:
    """The routes of the control interface."""
    yield from ServerControl(telegram, faults).routes()
    yield from ChatControl(telegram).routes()
    yield from MessageControl(telegram).routes()
