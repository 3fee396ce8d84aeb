"""Our own texts, as a bot without options has them."""

from bot.ui.texts import Texts
from bot.ui.voice import Voice

VOICE = Voice()
LANGUAGES = VOICE.languages


def texts_in(language: str) -> Texts:
    """The texts in one of `LANGUAGES`."""
    return VOICE.texts(language)
