"""Work pages of the network: ``/registr/sit/``."""
