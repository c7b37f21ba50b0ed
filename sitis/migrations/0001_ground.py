"""What the tables of every room need first: the Czech alphabet, and similar words."""

from django.contrib.postgres.operations import CreateCollation, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        CreateCollation("czech", provider="icu", locale="cs-CZ"),
    ]
