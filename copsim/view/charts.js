// Courses over the meetings: bands over replicates, the run that was watched, and the reader's guess on the same axes.

import { clamp, html, known, still, svg, written } from "./marks.js";

const PAD = { top: 34, right: 14, bottom: 44, left: 56 };
const NARROW = 520;
const WIPE = 2200;
let serial = 0;

/** Draws `lines` and `bands` of one outcome; `draw(change)` takes any of the options anew. */
export class CourseChart {
  /**
   * @param {Element} element - where it goes
   * @param {object} options - `cycles`, `range` [low, high], `measure`, `series` [{name, dash, bands?, run?}],
   *   `guesses` [[C numbers or null]], `others` [[...]], `label`, `height`, `wipe`
   */
  constructor(element, options) {
    this.options = { guesses: [], others: [], height: 0.52, ...options };
    this.element = element;
    this.clip = `copsim-clip-${(serial += 1)}`;
    this.root = element.appendChild(svg("svg", { class: "chart", role: "img" }));
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(element);
    this.draw();
  }

  destroy() {
    this.watcher.disconnect();
    this.root.remove();
  }

  /** Place of a pointer on the axes: `{ cycle, value }`. */
  at(event) {
    const box = this.root.getBoundingClientRect();
    const cycle = Math.round(this.cycle(event.clientX - box.left));
    return { cycle: clamp(cycle, 0, this.options.cycles - 1), value: this.value(event.clientY - box.top) };
  }

  cycle(x) {
    return ((x - PAD.left) / this.inner.width) * (this.options.cycles - 1);
  }

  value(y) {
    const [low, high] = this.options.range;
    return clamp(high - ((y - PAD.top) / this.inner.height) * (high - low), low, high);
  }

  draw(change = {}) {
    Object.assign(this.options, change);
    const { cycles, range, label, height } = this.options;
    const width = Math.max(240, this.element.clientWidth || 640);
    const tall = Math.max(220, Math.min(width * height, innerHeight * 0.62));
    this.inner = { width: width - PAD.left - PAD.right, height: tall - PAD.top - PAD.bottom };
    this.x = (cycle) => PAD.left + (cycles > 1 ? (cycle / (cycles - 1)) * this.inner.width : this.inner.width / 2);
    this.y = (value) => PAD.top + ((range[1] - clamp(value, range[0], range[1])) / (range[1] - range[0])) * this.inner.height;
    this.root.setAttribute("viewBox", `0 0 ${width} ${tall}`);
    this.root.setAttribute("width", width);
    this.root.setAttribute("height", tall);
    this.root.setAttribute("aria-label", label ?? "");
    this.root.replaceChildren(this.#axes(width, tall), this.#content(), this.#guessed());
  }

  #axes(width, tall) {
    const { cycles, range, measure } = this.options;
    const steps = 4;
    const group = svg("g", { class: "axes" });
    for (let step = 0; step <= steps; step += 1) {
      const value = range[0] + ((range[1] - range[0]) * step) / steps;
      const y = this.y(value);
      const mark = known(measure.mark) && Math.abs(value - measure.mark) < 1e-9;
      group.append(svg("line", { x1: PAD.left, x2: width - PAD.right, y1: y, y2: y, class: mark ? "even" : "grid" }),
        svg("text", { x: PAD.left - 8, y: y + 5, "text-anchor": "end" }, written(value, measure)));
    }
    if (known(measure.mark)) {
      const y = this.y(measure.mark);
      group.append(svg("line", { x1: PAD.left, x2: width - PAD.right, y1: y, y2: y, class: "even" }),
        svg("text", { x: PAD.left + 4, y: y - 7, class: "mark" }, measure.mark_label));
    }
    const every = cycles > 8 && width < NARROW ? 3 : cycles > 24 ? 4 : 1;
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      if (cycle % every && cycle !== cycles - 1) continue;
      group.append(svg("text", { x: this.x(cycle), y: tall - PAD.bottom + 20, "text-anchor": "middle" }, String(cycle + 1)));
    }
    group.append(svg("text", { x: PAD.left + this.inner.width / 2, y: tall - 4, "text-anchor": "middle", class: "axis" }, "meeting"),
      svg("text", { x: 4, y: 16, class: "axis" }, measure.label));
    return group;
  }

  #content() {
    const group = svg("g", { class: "series" });
    const { series = [], wipe } = this.options;
    for (const { bands, run, dash } of series) {
      const side = dash ? "left" : "right";
      if (bands) {
        for (const path of this.#area(bands.q5, bands.q95)) group.append(svg("path", { d: path, class: `band wide ${side}` }));
        for (const path of this.#area(bands.q25, bands.q75)) group.append(svg("path", { d: path, class: `band narrow ${side}` }));
      }
      if (run) group.append(svg("path", { d: this.line(run), class: `watched ${side}` }));
      if (bands) group.append(svg("path", { d: this.line(bands.q50), class: `middle-line ${side}` }));
    }
    group.append(this.#names());
    if (wipe && !still()) this.#wipe(group);
    return group;
  }

  /** Names of the series at their last points, kept apart. */
  #names() {
    const group = svg("g", { class: "names" });
    const placed = [];
    for (const { name, bands, dash } of this.options.series ?? []) {
      const last = bands?.q50.findLastIndex(known) ?? -1;
      if (last < 0) continue;
      let y = this.y(bands.q50[last]) - 10;
      for (const other of placed) if (Math.abs(other - y) < 20) y = other + (y < other ? -22 : 22);
      y = clamp(y, PAD.top + 12, PAD.top + this.inner.height - 6);
      placed.push(y);
      group.append(svg("text", { x: this.x(last) - 4, y, "text-anchor": "end", class: dash ? "left" : "right" }, name));
    }
    return group;
  }

  /** A line through what is known; a gap, such as a suspended meeting, is never bridged. */
  line(values) {
    let path = "";
    values.forEach((value, cycle) => {
      if (!known(value)) return;
      const start = !known(values[cycle - 1]);
      path += `${start ? "M" : "L"}${this.x(cycle).toFixed(1)} ${this.y(value).toFixed(1)}`;
      if (start && !known(values[cycle + 1])) path += "h0.01";
    });
    return path;
  }

  #area(low, high) {
    const runs = [];
    let run = [];
    for (let cycle = 0; cycle <= low.length; cycle += 1) {
      if (known(low[cycle]) && known(high[cycle])) run.push(cycle);
      else if (run.length) {
        runs.push(run);
        run = [];
      }
    }
    return runs.map((cycles) => {
      const reach = cycles.length > 1 ? 0 : 5;
      const points = (values, list, by) => list.map((cycle) => `${(this.x(cycle) + by).toFixed(1)} ${this.y(values[cycle]).toFixed(1)}`);
      return `M${[...points(high, cycles, reach), ...points(low, [...cycles].reverse(), reach), ...(reach ? [...points(low, cycles, -reach), ...points(high, cycles, -reach)] : [])].join("L")}Z`;
    });
  }

  #guessed() {
    const { guesses, others, drawing } = this.options;
    const group = svg("g", { class: "guesses" });
    for (const line of others) group.append(svg("path", { d: this.line(line), class: "other" }));
    guesses.forEach((line, index) => {
      if (!line) return;
      const side = index === 0 && guesses.length > 1 ? "left" : "right";
      group.append(svg("path", { d: this.line(line), class: "guess-edge" }),
        svg("path", { d: this.line(line), class: `guess ${side}${index === drawing ? " drawing" : ""}` }));
      line.forEach((value, cycle) => {
        if (known(value) && !known(line[cycle - 1]) && !known(line[cycle + 1])) group.append(svg("circle", { cx: this.x(cycle), cy: this.y(value), r: 8, class: `guess-point ${side}` }));
      });
    });
    return group;
  }

  #wipe(group) {
    this.options.wipe = false;
    const clip = svg("rect", { x: 0, y: 0, width: 0, height: 4000 });
    const holder = svg("clipPath", { id: this.clip }, clip);
    group.prepend(holder);
    group.setAttribute("clip-path", `url(#${this.clip})`);
    const begin = performance.now();
    const step = (now) => {
      const part = clamp((now - begin) / WIPE, 0, 1);
      clip.setAttribute("width", PAD.left + (this.inner.width + PAD.right) * part);
      if (part < 1) requestAnimationFrame(step);
      else group.removeAttribute("clip-path");
    };
    requestAnimationFrame(step);
  }
}

