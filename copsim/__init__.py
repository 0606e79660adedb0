"""An agent-based model of how a healthcare Community of Practice shares knowledge and power.

    import copsim

    results = copsim.run("merely-invited", "moving-forward", replicates=1000)
    frame = results.to_frame()
    comparison = copsim.compare(results)
    comparison.report("options.html")

Names are imported when they are first used, so that `import copsim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from copsim.community import Community
    from copsim.evidence import cite, claim
    from copsim.report import figure
    from copsim.report.network import network_of as network
    from copsim.scenario import library_names as scenarios
    from copsim.study.design import Design
    from copsim.study.running import compare, load, run
    from copsim.study.sweep import sweep
    from copsim.view.watching import watch

__all__ = [
    "Community", "Design", "cite", "claim", "compare", "figure", "load", "network", "run", "scenarios",
    "sweep", "watch",
]  # fmt: skip

_HOMES = {
    "Community": ("copsim.community", "Community"),
    "Design": ("copsim.study.design", "Design"),
    "cite": ("copsim.evidence", "cite"),
    "claim": ("copsim.evidence", "claim"),
    "figure": ("copsim.report", "figure"),
    "network": ("copsim.report.network", "network_of"),
    "compare": ("copsim.study.running", "compare"),
    "load": ("copsim.study.running", "load"),
    "run": ("copsim.study.running", "run"),
    "scenarios": ("copsim.scenario", "library_names"),
    "sweep": ("copsim.study.sweep", "sweep"),
    "watch": ("copsim.view.watching", "watch"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'copsim' has no attribute '{name}'; it has {', '.join(__all__)}")
    home, known_as = _HOMES[name]
    found = getattr(import_module(home), known_as)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
