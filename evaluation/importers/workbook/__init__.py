"""A report as a locked workbook: written for one report, filled in off-line, read back."""
