"""The store: runs in SQLite or PostgreSQL, each once, never changed when finished."""

from copsim.store.errors import DamagedError, ResultsDifferError, SchemaError
from copsim.store.health import check_store
from copsim.store.identity import content_hash, differing, parameter_hash
from copsim.store.maintenance import store_info, upgrade_store
from copsim.store.records import (
    NO_PLUGIN,
    Found,
    Plugin,
    RunBatch,
    RunEntry,
    ScenarioRecord,
)
from copsim.store.salvage import Salvaged, salvage_store
from copsim.store.store import Store, open_store

__all__ = [
    "NO_PLUGIN",
    "DamagedError",
    "Found",
    "Plugin",
    "ResultsDifferError",
    "RunBatch",
    "RunEntry",
    "Salvaged",
    "ScenarioRecord",
    "SchemaError",
    "Store",
    "check_store",
    "content_hash",
    "differing",
    "open_store",
    "parameter_hash",
    "salvage_store",
    "store_info",
    "upgrade_store",
]
