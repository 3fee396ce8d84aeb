"""The panel's section of what an admin may want to look at."""
