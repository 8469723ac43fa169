"""Migrations and transactions, on SQLite and PostgreSQL."""

import threading
import uuid

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from service.store.database import Database
from service.store.migrations import downgrade, upgrade
from service.store.tables import AuditRow, OrganisationRow, Table, new_id


def test_migrations_give_exactly_the_tables_that_the_code_expects(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(OrganisationRow(slug="hanoi", name="Hà Nội"))
    upgrade(database.engine)
    with database.read() as session:
        assert session.scalars(select(OrganisationRow.name)).all() == ["Hà Nội"]


def test_migrations_can_be_undone_completely(database: Database) -> None:
    downgrade(database.engine)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database.engine)
    assert "scans" in inspect(database.engine).get_table_names()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log"]
)
def test_the_audit_log_cannot_be_rewritten(database: Database, statement: str) -> None:
    with database.write() as session:
        session.add(AuditRow(org_id="o", actor="a", action="scan.create", object_id="s"))
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(statement))
    with database.read() as session:
        assert session.scalars(select(AuditRow.actor)).all() == ["a"]


def test_a_failed_block_leaves_nothing(database: Database) -> None:
    def add_and_fail() -> None:
        with database.write() as session:
            session.add(OrganisationRow(slug="hue", name="Huế"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(OrganisationRow)) == 0


def test_many_writers_at_once_lose_nothing(database: Database) -> None:
    def add(number: int) -> None:
        for step in range(10):
            with database.write() as session:
                session.add(OrganisationRow(slug=f"org-{number}-{step}", name="x"))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(OrganisationRow)) == 60


def test_times_come_back_aware_and_unchanged(database: Database) -> None:
    with database.write() as session:
        row = OrganisationRow(slug="danang", name="Đà Nẵng")
        session.add(row)
    with database.read() as session:
        assert session.scalars(select(OrganisationRow.created_at)).one() == row.created_at


def test_identifiers_are_unique_and_sort_by_creation() -> None:
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert {uuid.UUID(identifier).version for identifier in ids} == {7}
