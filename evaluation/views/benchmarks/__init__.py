"""Pages of benchmarking under ``/hodnoceni/srovnani/``."""
