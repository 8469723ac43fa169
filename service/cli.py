"""The `adscan` command."""

import sys

import typer

from service.commands import (
    access,
    batch,
    doctor,
    judge,
    lists,
    match,
    models,
    rules,
    scan,
    schema,
    serving,
)
from service.help_text import let_help_flow

app = typer.Typer(
    name="adscan",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=(
        "Find prohibited medicine and supplement claims in ads, with evidence.\n\n"
        "Tìm dấu hiệu quảng cáo thuốc, thực phẩm chức năng trái phép, kèm bằng chứng.\n\n"
        "The result is a referral to a human, never a ruling. Start with: "
        "[bold]adscan scan ad.mp4 --out result[/bold]"
    ),
)
app.command("scan")(scan.scan)
app.command("judge")(judge.judge)
app.command("batch")(batch.batch)
app.command("match")(match.match)
app.command("doctor")(doctor.doctor)
app.command("models")(models.models)
app.command("schema")(schema.schema)
app.command("rejudge")(judge.rejudge)
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.add_typer(rules.app, name="rules")
app.add_typer(lists.app, name="lists")
app.add_typer(access.keys_app, name="keys")
app.add_typer(access.orgs_app, name="orgs")
let_help_flow(app)


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


if __name__ == "__main__":
    main()
