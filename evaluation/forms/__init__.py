"""Forms of the work places of evaluation."""
