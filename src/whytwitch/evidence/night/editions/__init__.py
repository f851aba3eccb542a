"""The rule books. Both read the same list of leg movements and give the same kind of answer."""
