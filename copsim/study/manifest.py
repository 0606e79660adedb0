"""The manifest of a study: everything that rebuilds it, and who computed it with what."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from copsim.store import content_hash
from copsim.study.design import KEY, Design
from copsim.study.variants import Variants


def content_of(design: Design, variants: Variants) -> dict[str, Any]:
    """A design whose scenarios stand in it in full, so that it needs no other file."""
    content = design.file.model_dump(mode="json", exclude_unset=True)
    content |= {"copsim": 1, "name": design.name, "replicates": design.file.replicates, "seed": design.file.seed}
    content["scenarios"] = [{"name": base.name, **base.resolved} for base in variants.bases]
    if design.listed is not None:
        rows = [design.values(point) for point in design.points(0, design.per_scenario)]
        content["design"] = {"method": "list", "rows": rows}
    return content


def manifest(content: Mapping[str, Any], points: list[tuple[str, str]]) -> dict[str, Any]:
    """What is kept beside the content: hashes, versions, platform, command, and when it began."""
    from copsim import __version__
    from copsim.model.version import MODEL_VERSION
    from copsim.store.identity import platform_label

    return {
        KEY: 1,
        "design_hash": content_hash(content),
        "points": len(points),
        "points_hash": content_hash(points),
        "copsim": __version__,
        "model_version": MODEL_VERSION,
        "platform": platform_label(),
        "command": shlex.join([sys.argv[0].rsplit("/", 1)[-1], *sys.argv[1:]]) if sys.argv else "",
        "begun": datetime.now(UTC).isoformat(timespec="seconds"),
    }
