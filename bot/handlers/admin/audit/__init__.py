"""The audit log in the panel."""
