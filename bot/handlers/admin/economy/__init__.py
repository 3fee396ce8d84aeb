"""The panel's section of the economy's settings."""
