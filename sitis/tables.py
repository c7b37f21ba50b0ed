"""Migrations that only make new tables, applied in one go."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.state import ProjectState


class NewTables(migrations.Migration):
    """Every operation makes a table or completes one that is made here.

    Django draws all related models anew after each operation, and each history is related to the
    user, so to everything: a hundred tables took most of a minute. Here the models are drawn once
    and each table is made as it is at the end; the state, names and reverse are Django's own.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        """Raises TypeError if an operation touches what was there before."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        names = [one.name for one in self.operations if isinstance(one, CreateModel)]
        for one in self.operations:
            if not isinstance(one, CreateModel) and not _completes(one, names):
                raise TypeError(f"{self}: {one.describe()}")
        project_state.__dict__.pop("apps", None)  # else each operation would draw it anew
        self.mutate_state(project_state, preserve=False)
        for name in names:
            schema_editor.create_model(project_state.apps.get_model(self.app_label, name))
        return project_state


def _completes(operation: Any, names: list[str]) -> bool:
    known = {name.lower() for name in names}
    return (
        isinstance(operation, AddConstraint | AddField | AddIndex)
        and operation.model_name.lower() in known
    )
