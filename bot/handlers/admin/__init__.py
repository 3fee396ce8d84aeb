"""What admins do in Telegram."""
