"""The table of the Bot API methods that the playground supports."""

from ..errors import bad_request
from ..telegram import Call, Method
from . import (
    bot as methods_bot,
)
from . import (
    chats as methods_chats,
)
from . import (
    copies as methods_copies,
)
from . import (
    media as methods_media,
)
from . import (
    messages as methods_messages,
)
from . import (
    updates as methods_updates,
)

NOT_SUPPORTED = (
    "sendInvoice", "createInvoiceLink", "answerShippingQuery", "answerPreCheckoutQuery", "refundStarPayment",
    "getStarTransactions", "sendPaidMedia",
)  # fmt: skip
"""Not supported: the playground has no payments."""


def _refused(name: str) -> Method:
    def refuse(_call: Call) -> None:
        raise bad_request(f"{name} is not supported by the playground: there are no payments in it")

    return refuse


METHODS: dict[str, Method] = {
    **methods_updates.METHODS,
    **methods_bot.METHODS,
    **methods_messages.METHODS,
    **methods_copies.METHODS,
    **methods_media.METHODS,
    **methods_chats.METHODS,
    **{name: _refused(name) for name in NOT_SUPPORTED},
}
_BY_LOWER_CASE = {name.lower(): name for name in METHODS}


def name_of(written: str) -> str | None:
    """The method's name as it is documented; Telegram does not care for upper and lower case."""
    return _BY_LOWER_CASE.get(written.lower())
