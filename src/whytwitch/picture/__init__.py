"""What the findings mean: how urgent, which causes, what to ask next."""
