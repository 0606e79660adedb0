"""The keys of a design file, validated and frozen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from copsim.model.bounds import MOST_REPLICATES
from copsim.scenario.schema import Text

METHODS = ("grid", "lhs", "sobol", "morris", "list", "each_alone", "all_but_one", "pairs")
MOST_SEED = 2**63 - 1
_MOST_VALUES = 10_000


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_floats(value: Any) -> Any:
    """A list of numbers as floats, so that a range may be written with whole numbers."""
    if isinstance(value, list | tuple):
        return tuple(float(each) if type(each) is int else each for each in value)
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class FactorFile(_Strict):
    """What a factor may be: a list of values, a range, or named options that set several keys at once."""

    values: Annotated[tuple[Any, ...], BeforeValidator(_as_tuple)] | None = Field(
        None, min_length=1, max_length=_MOST_VALUES, description="values, null to remove what the key sets"
    )
    range: Annotated[tuple[float, float], BeforeValidator(_as_floats)] | None = Field(
        None, description="least and largest value; a parameter's prior when left out"
    )
    options: dict[str, dict[str, Any]] | None = Field(
        None, min_length=1, max_length=_MOST_VALUES, description="names of options, each with the keys that it sets"
    )


class MethodFile(_Strict):
    """How points are chosen from the factors."""

    method: Literal["grid", "lhs", "sobol", "morris", "list", "each_alone", "all_but_one", "pairs"] = Field(
        description="how points are chosen"
    )
    points: int | None = Field(None, ge=1, le=10_000_000, description="points of lhs; base points of sobol")
    trajectories: int | None = Field(None, ge=2, le=1_000_000, description="trajectories of morris")
    levels: int | None = Field(None, ge=2, le=1000, description="levels of each range in grid and morris")
    file: Text | None = Field(None, description="CSV of points for list, one column a factor")
    rows: Annotated[tuple[dict[str, Any], ...], BeforeValidator(_as_tuple)] | None = Field(
        None, min_length=1, description="points for list, each with the value of every factor"
    )


class DesignFile(_Strict):
    """A study: scenarios, factors, how points are chosen, and how many replicates of each."""

    copsim: Literal[1] = Field(description="version of the design format")
    name: Text = Field(description="name of the study; the file's name when left out")
    title: str = Field("", max_length=200, pattern=r"^[^\n\r]*$", description="name for people")
    scenarios: Annotated[tuple[str | dict[str, Any], ...], BeforeValidator(_as_tuple)] = Field(
        min_length=1, max_length=100, description="library names or paths, crossed with the design"
    )
    factors: dict[str, FactorFile] = Field({}, description="what varies, by key path such as roster.lay")
    design: MethodFile = Field(description="how points are chosen")
    replicates: int = Field(20, ge=1, le=MOST_REPLICATES, description="replicates of each point")
    seed: int = Field(1, ge=0, le=MOST_SEED, description="seed of the study; every point meets the same people")
    outcomes: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = Field(
        (), description="outcomes that are analysed; all when left out"
    )
    record: Literal["summary", "cycles", "turns"] = Field("summary", description="how much of each run is kept")
