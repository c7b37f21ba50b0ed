"""``python -m tests.benchmarks.measure_catalog``: pages of the catalogue over the database given.

Prints one line of JSON.
"""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")
    django.setup()

    from tests.benchmarks.catalog_pages import main

    main()
