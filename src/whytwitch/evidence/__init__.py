"""What is known about one person becomes findings. These rooms do not know each other."""
