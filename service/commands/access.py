"""`adscan keys` and `adscan orgs`: who may use the service of this installation."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.commands.serving import settings_or_exit
from workers.errors import AdscanError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class RoleName(StrEnum):
    """What the holder of a key may do."""

    VIEWER = "viewer"
    INSPECTOR = "inspector"
    ADMIN = "admin"


keys_app = typer.Typer(no_args_is_help=True, help="API keys: create, list, revoke.")
orgs_app = typer.Typer(no_args_is_help=True, help="Organisations: create, list, disable.")


def _or_exit(
    call: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    try:
        return call(*args, **kwargs)
    except AdscanError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@keys_app.command("create")
def create_key(
    organisation: Annotated[str, typer.Argument(help="Slug of the organisation.")],
    name: Annotated[str, typer.Option(help="What the key is for.")],
    role: Annotated[RoleName, typer.Option(help="What its holder may do.")],
    days: Annotated[
        int | None, typer.Option(min=1, help="Days it is valid; default: for good.")
    ] = None,
) -> None:
    """Make a key. Its token is printed once, here."""
    from service import keys

    made = _or_exit(keys.create, settings_or_exit(), organisation, name, role.value, days)
    typer.echo(made.token)


@keys_app.command("list")
def list_keys(
    organisation: Annotated[str | None, typer.Argument(help="Only keys of this one.")] = None,
) -> None:
    """All keys by prefix; the secrets are known to their holders alone."""
    from service import keys

    table = Table("prefix", "organisation", "name", "role", "created", "expires", "revoked")
    for key in _or_exit(keys.list_all, settings_or_exit(), organisation):
        times = (key.created_at, key.expires_at, key.revoked_at)
        shown = [f"{time:%Y-%m-%d %H:%M}" if time else "-" for time in times]
        table.add_row(*map(Text, (key.prefix, key.organisation, key.name, key.role, *shown)))
    Console().print(table)


@keys_app.command("revoke")
def revoke_key(prefix: str) -> None:
    """Refuse a key from now on."""
    from service import keys

    _or_exit(keys.revoke, settings_or_exit(), prefix)


@orgs_app.command("create")
def create_org(slug: str, name: Annotated[str, typer.Option(help="The name people read.")]) -> None:
    """Make an organisation."""
    from service import orgs

    made = _or_exit(orgs.create, settings_or_exit(), slug, name)
    typer.echo(made.slug)


@orgs_app.command("list")
def list_orgs() -> None:
    """All organisations."""
    from service import orgs

    table = Table("slug", "name", "created", "disabled")
    for org in _or_exit(orgs.list_all, settings_or_exit()):
        disabled = f"{org.disabled_at:%Y-%m-%d %H:%M}" if org.disabled_at else "-"
        table.add_row(
            *map(Text, (org.slug, org.name, f"{org.created_at:%Y-%m-%d %H:%M}", disabled))
        )
    Console().print(table)


@orgs_app.command("disable")
def disable_org(slug: str) -> None:
    """Refuse all keys of an organisation from now on."""
    from service import orgs

    _or_exit(orgs.disable, settings_or_exit(), slug)
