import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder


def test_process_is_alive_without_a_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok\n", "text/plain")


@pytest.mark.django_db
def test_hub_is_ready_when_every_migration_is_applied(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True})


@pytest.mark.django_db
def test_hub_is_not_ready_before_its_migrations(client):
    MigrationRecorder(connection).migration_qs.filter(app="guides").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "missing": ["migrations"]})


@pytest.mark.django_db
def test_hub_is_not_ready_without_its_database(client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("unable to open the database file of secret name")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "missing": ["database"]})


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_nobody_keeps_a_health_answer(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]
