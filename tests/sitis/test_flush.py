"""A test that committed leaves nothing to the next one, and the schema as it was."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, OperationalError, connection, transaction

from providers.models import Service
from tests.factories import NetworkItemFactory, NetworkVersionFactory, ServiceFactory
from tests.flush import KEPT, empty, empty_at_last


def rows():
    """Table -> whether it holds a row."""
    with connection.cursor() as cursor:
        held = {}
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")
            held[table] = bool(cursor.fetchone()[0])
    return held


@pytest.mark.django_db(transaction=True)
def test_every_table_is_emptied_but_what_models_alone_draw():
    NetworkItemFactory(service=ServiceFactory())
    before = rows()
    kept = ContentType.objects.count(), Permission.objects.count()

    empty(connection)

    assert before["providers_service"]
    assert before["providers_historicalservice"]
    assert {table for table, held in rows().items() if held} == KEPT
    assert (ContentType.objects.count(), Permission.objects.count()) == kept
    assert not Service.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rules_of_the_database_still_hold_afterwards():
    empty(connection)
    NetworkVersionFactory(in_force=True, year=2026)

    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkVersionFactory(in_force=True, year=2026, number=2)


@pytest.mark.django_db(transaction=True)
def test_a_write_that_comes_in_between_is_emptied_the_next_time():
    ServiceFactory()
    permission = Permission.objects.values_list("pk", flat=True).first()
    late = []

    def once(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("DELETE") and not late:
            late.append(sql)
            add = "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (999, %s)"
            execute(add, [permission], False, context)
        return done

    with connection.execute_wrapper(once):
        with pytest.raises(IntegrityError):
            empty(connection)
        assert Service.objects.exists()
        late.clear()
        empty_at_last(connection)

    assert late
    assert not Service.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_is_not_done_is_waited_for():
    """Only SQLite in memory refuses to empty a table that another connection reads."""
    ServiceFactory()
    reader, refused = connection.copy(), []
    reading = reader.cursor()
    reading.execute("SELECT id FROM providers_service")

    def until_refused(execute, sql, params, many, context):
        try:
            return execute(sql, params, many, context)
        except OperationalError:
            refused.append(sql)
            reading.close()
            raise

    with connection.execute_wrapper(until_refused):
        empty_at_last(connection)
    reader.close()

    assert not Service.objects.exists()
    assert bool(refused) == (connection.vendor == "sqlite")
