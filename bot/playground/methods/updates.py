"""How the bot gets its updates: getUpdates, or a webhook."""

from typing import Any

from ..errors import bad_request, conflict
from ..json_types import Json
from ..telegram import Call, Method
from ..world.updates import MAX_WAIT_SECONDS
from ..world.webhook import DEFAULT_CONNECTIONS

WEBHOOK_IS_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(call: Call) -> list[Json]:
    """Pending updates from `offset` on; waits up to `timeout` seconds for one."""
    if call.telegram.webhook.url:
        raise conflict(WEBHOOK_IS_ACTIVE)
    updates, parameters = call.world.updates, call.parameters
    updates.allow(_allowed_updates(call))
    updates.confirm(parameters.integer("offset") or 0)
    limit = parameters.number("limit", 100, 1, 100)
    return await updates.fetch(limit, parameters.number("timeout", 0, 0, MAX_WAIT_SECONDS))


async def set_webhook(call: Call) -> bool:
    """Deliver to an address from now on; an empty one is deleteWebhook."""
    url = (call.parameters.text("url") or "").strip()
    if not url:
        return await delete_webhook(call)
    connections = call.parameters.number("max_connections", DEFAULT_CONNECTIONS, 1, 100)
    await call.telegram.webhook.start(url, call.parameters.text("secret_token"), connections)
    call.world.updates.allow(_allowed_updates(call))
    _drop_if_asked(call)
    return True


async def delete_webhook(call: Call) -> bool:
    """Switch back to getUpdates."""
    await call.telegram.webhook.stop()
    _drop_if_asked(call)
    return True


def get_webhook_info(call: Call) -> Json:
    """Return where updates are delivered, and the last error."""
    return call.telegram.webhook.info()


def _allowed_updates(call: Call) -> list[str] | None:
    allowed: Any = call.parameters.structure("allowed_updates", "allowed updates")
    if allowed is None:
        return None
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates JSON object")
    return [str(kind) for kind in allowed]


def _drop_if_asked(call: Call) -> None:
    if call.parameters.flag("drop_pending_updates"):
        call.world.updates.drop()


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
