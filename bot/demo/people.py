"""The content of the demo: its named people, the creator's posts, and files."""

from dataclasses import dataclass
from typing import Literal

from ..playground.world.files import FileKind

Standing = Literal["ADMIN", "VIP", "SUBSCRIBER", "FREE", "NEW"]


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person whom a visitor can play. `standing` is their status in the production database: an admin, a
    VIP by role, a VIP by subscription, a free member, or nothing yet."""

    id: int
    slug: str
    first_name: str
    language: str
    standing: Standing
    about: str

    @property
    def is_vip(self) -> bool:
        """Whether they read the VIP channel."""
        return self.standing in ("ADMIN", "VIP", "SUBSCRIBER")

    @property
    def username(self) -> str:
        """Their @name in Telegram."""
        return f"{self.slug}_demo"


ADMIN = NamedPerson(710_000_001, "valeria", "Valeria", "es", "ADMIN", "The creator and admin")
PEOPLE = (
    NamedPerson(710_000_002, "lucia", "Lucía", "es", "VIP", "VIP, Spanish"),
    NamedPerson(710_000_003, "emma", "Emma", "en", "SUBSCRIBER", "VIP by subscription, English"),
    NamedPerson(710_000_004, "mateo", "Mateo", "es", "FREE", "Free member, Spanish"),
    NamedPerson(710_000_005, "jack", "Jack", "en", "FREE", "Free member, English"),
    NamedPerson(710_000_006, "rosa", "Rosa", "es", "NEW", "New: the bot never met her"),
    ADMIN,
)
"""In the order in which the page lists them."""


@dataclass(frozen=True, slots=True)
class Post:
    """What the creator posted: a text, a picture or several with it."""

    text: str
    media: tuple[FileKind, ...] = ()


FREE_POSTS = (
    Post("¡Bienvenidos! Aquí cuento cosas todas las semanas. Cada reacción da besitos 💋"),
    Post("Hoy, café y libro nuevo ☕📖", ("photo",)),
    Post("Mañana hay sorpresa para los VIP. Aquí, una pista: #playa", ("photo", "photo", "photo")),
    Post("¿Playa o montaña? Reaccionad y os leo en la charla 👇"),
)
VIP_POSTS = (
    Post("Gracias por estar aquí, VIP 🤍 Vuestro pack tiene un 50 % de descuento en la tienda."),
    Post("Del paseo de ayer", ("photo", "photo", "video", "photo")),
    Post("Un adelanto, solo para vosotros 🔥", ("video",)),
)
STUDIO_POSTS = (
    Post("Lo que preparo, antes de que lo vea nadie: las fotos de la próxima semana", ("photo", "photo")),
    Post("Este canal todavía no tiene bot"),
)

CONTENT: dict[str, tuple[tuple[FileKind, str], ...]] = {
    "welcome-pack": (("photo", "AgAC"), ("photo", "AgAC"), ("photo", "AgAC"), ("photo", "AgAC")),
    "vip-special": (("photo", "AgAC"), ("video", "BAAC"), ("photo", "AgAC"), ("audio", "CQAC")),
}
"""The files of each content set of the catalog: their kind, and how ids of that kind begin."""


def content_files(code: str) -> list[tuple[str, FileKind]]:
    """The ids and kinds of a content set's files."""
    return [
        (f"{beginning}demo{code.replace('-', '')}{number:04d}", kind)
        for number, (kind, beginning) in enumerate(CONTENT[code], 1)
    ]
