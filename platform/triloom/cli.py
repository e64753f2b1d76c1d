"""The command line: `triloom …`. Each command opens the services, does one thing and says so."""

import typer

from triloom.cli_apps import register as register_apps
from triloom.cli_doctor import register as register_doctor
from triloom.cli_people import token_app, user_app
from triloom.cli_server import register as register_server

app = typer.Typer(
    name="triloom",
    help="Self-hosted no-code platform: forms, flows and reports as documents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(user_app, name="user")
app.add_typer(token_app, name="token")
register_server(app)
register_doctor(app)
register_apps(app)


def main() -> None:
    """Run the command line."""
    app()