/** Small charts of every outcome that bands hold: what `mount` draws of `copsim.bands/1`. */
export class BandCharts {
  constructor(element, data, options = {}) {
    this.element = element;
    this.options = options;
    this.charts = [];
    this.#take(data);
  }

  #take(data) {
    this.charts.forEach((chart) => chart.destroy());
    const keys = Object.keys(data.scenarios);
    const outcomes = this.options.outcomes ?? Object.keys(data.measures);
    const grid = html("div", { class: "charts" });
    this.element.replaceChildren(grid);
    this.charts = outcomes.filter((name) => data.scenarios[keys[0]]?.[name]).map((name) => {
      const cell = grid.appendChild(html("div", { class: "cell" }));
      const measure = data.measures[name];
      const series = keys.map((key, index) => ({ name: data.names[key] ?? key, dash: index === 0 && keys.length > 1, bands: data.scenarios[key][name] }));
      const largest = Math.max(...keys.flatMap((key) => data.scenarios[key][name].q95.filter(known)), 0);
      const high = measure.format === "count" ? niceTop(largest) : Math.max(measure.high || 1, Math.min(niceTop(largest), 5));
      return new CourseChart(cell, { cycles: data.cycles, range: [0, high], measure, series, height: 0.62,
        label: `${measure.label}, ${keys.map((key) => data.names[key] ?? key).join(" and ")}: median and bands over ${data.replicates} runs` });
    });
  }

  update({ data } = {}) {
    if (data) this.#take(data);
  }

  on() {
    return () => {};
  }

  destroy() {
    this.charts.forEach((chart) => chart.destroy());
    this.element.replaceChildren();
  }
}

/** A round number at or above a value, for the end of an axis. */
export function niceTop(value) {
  if (value <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 4, 5, 8, 10].map((step) => step * unit).find((top) => top >= value - 1e-12);
}
