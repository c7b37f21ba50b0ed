"""The national register's JSON file as a stream of records. Knows no database.

Source: MPSV open data "Registr poskytovatelů sociálních služeb" (root key ``polozky``).
"""

from providers.rpss.record import Problem, ProviderRecord, Record, is_of_region, normalise
from providers.rpss.source import Source, WholeFileRefused, fingerprint, raw_records

__all__ = [
    "Problem",
    "ProviderRecord",
    "Record",
    "Source",
    "WholeFileRefused",
    "fingerprint",
    "is_of_region",
    "normalise",
    "raw_records",
]
