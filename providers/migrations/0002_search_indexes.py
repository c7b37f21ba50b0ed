"""Words are sought by "contains": PostgreSQL does that fast over trigrams, SQLite reads all rows."""

from django.db import migrations

TABLES = ["providers_service", "providers_provider"]


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE INDEX {table}_search ON {table} USING gin (search gin_trgm_ops)"
            )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX {table}_search")


class Migration(migrations.Migration):
    dependencies = [("providers", "0001_initial"), ("sitis", "0001_ground")]
    operations = [migrations.RunPython(create, drop)]
