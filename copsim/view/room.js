// A room: members at their seats, what is said and what arrives, and between the meetings who trusts whom.

import { put, shapeOf, still, svg } from "./marks.js";
import { TRUST, arrival, travelled } from "./meeting.js";
import { homes, outlineOf, seating } from "./seats.js";

const SIZE = 500;
const TABLE = 0.36;
const WIDE = 22; // width of a wedge where it leaves the speaker
const DOT = 10.5;
const RING = 7;
const MOST_TAKEN_IN = 0.6; // about the largest reception seen; the same in every lesson
const SLIDE = 0.16;
const SWELL = 0.3;
const CAP = 5;
const RUSHED = 8; // turns a second beyond which nothing travels
const REACH = 0.09;

/** Builds a room once; `draw` then only moves what is there. */
export class RoomPicture {
  constructor(members, mostTables, name) {
    this.members = members;
    this.home = homes(members);
    this.outline = outlineOf(members.length);
    this.at = this.home.map(({ x, y }) => ({ x, y }));
    this.fill = members.map(() => 1);
    this.follow = -1;
    this.root = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", class: "room", "aria-label": name });
    this.#build(members, mostTables);
  }

  #build(members, mostTables) {
    const layer = (name) => this.root.appendChild(svg("g", { class: name }));
    const furniture = layer("furniture");
    this.tables = Array.from({ length: Math.max(1, mostTables) }, () => furniture.appendChild(svg("circle", { class: "table" })));
    this.ties = layer("ties");
    this.tiePaths = TRUST.flatMap((_, level) => ["within", "across"].map((where) =>
      this.ties.appendChild(svg("path", { class: `tie ${where}`, "stroke-width": 0.5 + level * 1.1 }))));
    this.contacts = layer("contacts").appendChild(svg("path", { class: "contact" }));
    const wedges = layer("wedges");
    this.wedges = this.tables.map(() => wedges.appendChild(svg("path", { class: "wedge" })));
    const people = layer("people");
    this.people = members.map(({ role }) => {
      const group = people.appendChild(svg("g", { class: `member ${role}` }));
      const fill = group.appendChild(svg("path", { class: "fill", d: shapeOf(role) }));
      const outline = group.appendChild(svg("path", { class: "outline", d: shapeOf(role) }));
      outline.setAttribute("transform", `scale(${this.outline})`);
      const sure = group.appendChild(svg("circle", { class: "sure", r: this.outline * 1.55, pathLength: 1, transform: "rotate(-90)" }));
      const floor = group.appendChild(svg("circle", { class: "floor", r: this.outline * 1.75 }));
      const ring = group.appendChild(svg("circle", { class: "ring", r: this.outline * 1.2 }));
      return { group, fill, outline, sure, floor, ring };
    });
    const dots = layer("dots");
    this.dots = members.map(() => dots.appendChild(svg("circle", { class: "dot" })));
    this.question = dots.appendChild(svg("circle", { class: "question", r: DOT * 0.8 }));
    this.pointer = layer("pointer").appendChild(svg("path", { class: "followed", d: "M-11 -13H11L0 2Z" }));
    this.closed = this.root.appendChild(svg("text", { class: "closed", x: SIZE / 2, y: SIZE / 2 + 6, "text-anchor": "middle" }));
  }

  /** Takes on a meeting: seats at its tables and the ties at its end. */
  meet(meeting) {
    this.meeting = meeting;
    this.table = seating(meeting.tables.map(({ who }) => who), this.home);
    this.#join(meeting);
    put(this.closed, "text", meeting.held ? "" : "suspended");
    this.people.forEach(({ group }, row) => group.classList.toggle("absent", !meeting.present[row]));
    this.people.forEach(({ sure }, row) => put(sure, "stroke-dasharray", `${meeting.confidence[row].toFixed(3)} 1`));
  }

  #join({ pairs, members, present, held }) {
    const paths = this.tiePaths.map(() => "");
    for (const [a, b, trust] of pairs) {
      const level = TRUST.findLastIndex((low) => trust >= low);
      if (level < 0 || (held && !(present[a] && present[b]))) continue;
      const from = this.home[a];
      const to = this.home[b];
      paths[level * 2 + (members[a].role === members[b].role ? 0 : 1)] += `M${px(from.x)} ${px(from.y)}L${px(to.x)} ${px(to.y)}`;
    }
    paths.forEach((d, index) => put(this.tiePaths[index], "d", d));
  }

  /** Draws a state; true when it has come to rest. */
  draw(state, { speed = 0, jump = false, frames = 1 } = {}) {
    const settled = this.#move(state, jump || still() ? Infinity : frames);
    this.#speak(state, speed);
    this.#meetInBreak(state);
    const after = state.phase === "after";
    const shown = after ? Math.min(1, 0.25 + state.into / 4) : 0;
    put(this.ties, "opacity", shown);
    this.root.classList.toggle("after", after);
    const marked = this.follow >= 0;
    put(this.pointer, "hidden", !marked);
    if (marked) put(this.pointer, "transform", this.#place(this.follow, 0, -1.9 * this.outline));
    return settled;
  }

  #place(row, dx = 0, dy = 0) {
    return `translate(${px(this.at[row].x) + dx} ${(px(this.at[row].y) + dy).toFixed(1)})`;
  }

  #move(state, frames) {
    const seated = state.phase === "tables";
    let rest = 0;
    this.people.forEach(({ group, fill }, row) => {
      const here = this.meeting.present[row];
      const goal = seated && here ? this.table.seats[row] : this.home[row];
      const at = this.at[row];
      const by = nearer(SLIDE, frames);
      at.x += (goal.x - at.x) * by;
      at.y += (goal.y - at.y) * by;
      const size = here ? Math.min(CAP, state.heard[row]) || 0 : 0;
      this.fill[row] += (size - this.fill[row]) * nearer(SWELL, frames);
      rest = Math.max(rest, Math.abs(goal.x - at.x), Math.abs(goal.y - at.y), Math.abs(size - this.fill[row]) / 10);
      put(group, "transform", this.#place(row));
      put(fill, "transform", `scale(${(this.outline * Math.sqrt(Math.max(0, this.fill[row]))).toFixed(2)})`);
    });
    this.tables.forEach((circle, index) => {
      const table = seated ? this.table.tables[index] : index === 0 && this.meeting.held ? { x: 0.5, y: 0.5, r: TABLE } : null;
      put(circle, "hidden", !table || (seated && !this.meeting.held) || (state.phase === "after"));
      if (table) for (const [name, value] of [["cx", px(table.x)], ["cy", px(table.y)], ["r", px(table.r)]]) put(circle, name, value);
    });
    return rest < 0.002;
  }

  #speak(state, speed) {
    const rushed = speed > RUSHED;
    const arriving = new Map();
    const floor = new Set(state.active.map(({ speaker }) => speaker));
    let dot = 0;
    let wedge = 0;
    let question = null;
    for (const turn of state.active) {
      if (rushed) continue;
      const along = still() ? 0.75 : travelled(turn.u);
      if (turn.act === "q") question = { turn, along };
      const path = [];
      for (const { row, got } of turn.listeners) {
        const taken = Math.min(1, got / MOST_TAKEN_IN);
        path.push(wedgeOf(this.at[turn.speaker], this.at[row], (WIDE * taken) / 2, this.outline));
        if (turn.u < 0.62 || still()) this.#dot(this.dots[dot++], turn, row, along, taken);
        else arriving.set(row, (arriving.get(row) ?? 0) + RING * taken * arrival(turn.u));
      }
      const mark = this.wedges[wedge++];
      put(mark, "class", `wedge ${this.members[turn.speaker].role}`);
      put(mark, "d", path.join(""));
      put(mark, "hidden", false);
    }
    for (; dot < this.dots.length; dot += 1) put(this.dots[dot], "hidden", true);
    for (; wedge < this.wedges.length; wedge += 1) put(this.wedges[wedge], "hidden", true);
    this.#ask(question);
    this.people.forEach((person, row) => {
      put(person.floor, "hidden", !floor.has(row));
      const width = arriving.get(row) ?? 0;
      put(person.ring, "hidden", width <= 0);
      if (width > 0) put(person.ring, "stroke-width", width.toFixed(1));
    });
  }

  #dot(mark, turn, row, along, taken) {
    const from = this.at[turn.speaker];
    const to = this.at[row];
    put(mark, "hidden", false);
    put(mark, "class", `dot ${this.members[turn.speaker].role}`);
    put(mark, "cx", px(from.x + (to.x - from.x) * along));
    put(mark, "cy", px(from.y + (to.y - from.y) * along));
    put(mark, "r", (DOT * Math.sqrt(1 + (taken - 1) * along) * this.outline / 15.5).toFixed(1));
  }

  #ask(question) {
    put(this.question, "hidden", !question);
    if (!question) return;
    const from = this.at[question.turn.speaker];
    const to = this.at[question.turn.to] ?? from;
    put(this.question, "cx", px(from.x + (to.x - from.x) * question.along));
    put(this.question, "cy", px(from.y + (to.y - from.y) * question.along));
  }

  #meetInBreak(state) {
    const { met } = this.meeting;
    const part = state.phase === "break" ? Math.min(1, state.into / 6) : 0;
    const count = Math.round(met.length * part);
    if (this.drawn === count && this.drawnOf === this.meeting) return;
    this.drawn = count;
    this.drawnOf = this.meeting;
    put(this.contacts, "d", met.slice(0, count).map(([a, b]) => curve(this.home[a], this.home[b])).join(""));
  }

  /** The member within reach of a point in the unit square; -1 for nobody. */
  near(x, y) {
    let best = -1;
    let least = REACH ** 2;
    this.at.forEach((at, row) => {
      const d = (at.x - x) ** 2 + (at.y - y) ** 2;
      if (d < least) [best, least] = [row, d];
    });
    return best;
  }
}

/** Part of the way to go in some sixtieths of a second, given the part in one. */
const nearer = (part, frames) => 1 - (1 - part) ** frames;
const px = (unit) => Math.round(unit * SIZE * 10) / 10;

/** A band from speaker to listener whose width says how much is taken in. */
function wedgeOf(from, to, half, outline) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const nx = (-dy / length / SIZE) * (WIDE / 2) * (outline / 15.5);
  const ny = (dx / length / SIZE) * (WIDE / 2) * (outline / 15.5);
  const mx = (-dy / length / SIZE) * half * (outline / 15.5);
  const my = (dx / length / SIZE) * half * (outline / 15.5);
  return `M${px(from.x + nx)} ${px(from.y + ny)}L${px(to.x + mx)} ${px(to.y + my)}L${px(to.x - mx)} ${px(to.y - my)}L${px(from.x - nx)} ${px(from.y - ny)}Z`;
}

/** A thin curve between two who meet, bent towards the middle of the room. */
function curve(from, to) {
  const cx = (from.x + to.x) / 4 + 0.25;
  const cy = (from.y + to.y) / 4 + 0.25;
  return `M${px(from.x)} ${px(from.y)}Q${px(cx)} ${px(cy)} ${px(to.x)} ${px(to.y)}`;
}
