"""A plan's needs and measures as a locked workbook: written for one ORP, read back, compared."""
