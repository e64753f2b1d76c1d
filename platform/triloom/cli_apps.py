"""Commands whose work other rooms do: demo data, packages, import, export, models.

Each is imported when it is called, so that the command line starts fast.
"""

from typing import Annotated

import typer

package_app = typer.Typer(help="Install and export apps.", no_args_is_help=True)
model_app = typer.Typer(help="Train and promote models.", no_args_is_help=True)

AppArgument = Annotated[str, typer.Argument(help="Key of the app.")]
FormArgument = Annotated[str, typer.Argument(help="Key of the form.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(package_app, name="app")
    app.add_typer(model_app, name="model")
