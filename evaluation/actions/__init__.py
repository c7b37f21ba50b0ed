"""Every write of evaluation."""
