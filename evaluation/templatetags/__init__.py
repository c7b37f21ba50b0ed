"""Words of reports for templates."""
