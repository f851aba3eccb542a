"""What to do: the plan, and later whether it helped."""
