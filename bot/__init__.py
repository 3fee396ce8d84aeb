"""Besitos: an economy of virtual besitos for a Telegram bot that is already in production."""

__version__ = "0.1.0"
