"""What to tell an admin about a reward before it is saved, and who has it already."""
