"""`adscan rules`: look into rule packs, test them, and see what a change does."""

import typer

app = typer.Typer(
    no_args_is_help=True,
    help="Rule packs: list, show, test, explain, compare. / Bộ quy tắc: liệt kê, xem, kiểm tra.",
)
