"""`copsim db`: the schema of a database, and its upgrade."""

from __future__ import annotations

import json

import typer

from copsim.cli.options import DEFAULT_DB, AsJson, Db
from copsim.cli.screen import say

db_app = typer.Typer(help="The database: info, upgrade.", no_args_is_help=True)


@db_app.command()
def upgrade(db: Db = DEFAULT_DB, as_json: AsJson = False) -> None:
    """Bring a database to the schema of this copsim; what it holds is kept.

    Example: copsim db upgrade --db sqlite:///copsim.db
    """
    from copsim.store import upgrade_store

    before, after = upgrade_store(db)
    if as_json:
        say(json.dumps({"before": before, "after": after}))
    elif before == after:
        say(f"Nothing to do: the schema is {after}.")
    else:
        say(f"Schema {before or 'none'} → {after}.")


@db_app.command()
def info(db: Db = DEFAULT_DB, as_json: AsJson = False) -> None:
    """Show the address, the schema and what the tables hold.

    Example: copsim db info --db postgresql://me@server/copsim
    """
    from copsim.store import store_info

    about = store_info(db)
    if as_json:
        say(json.dumps(about, indent=2))
        return
    say(f"{about['url']}: schema {about['schema']} ({about['state']})")
    for name, count in about["rows"].items():
        say(f"  {name:14} {count}")
