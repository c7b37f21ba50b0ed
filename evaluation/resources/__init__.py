"""What is taken away from evaluation as data."""
