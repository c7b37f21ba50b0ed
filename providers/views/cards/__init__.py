"""Pages of regional service cards, ``/registr/karty/``."""
