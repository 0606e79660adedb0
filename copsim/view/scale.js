// One scale with a row per outcome: median, half and nine tenths of the runs, and hollow dots where it stood before.

import { clamp, known, svg, written } from "./marks.js";

const ROW = 94;
const MOST_GHOSTS = 15;
const SCALE_PAD = { top: 12, right: 26, bottom: 34, left: 14 };

/** `draw({ five: {outcome: [q5, q25, q50, q75, q95]} })` moves the dots and leaves hollow ones behind. */
export class ScaleChart {
  constructor(element, { outcomes, measures, range, label, others = [] }) {
    Object.assign(this, { element, outcomes, measures, range, label, others, ghosts: [], five: null });
    this.root = element.appendChild(svg("svg", { class: "chart scale", role: "img" }));
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(element);
  }

  destroy() {
    this.watcher.disconnect();
    this.root.remove();
  }

  draw({ five, label } = {}) {
    if (label) this.label = label;
    if (five) {
      if (this.five && this.five !== five) this.ghosts = [...this.ghosts, this.five].slice(-MOST_GHOSTS);
      this.five = five;
    }
    const width = Math.max(240, this.element.clientWidth || 560);
    const tall = SCALE_PAD.top + this.outcomes.length * ROW + SCALE_PAD.bottom;
    const inner = width - SCALE_PAD.left - SCALE_PAD.right;
    const [low, high] = this.range;
    const x = (value) => SCALE_PAD.left + (clamp((value - low) / (high - low), 0, 1)) * inner;
    for (const [name, value] of [["viewBox", `0 0 ${width} ${tall}`], ["width", width], ["height", tall], ["aria-label", this.label ?? ""]]) {
      this.root.setAttribute(name, value);
    }
    this.root.replaceChildren(...this.#axis(x, tall), ...this.outcomes.flatMap((name, row) => this.#row(name, row, x)));
  }

  #axis(x, tall) {
    const measure = this.measures[this.outcomes[0]];
    const [low, high] = this.range;
    const ticks = [0, 1, 2, 3, 4].map((step) => low + ((high - low) * step) / 4);
    const bottom = tall - SCALE_PAD.bottom;
    const marks = ticks.flatMap((value, step) => [
      svg("line", { x1: x(value), x2: x(value), y1: SCALE_PAD.top, y2: bottom, class: "grid" }),
      svg("text", { x: x(value), y: bottom + 20, "text-anchor": step === 0 ? "start" : step === 4 ? "end" : "middle" }, written(value, measure)),
    ]);
    if (known(measure.mark) && measure.mark <= high) {
      marks.push(svg("line", { x1: x(measure.mark), x2: x(measure.mark), y1: SCALE_PAD.top, y2: bottom, class: "even" }));
    }
    return marks;
  }

  #row(name, row, x) {
    const y = SCALE_PAD.top + row * ROW + 62;
    const measure = this.measures[name];
    const parts = [svg("text", { x: SCALE_PAD.left, y: y - 42, class: "row-name" }, measure.short)];
    for (const ghost of this.ghosts) {
      const middle = ghost[name]?.[2];
      if (known(middle)) parts.push(svg("circle", { cx: x(middle), cy: y, r: 7, class: "ghost" }));
    }
    const five = this.five?.[name];
    if (!five || !known(five[2])) return parts;
    const figure = written(five[2], measure);
    const late = x(five[2]) > x(this.range[1]) - 60;
    return [...parts,
      svg("line", { x1: x(five[0]), x2: x(five[4]), y1: y, y2: y, class: "wide-line" }),
      svg("line", { x1: x(five[1]), x2: x(five[3]), y1: y, y2: y, class: "half-line" }),
      svg("circle", { cx: x(five[2]), cy: y, r: 9, class: "dot-now" }),
      svg("text", { x: x(five[2]) + (late ? -4 : 4), y: y - 15, "text-anchor": late ? "end" : "start", class: "figure-now" }, figure)];
  }
}
