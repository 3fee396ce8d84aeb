"""What the bot says to members, and what they write to it, in both languages: written out, so that a text
that changed without anybody wanting it is noticed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What the bot says, and what members write, in one language."""

    code: str
    hello: str
    gift: str
    claim: str
    claimed: str
    claimed_before: str
    now_have: str
    paid: str
    unchanged: str
    paid_before: str
    unlocked: str
    rewards: str
    claim_reward: str
    reward_taken: str
    shop: str
    price: str
    buy: str
    yes: str
    bought: str
    owned_already: str
    purchases: str
    here_it_comes: str
    on_its_way: str
    history: str
    gift_line: str
    reaction_line: str
    reward_line: str
    purchase_line: str
    ranking: str
    you: str


SPANISH = Words(
    code="es",
    hello="¡Hola, {name}!",
    gift="/regalo",
    claim="Recoger",
    claimed="¡Para ti!",
    claimed_before="Ya lo has recogido. Vuelve en ",
    now_have="Ahora tienes {}.",
    paid="¡+{} besitos por tu 🔥! 💋 Ya tienes {}.",
    unchanged="Tu 🔥 ya estaba aquí.",
    paid_before="Tu ❤️ cuenta. Por esta publicación ya te di besitos.",
    unlocked="¡Has desbloqueado una recompensa!",
    rewards="/recompensas",
    claim_reward="Recoger: {}",
    reward_taken="Esto ya lo recogiste.",
    shop="/tienda",
    price="40 besitos",
    buy="Comprar por 40 besitos",
    yes="Sí, por 40 besitos",
    bought="¡Es tuyo!",
    owned_already="Esto ya es tuyo. No te he cobrado nada.",
    purchases="/compras",
    here_it_comes="Ahí va 👇",
    on_its_way="Ya va de camino.",
    history="/historial",
    gift_line="Regalo del día",
    reaction_line="Reacción",
    reward_line="Recompensa",
    purchase_line="Compra",
    ranking="/ranking",
    you="← tú",
)
ENGLISH = Words(
    code="en",
    hello="Hi, {name}!",
    gift="/daily",
    claim="Pick it up",
    claimed="For you!",
    claimed_before="You’ve already picked it up. Come back in ",
    now_have="You now have {}.",
    paid="+{} besitos for your 🔥! 💋 You now have {}.",
    unchanged="Your 🔥 was already here.",
    paid_before="Your ❤️ counts. You already got besitos for this post.",
    unlocked="You’ve unlocked a reward!",
    rewards="/rewards",
    claim_reward="Pick up: {}",
    reward_taken="You’ve already picked this up.",
    shop="/shop",
    price="40 30 besitos with VIP",
    buy="Buy for 30 besitos",
    yes="Yes, for 30 besitos",
    bought="It’s yours!",
    owned_already="This is already yours. You weren’t charged.",
    purchases="/purchases",
    here_it_comes="Here it comes 👇",
    on_its_way="It’s already on its way.",
    history="/history",
    gift_line="Daily gift",
    reaction_line="Reaction",
    reward_line="Reward",
    purchase_line="Purchase",
    ranking="/leaderboard",
    you="← you",
)
