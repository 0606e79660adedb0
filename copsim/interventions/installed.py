"""Interventions of others: classes that installed distributions offer by entry point.

The entry point group is `copsim.interventions`. The name of the entry point is the name in scenario files and must
be the class's `key`. Nothing is imported until a scenario asks for the name, so a broken distribution troubles only
those who use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points, version

from copsim.errors import InputError, shorten, unknown
from copsim.interventions.base import Intervention
from copsim.interventions.catalogue import BUILT_IN

GROUP = "copsim.interventions"


@cache
def offered() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Entry points of installed distributions by name."""
    found: dict[str, tuple[EntryPoint, ...]] = {}
    for point in entry_points(group=GROUP):
        found[point.name] = (*found.get(point.name, ()), point)
    return found


def known_names() -> tuple[str, ...]:
    """Names that a scenario may use, built in first."""
    return (*BUILT_IN, *(name for name in offered() if name not in BUILT_IN))


def find(name: str, where: str = "") -> type[Intervention]:
    """The class behind a name in a scenario file.

    Args:
        name: Name of an intervention or shock.
        where: File, line and key path, put in front of a message.

    Raises:
        InputError: For a name that nobody offers, that two offer, or whose class cannot be used.
    """
    prefix = f"{where}: " if where else ""
    points = offered().get(name, ())
    if name in BUILT_IN and not points:
        return BUILT_IN[name]
    if not points:
        message = str(unknown("intervention", name, known_names(), where))
        raise InputError(f"{message}; or install the distribution whose entry point '{name}' in {GROUP} offers it")
    if name in BUILT_IN or len(points) > 1:
        claimants = " and ".join([*(["copsim itself"] if name in BUILT_IN else []), *map(_origin, points)])
        raise InputError(f"{prefix}'{name}' is offered by {claimants}; allowed: one of them, so uninstall the other")
    return _load(points[0], prefix)


def check_installed(distributions: tuple[str, ...], where: str = "") -> None:
    """Refuse when a distribution that a scenario says it needs is not installed.

    Raises:
        InputError: Naming the distribution.
    """
    prefix = f"{where}: " if where else ""
    for name in distributions:
        try:
            version(name)
        except (PackageNotFoundError, ValueError) as error:
            raise InputError(
                f"{prefix}the distribution '{shorten(name)}' is not installed; install it first"
            ) from error


def is_built_in(intervention: Intervention) -> bool:
    """Whether an intervention comes with copsim."""
    return BUILT_IN.get(intervention.key) is type(intervention)


def _load(point: EntryPoint, prefix: str) -> type[Intervention]:
    """The class that an entry point names; whatever goes wrong in foreign code becomes one line."""
    try:
        found = point.load()
    except Exception as error:
        reason = shorten(f"{type(error).__name__}: {error}", 120)
        raise InputError(f"{prefix}{_origin(point)} does not import ({reason}); repair or uninstall it") from error
    if not (isinstance(found, type) and issubclass(found, Intervention)):
        raise InputError(f"{prefix}{_origin(point)} is not an intervention; allowed: a subclass of Intervention")
    key = getattr(found, "key", None)
    if key != point.name:
        raise InputError(f"{prefix}{_origin(point)} has the key '{key}'; allowed: its entry point's, '{point.name}'")
    return found


def _origin(point: EntryPoint) -> str:
    distribution = point.dist.name if point.dist else "an unknown distribution"
    return f"'{point.name}' of {distribution} ({point.value})"
