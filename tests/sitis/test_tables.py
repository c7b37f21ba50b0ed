"""Migrations that make their tables in one go."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from sitis.tables import NewTables

pytestmark = pytest.mark.django_db(transaction=True)


def key():
    return ("id", models.BigAutoField(primary_key=True))


class Trees(NewTables):
    operations = [
        migrations.CreateModel("Tree", [key(), ("height", models.IntegerField())]),
        migrations.CreateModel("Forest", [key(), ("name", models.CharField(max_length=20))]),
        migrations.AddField("tree", "forest", models.ForeignKey("jobs.forest", models.CASCADE)),
        migrations.AddConstraint(
            "tree",
            models.CheckConstraint(name="tree_grows", condition=models.Q(height__gt=0)),
        ),
    ]


class Late(NewTables):
    operations = [migrations.AddField("job", "colour", models.IntegerField(null=True))]


def apply(migration, state):
    with connection.schema_editor() as editor:
        return migration.apply(state, editor)


def test_tables_come_with_what_was_added_to_them():
    migration, before = Trees("0001_trees", "jobs"), ProjectState()
    after = apply(migration, before.clone())
    try:
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, "jobs_tree")
            rules = connection.introspection.get_constraints(cursor, "jobs_tree")
        assert [one.name for one in columns] == ["id", "height", "forest_id"]
        assert rules["tree_grows"]["check"]
        assert ("jobs_forest", "id") in [rule["foreign_key"] for rule in rules.values()]
        assert after.models == migration.mutate_state(before).models
    finally:
        with connection.schema_editor() as editor:
            migration.unapply(before, editor)
    assert "jobs_tree" not in connection.introspection.table_names()


def test_a_table_that_was_there_before_is_not_touched():
    with pytest.raises(TypeError, match="colour"):
        apply(Late("0002_late", "jobs"), ProjectState())
