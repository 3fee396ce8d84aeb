"""The section of content sets and products."""
