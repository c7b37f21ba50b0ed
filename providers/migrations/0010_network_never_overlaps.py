"""Versions of the network in force never share a day; SQLite's trigger is in ``receivers``."""

from django.db import migrations

ADD = """
    ALTER TABLE providers_networkversion ADD CONSTRAINT network_in_force_never_overlaps
    EXCLUDE USING gist (daterange(valid_from, valid_to, '[]') WITH &&)
    WHERE (state IN ('valid', 'replaced'))
"""
DROP = "ALTER TABLE providers_networkversion DROP CONSTRAINT network_in_force_never_overlaps"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("providers", "0009_network_guide_upkeep")]
    operations = [migrations.RunPython(add, drop)]
