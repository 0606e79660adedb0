"""Figures of a study: what drives each outcome, how it responds, and how factors act together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from copsim.analysis.effects import Effect
from copsim.analysis.numbers import number
from copsim.analysis.response import Response
from copsim.analysis.studied import OutcomeStudied, StudyAnalysis, spread
from copsim.analysis.varied import Estimate, Varied, over_seeds
from copsim.errors import InputError
from copsim.report.figures.parts import Figure, Group, Panel, Table
from copsim.report.svg import Canvas, panel
from copsim.report.theme import ARM_STYLES, INK, SHADE, SOFT

MOST_FACTORS = 16
MOST_CURVES = 6
MOST_EFFECTS = 14
_ROW = 20
_FRAME = 54
_BLUE, _AMBER = "#0072B2", "#E69F00"
Bar = tuple[str, Estimate, bool]


def study_figures(studied: StudyAnalysis) -> list[Figure]:
    """The figures that a study has something to show in."""
    return [figure for figure in (make(studied) for make in OF_STUDIES.values()) if not figure.empty]


def study_of(source: object) -> StudyAnalysis:
    """The analysis that a figure is made of.

    Raises:
        InputError: When it is none.
    """
    if isinstance(source, StudyAnalysis):
        return source
    raise InputError(f"figure: needs the analysis of a study; given: {type(source).__name__}")


def drivers_figure(source: object) -> Figure:
    """What moves each outcome: effects of levels, Morris' mean effects or Sobol' total indices, with intervals."""
    studied = study_of(source)
    panels, rows = [], []
    for number_, (part, scenario) in enumerate(zip(studied.parts, studied.scenarios, strict=True)):
        bars, floor = _bars(part)
        if bars:
            heading = part.outcome.label + (f", {scenario}" if scenario else "")
            panels.append(_bar_panel(f"drivers-{number_}", heading, bars, floor))
            rows += [(heading, name, number(one.value, 3, not floor), _ends(one)) for name, one, _ in bars]
    kind, reading = _READINGS.get(studied.method, _READINGS["grid"])
    return Figure(
        "drivers", "What drives each outcome", reading, (), (Group("", "", tuple(panels)),),
        Table(kind, ("Outcome", "Factor", "Value", "95 % interval"), tuple(rows)),
    )  # fmt: skip


_EFFECTS = (
    "Each dot is the change that one setting makes against {against}; the bar is its 95 % interval over pairs of runs "
    "with the same seed. Hollow and grey: not told apart from chance."
)
_FIRST = _EFFECTS.format(against="the base, in which every factor has its first setting")
_READINGS = {
    "grid": (
        "Main effects",
        _EFFECTS.format(against="the first setting of its factor, averaged over everything else that varies"),
    ),
    "each_alone": ("Effects against the base", _FIRST),
    "pairs": ("Effects against the base", _FIRST),
    "all_but_one": (
        "Effects against the base",
        _EFFECTS.format(against="the base, in which every factor has its last setting"),
    ),
    "sobol": (
        "Sobol' indices, total order",
        "Each dot is the share of the variance between points that would be left if all factors but this one were "
        "known; the bar is its 95 % interval. The shaded part is what a factor that does not exist, or chance of the "
        "seeds, comes to: dots whose bars reach into it are hollow.",
    ),
    "morris": (
        "Morris' mean absolute effects",
        "Each dot is the mean absolute change of the outcome when the factor goes over its whole range; the bar is "
        "its 95 % interval. The shaded part is what chance of the seeds alone would make: dots whose bars reach into "
        "it are hollow.",
    ),
}  # fmt: skip


def _bars(part: OutcomeStudied) -> tuple[list[Bar], float]:
    """Names, estimates and whether they are clear, the strongest first; and what nothing comes to."""
    if part.sobol is not None:
        found, top = part.sobol, part.sobol.ranked[:MOST_FACTORS]
        floor = max(found.dummy.total_high, found.chance if found.chance == found.chance else 0.0)
        bars = [(i.factor, Estimate(i.total, i.total_low, i.total_high), found.matters(i)) for i in top]
        return bars, floor
    if part.morris is not None:
        screened = part.morris
        floor = screened.chance if screened.chance == screened.chance else 0.0
        return [
            (e.factor, Estimate(e.mu_star, e.mu_star - e.mu_star_half, e.mu_star + e.mu_star_half),
             e.mu_star - e.mu_star_half > floor)
            for e in screened.ranked[:MOST_FACTORS]
        ], floor  # fmt: skip
    ranked = sorted(part.effects, key=lambda effect: -abs(effect.difference.value))[:MOST_FACTORS]
    return [(effect.label, effect.difference, effect.difference.clear) for effect in ranked], 0.0


def interactions_figure(source: object) -> Figure:
    """What two factors do together beyond the sum of each."""
    studied = study_of(source)
    panels, rows = [], []
    for at, part in enumerate(studied.parts):
        ranked = sorted(part.interactions, key=lambda effect: -abs(effect.difference.value))[:MOST_EFFECTS]
        if ranked:
            bars = [(_pair(effect, part), effect.difference, effect.difference.clear) for effect in ranked]
            panels.append(_bar_panel(f"interactions-{at}", part.outcome.label, bars, 0.0))
            rows += [(part.outcome.label, name, number(one.value, 3, True), _ends(one)) for name, one, _ in bars]
    return Figure(
        "interactions",
        "What factors do together",
        "Each dot is what two settings do together beyond the sum of what each does alone: right of the line they help "
        "each other, left they get in each other's way or do the same work. The strongest come first; hollow and grey "
        "ones are not told apart from chance.",
        (),
        (Group("", "", tuple(panels)),),
        Table("Interactions", ("Outcome", "Settings", "Beyond the sum", "95 % interval"), tuple(rows)),
    )


def _pair(effect: Effect, part: OutcomeStudied) -> str:
    """What acts together; a factor that is merely there or not is called by its name alone."""
    varied = part.varied
    switches = {name for at, name in enumerate(varied.factors) if len(varied.level_names(at)) == 2}
    pairs = zip(effect.factors, effect.levels, strict=True)
    return " × ".join(name if name in switches else f"{name} = {level}" for name, level in pairs)


def response_figure(source: object) -> Figure:
    """The mean of each outcome along the factors that matter most to it."""
    studied = study_of(source)
    groups, rows = [], []
    for at, (part, scenario) in enumerate(zip(studied.parts, studied.scenarios, strict=True)):
        curves = _strongest(part)
        ends = [end for curve in curves for end in curve.spread.ravel().tolist() if end == end]
        if not ends:
            continue
        scale = (min(ends), max(ends))
        panels = tuple(_curve_panel(f"responses-{at}-{n}", part, curve, scale) for n, curve in enumerate(curves))
        heading = part.outcome.label + (f", {scenario}" if scenario else "")
        groups.append(Group(heading, part.outcome.scale, panels))
        for curve in curves:
            for level, mean in zip(curve.levels, curve.means, strict=True):
                rows.append((heading, curve.factor, level, *_texts(mean, part)))
    return Figure(
        "responses",
        "How outcomes respond",
        "Each dot is the mean over all points at that setting, whatever else varies; its bar is the 95 % interval, the "
        "grey band holds four fifths of the points. A flat row of dots in a wide band: the factor does little, others "
        "do much.",
        (),
        tuple(groups),
        Table("Means by setting", ("Outcome", "Factor", "Setting", "Mean", "95 % interval"), tuple(rows)),
    )


def crossed_figure(source: object) -> Figure:
    """A grid in one look: the outcome along one factor, one line for each setting of another."""
    studied = study_of(source)
    panels: list[Panel] = []
    rows: list[tuple[str, ...]] = []
    legend: list[tuple[str, str]] = []
    reading = ""
    if studied.method == "grid" and studied.parts and len(studied.parts[0].varied.factors) >= 2:
        across, lines = _axes(studied.parts[0].varied)
        names = studied.parts[0].varied.level_names(lines)[: len(ARM_STYLES)]
        legend = [(_line_key(step), name) for step, name in enumerate(names)]
        factors = studied.parts[0].varied.factors
        reading = (
            f"Along {factors[across]}, one line for each {factors[lines]}: the mean over replicates, the bar its 95 % "
            "interval. Lines that part say that the two act together; lines that run side by side, each for itself."
        )
        for at, part in enumerate(studied.parts):
            panels.append(_crossed_panel(f"crossed-{at}", part, across, lines, rows))
    head = ("Outcome", "Along", "Line", "Mean", "95 % interval")
    return Figure("crossed", "The grid in one look", reading, tuple(legend), (Group("", "", tuple(panels)),),
                  Table("Means by setting", head, tuple(rows)))  # fmt: skip


def _axes(varied: Varied) -> tuple[int, int]:
    """The factor along the axis, numeric with most levels, and the one for lines, with fewest levels of two or more."""
    counts = [len(varied.level_names(at)) for at in range(len(varied.factors))]
    numeric = [all(_is_number(name) for name in varied.level_names(at)) for at in range(len(varied.factors))]
    across = max(range(len(counts)), key=lambda at: (numeric[at], counts[at]))
    others = [at for at in range(len(counts)) if at != across]
    fitting = [at for at in others if 2 <= counts[at] <= len(ARM_STYLES)]
    return across, min(fitting or others, key=lambda at: counts[at])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _crossed_panel(prefix: str, part: OutcomeStudied, across: int, lines: int, rows: list[tuple[str, ...]]) -> Panel:
    varied, outcome = part.varied, part.outcome
    along, other = varied.level_of(across), varied.level_of(lines)
    names, places = varied.level_names(across), _places(varied.level_names(across))
    with panel(prefix, f"{outcome.label} along {varied.factors[across]}", 230) as canvas:
        axes = canvas.axes
        for step, line in enumerate(varied.level_names(lines)[: len(ARM_STYLES)]):
            style, means = ARM_STYLES[step], []
            for at, name in enumerate(names):
                inside = (along == at) & (other == step)
                means.append(over_seeds(varied.runs[inside].mean(axis=0)) if inside.any() else Estimate(float("nan")))
                rows.append((outcome.label, name, line, *_texts(means[-1], part)))
            shift = (step - 0.5) * 0.012 * (max(places) - min(places) or 1)
            where = [place + shift for place in places]
            axes.plot(where, [m.value for m in means], color=style.colour, marker=style.marker, markersize=6,
                      linewidth=2, dashes=style.dash or (None, None))  # fmt: skip
            axes.vlines(where, [m.low for m in means], [m.high for m in means], color=style.colour, linewidth=2)
        axes.set_xticks(places, [_cut(name, 14) for name in names])
        axes.set_xlabel(_cut(varied.factors[across], 40))
        axes.margins(0.1)
        axes.grid(axis="y")
    return Panel(outcome.label, canvas.svg, outcome.scale)


def _line_key(step: int) -> str:
    from copsim.report.figures.parts import _key

    style = ARM_STYLES[step]
    return _key(style.colour, style.shape, style.dash)


def _places(names: Sequence[str]) -> list[float]:
    """Where levels stand on an axis: by their value when all are numbers, else in order."""
    return (
        [float(name) for name in names]
        if all(_is_number(name) for name in names)
        else [float(i) for i in range(len(names))]
    )


def _strongest(part: OutcomeStudied) -> list[Response]:
    """The curves of the factors that move the mean most."""

    def reach(curve: Response) -> float:
        values = [mean.value for mean in curve.means if mean.value == mean.value]
        return max(values) - min(values) if values else 0.0

    return sorted(part.responses, key=lambda curve: -reach(curve))[:MOST_CURVES]


def _curve_panel(prefix: str, part: OutcomeStudied, curve: Response, scale: tuple[float, float]) -> Panel:
    places = _places(curve.levels)
    with panel(prefix, f"{part.outcome.label} along {curve.factor}", 200) as canvas:
        axes = canvas.axes
        axes.fill_between(places, curve.spread[:, 0], curve.spread[:, 1], color=SHADE, linewidth=0)
        values = [mean.value for mean in curve.means]
        axes.vlines(places, [m.low for m in curve.means], [m.high for m in curve.means], color=INK, linewidth=2)
        axes.plot(places, values, "-o" if curve.numeric else "o", color=INK, markersize=5, linewidth=1.2)
        margin = 0.06 * (scale[1] - scale[0] or 1.0)
        axes.set_ylim(scale[0] - margin, scale[1] + margin)
        if not curve.numeric:
            axes.set_xticks(places, [_cut(name, 12) for name in curve.levels])
        axes.margins(x=0.08)
        axes.grid(axis="y")
    return Panel(curve.factor, canvas.svg)


def _bar_panel(prefix: str, heading: str, bars: Sequence[Bar], floor: float) -> Panel:
    told = "; ".join(f"{name}: {number(one.value, 3)}" for name, one, _ in bars[:6])
    with panel(prefix, f"{heading}: {told}", _FRAME + 2 * _ROW * len(bars)) as canvas:
        axes = canvas.axes
        axes.set_ylim(len(bars) - 0.35, -0.75)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.axvline(0, color=INK, linewidth=1)
        if floor > 0:
            axes.axvspan(0, floor, color=SHADE, linewidth=0)
        for row, (name, one, clear) in enumerate(bars):
            _draw_bar(canvas, row, name, one, clear)
        axes.grid(axis="x")
        axes.margins(x=0.08)
        axes.locator_params(axis="x", nbins=5)
    return Panel(heading, canvas.svg)


def _draw_bar(canvas: Canvas, row: int, name: str, one: Estimate, clear: bool) -> None:
    axes, colour = canvas.axes, INK if clear else SOFT
    if one.low == one.low:
        axes.plot([one.low, one.high], [row, row], color=colour, linewidth=2.2, solid_capstyle="butt")
    axes.plot([one.value], [row], "o", markersize=7, markerfacecolor=INK if clear else "white", markeredgecolor=colour)
    axes.text(0.0, row - 0.34, _cut(name, 42), transform=axes.get_yaxis_transform(), fontsize=11, color=colour)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit // 2 - 1]}…{text[-(limit - limit // 2) :]}"


def _texts(one: Estimate, part: OutcomeStudied) -> tuple[str, str]:
    value, interval = spread(one, part.outcome)
    return value, interval.strip(" ()") or "–"


def _ends(one: Estimate) -> str:
    return f"{number(one.low, 3)} to {number(one.high, 3)}" if one.low == one.low else "–"


# Name and maker of each, in the order of a study's page.
OF_STUDIES: Mapping[str, Callable[..., Figure]] = {
    "crossed": crossed_figure,
    "drivers": drivers_figure,
    "interactions": interactions_figure,
    "responses": response_figure,
}
