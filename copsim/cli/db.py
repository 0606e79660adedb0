"""`copsim db`: the schema of a database, its upgrade, and what to do when it is damaged."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from copsim.cli.options import DEFAULT_DB, AsJson, Db
from copsim.cli.screen import say

db_app = typer.Typer(help="The database: info, check, salvage, upgrade.", no_args_is_help=True)


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


@db_app.command()
def check(db: Db = DEFAULT_DB, as_json: AsJson = False) -> None:
    """Look whether a database still holds all that it says it holds; exit code 3 when it does not.

    Example: copsim db check --db sqlite:///copsim.db
    """
    from copsim.store import check_store

    found = check_store(db)
    if as_json:
        say(json.dumps({"sound": not found, "problems": found}, ensure_ascii=False))
    elif not found:
        say("The database is sound.")
    else:
        for one in found:
            say(one, err=True)
        say("What can be read goes into a new SQLite file: copsim db salvage --to NEW.db", err=True)
    if found:
        raise typer.Exit(3)


@db_app.command()
def salvage(
    to: Annotated[str, typer.Option("--to", help="The new file.", metavar="NEW.db")],
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """Copy what can be read of a damaged SQLite database into a new file; the old one is not touched.

    Example: copsim db salvage --to saved.db --db sqlite:///copsim.db
    """
    from copsim.store import salvage_store

    saved = salvage_store(db, to)
    if as_json:
        say(json.dumps(asdict(saved)))
        return
    say(f"{saved.runs} runs saved to {to}; {saved.lost} lost, {saved.shortened} kept without cycles or turns.")
    for table, count in saved.gaps.items():
        say(f"  {table:14} {count} place(s) could not be read")
