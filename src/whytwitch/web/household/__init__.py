"""The people of one household: who answers, for whom, what is kept."""
