"""What admins see in the panel."""
