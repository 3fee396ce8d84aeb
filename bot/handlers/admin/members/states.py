"""The states of the section's dialogs. All but the first are started with the member's id:
`data={"member": 3}`."""

from aiogram.fsm.state import State, StatesGroup


class MembersSearch(StatesGroup):
    """Whom to look for, and who was found."""

    ask = State()
    found = State()
    erased = State()


class MemberCard(StatesGroup):
    """A member, with the pages that only show something, and refunds."""

    card = State()
    ledger = State()
    rights = State()
    right = State()
    refund = State()
    rewards = State()


class MemberBesitos(StatesGroup):
    """Give besitos or take them."""

    amount = State()
    reason = State()
    sure = State()


class MemberStreakRepair(StatesGroup):
    """Give a streak back."""

    days = State()
    sure = State()


class MemberVip(StatesGroup):
    """Until when a member is VIP."""

    until = State()
    sure = State()


class MemberGift(StatesGroup):
    """Give content or a reward."""

    kind = State()
    contents = State()
    content = State()
    rewards = State()
    reward = State()


class MemberData(StatesGroup):
    """The export and the erasure."""

    menu = State()
    erase = State()
