"""Whose money it is: ids that callers give, before they reach a key or the database."""

from bot.services.gamification.errors import UnknownMember

LARGEST_ID = 2**63 - 1


def check_member_id(user_id: int) -> None:
    """Raises UnknownMember unless `user_id` is a whole number that a `users` row can have.

    Databases take True, 1.0 and "1" for 1, but `daily:True:...` is another key than `daily:1:...`.
    """
    if type(user_id) is not int or not -LARGEST_ID <= user_id <= LARGEST_ID:
        raise UnknownMember(user_id)
