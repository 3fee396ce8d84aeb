"""The creator's panel: `/admin`, its first screen, and what its sections are made of."""
