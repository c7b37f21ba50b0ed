"""Pages under ``/hodnoceni/``."""
