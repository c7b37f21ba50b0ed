"""The national register's JSON file as a stream of records. Knows no database.

Source: MPSV open data "Registr poskytovatelů sociálních služeb" (root key ``polozky``).
"""

from providers.rpss.record import Problem, ProviderRecord, Record, normalise, provider_key_of, regions_of
from providers.rpss.source import Source, WholeFileRefused, fingerprint, raw_records

__all__ = [
    "Problem",
    "ProviderRecord",
    "Record",
    "Source",
    "WholeFileRefused",
    "fingerprint",
    "normalise",
    "provider_key_of",
    "raw_records",
    "regions_of",
]
