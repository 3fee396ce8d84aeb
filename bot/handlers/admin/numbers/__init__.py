"""The panel's section of numbers: what is earned and spent, who is active, what sells."""
