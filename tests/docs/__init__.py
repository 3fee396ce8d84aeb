"""What the pages say, compared with the code."""
