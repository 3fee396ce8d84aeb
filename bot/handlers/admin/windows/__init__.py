"""What the panel's sections are made of: windows, texts, buttons, lists, questions, steps that take input."""
