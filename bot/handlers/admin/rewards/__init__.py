"""The section of the panel for rewards and their conditions."""
