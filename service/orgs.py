"""`adscan orgs`: the organisations of an installation."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service import audit
from service.settings import Settings
from service.store.database import Database
from service.store.migrations import upgrade
from service.store.tables import OrganisationRow, now
from workers.errors import InputError, InputNotFound

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
OPERATOR = "operator"
"""How the audit log names someone at the command line of the installation."""


class OrganisationRefused(InputError):
    """The organisation cannot be made as asked."""

    code = "organisation_refused"
    default_remedy = "Choose a slug of small letters, digits and hyphens that is not taken."


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation as `adscan orgs list` shows it."""

    id: str
    slug: str
    name: str
    created_at: datetime
    disabled_at: datetime | None


def open_database(settings: Settings) -> Database:
    """The installation's database, migrated to what this version expects."""
    database = Database(settings.database)
    upgrade(database.engine)
    return database


def create(settings: Settings, slug: str, name: str) -> Organisation:
    """Make an organisation. Raises OrganisationRefused for a bad or taken slug."""
    if not _SLUG.fullmatch(slug):
        raise OrganisationRefused(f"{slug!r} is no slug.")
    database = open_database(settings)
    try:
        with database.write() as session:
            row = OrganisationRow(slug=slug, name=name)
            session.add(row)
            session.flush()
            audit.record(session, row.id, OPERATOR, "organisation.create", row.id, slug=slug)
            return _shown(row)
    except IntegrityError as error:
        raise OrganisationRefused(f"There is an organisation {slug!r} already.") from error
    finally:
        database.close()


def list_all(settings: Settings) -> list[Organisation]:
    """All organisations, by slug."""
    database = open_database(settings)
    try:
        with database.read() as session:
            rows = session.scalars(select(OrganisationRow).order_by(OrganisationRow.slug))
            return [_shown(row) for row in rows]
    finally:
        database.close()


def disable(settings: Settings, slug: str) -> Organisation:
    """Refuse all keys of an organisation from now on. Raises InputNotFound."""
    database = open_database(settings)
    try:
        with database.write() as session:
            row = session.scalar(select(OrganisationRow).where(OrganisationRow.slug == slug))
            if row is None:
                raise InputNotFound(
                    f"There is no organisation {slug!r}.", "See `adscan orgs list`."
                )
            row.disabled_at = row.disabled_at or now()
            audit.record(session, row.id, OPERATOR, "organisation.disable", row.id)
            return _shown(row)
    finally:
        database.close()


def _shown(row: OrganisationRow) -> Organisation:
    return Organisation(row.id, row.slug, row.name, row.created_at, row.disabled_at)
