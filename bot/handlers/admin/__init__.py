"""The handlers for admins."""
