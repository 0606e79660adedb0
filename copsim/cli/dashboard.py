"""`copsim dashboard`: the page for exploring, teaching and deciding, in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from copsim.cli.options import DEFAULT_DB, Db
from copsim.cli.screen import complain

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OTHERS = (
    "others on your network can open this page and make your computer work for them. There are no accounts; "
    "anybody with the address can run scenarios and see the stored runs. Stop it with Ctrl-C when the class is over."
)


def dashboard(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; 0.0.0.0 lets others join a class.")
    ] = LOOPBACK[0],
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen at.")] = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Open the page: flip supports and shocks, watch who speaks and who is heard, run a class, look at stored runs.

    Example: copsim dashboard --host 0.0.0.0
    """
    try:
        import nicegui  # noqa: F401
    except ImportError:
        from copsim.errors import InputError

        raise InputError("the dashboard needs NiceGUI; install it by: pip install 'copsim[dashboard]'") from None
    from copsim.dashboard.server import check_free, serve

    check_free(host, port)
    if host not in LOOPBACK:
        complain(_OTHERS)
    shown = LOOPBACK[0] if host == "0.0.0.0" else host
    complain(f"the page is at http://{shown}:{port}/ (Ctrl-C ends it)")
    serve(host, port, show=not no_browser, db=db)
